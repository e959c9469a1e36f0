import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { draftEvent, type EventContent, type Provenance } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { EventRun } from "../generated/types/event.ts";
import type { AppendResult, GitHub, Ledger, LedgerSnapshot, RepositoryFacts } from "../ports.ts";
import { foldOf } from "./fold-of.ts";

/** The run that acts, as events name it. */
export interface RunReference {
  readonly run: EventRun;
  readonly url: string;
}

/** What one run records with. */
export interface Recorder {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly repository: RepositoryFacts;
  readonly run: RunReference;
}

export interface RecordedEvents extends Pick<AppendResult, "snapshot" | "appended"> {
  /** RECORD_REFUSED: what happened cannot follow in the ledger, and nothing was written. */
  readonly refused: Finding | null;
}

/**
 * Appends what a planner wants of one bypass and the ledger does not have, worked out again on every snapshot that a lost race makes
 * necessary.
 * @param about every bypass that the run's next append is planned on, so that a lost race reads them all again
 */
export async function tryRecord(
  recorder: Recorder,
  snapshot: LedgerSnapshot,
  bypass: string,
  plan: (fold: BypassFold) => readonly EventContent[],
  about: readonly string[] = [bypass],
): Promise<RecordedEvents> {
  const provenance = provenanceOf(recorder);
  const result = await recorder.ledger.append(
    snapshot,
    (current) => {
      const fold = foldOf(current, bypass);
      const known = new Set(fold.entries.map(({ event }) => `${event.type} ${event.key}`));
      const wanted = plan(fold).filter((content) => !known.has(`${content.type} ${content.key}`));
      return wanted.map((content) => draftEvent(provenance, content));
    },
    about,
  );
  const problem = result.findings.map((item) => item.message).join(" ");
  const refused = result.findings.length === 0 ? null : finding("RECORD_REFUSED", { problem, bypass });
  return { snapshot: result.snapshot, appended: result.appended, refused };
}

/** The same where nothing may go on without its record. Throws RECORD_REFUSED. */
export async function recordEvents(...parameters: Parameters<typeof tryRecord>): Promise<RecordedEvents> {
  const result = await tryRecord(...parameters);
  const { refused } = result;
  if (refused !== null) throw new ConfigurationError(refused.message, refused.fix, "RECORD_REFUSED");
  return result;
}

/** Where the events of this run come from. Its time is the server's, of the last answer. */
export function provenanceOf({ github, repository, run }: Recorder): Provenance {
  return {
    at: github.serverTime() ?? 0,
    repositoryId: repository.id,
    mainHead: repository.defaultBranch.head,
    automation: repository.viewer,
    runUrl: run.url,
    run: run.run,
  };
}
