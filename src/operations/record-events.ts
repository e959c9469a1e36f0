import type { EventContent, Provenance } from "../core/ledger/draft-event.ts";
import { draftEvent } from "../core/ledger/draft-event.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import type { EventRun } from "../generated/types/event.ts";
import type { GitHub, Ledger, LedgerSnapshot, RepositoryFacts } from "../ports.ts";

/** The run that acts, as events name it. */
export interface RunReference {
  readonly run: EventRun;
  readonly url: string;
}

/** Where the events of this run come from. Its time is the server's, of the last answer. */
export function provenanceOf(github: GitHub, repository: RepositoryFacts, reference: RunReference): Provenance {
  return {
    at: github.serverTime() ?? 0,
    repositoryId: repository.id,
    mainHead: repository.defaultBranch.head,
    automation: repository.viewer,
    runUrl: reference.url,
    run: reference.run,
  };
}

/** Appends what a planner wants of one bypass, worked out again on every snapshot that a lost race makes necessary. */
export async function recordEvents(
  ledger: Ledger,
  snapshot: LedgerSnapshot,
  bypass: string,
  provenance: Provenance,
  plan: (fold: BypassFold) => readonly EventContent[],
): ReturnType<Ledger["append"]> {
  return ledger.append(
    snapshot,
    (current) => plan(foldBypass(bypass, current.entries).fold).map((content) => draftEvent(provenance, content)),
    [bypass],
  );
}
