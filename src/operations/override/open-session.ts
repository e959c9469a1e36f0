import type { Finding } from "../../core/findings/finding.ts";
import { stateNameOf } from "../../core/ledger/bypass-state.ts";
import type { EventContent } from "../../core/ledger/draft-event.ts";
import { type BypassFold, foldBypass } from "../../core/ledger/fold-bypass.ts";
import type { Ours } from "../../core/override/own-result.ts";
import type { EventType } from "../../generated/types/event.ts";
import type {
  GitHub,
  Ledger,
  LedgerSnapshot,
  Notifier,
  RegistryReader,
  RepositoryFacts,
  RuleKeeper,
  Sleeper,
} from "../../ports.ts";
import { type RunReference, recordEvents } from "../record-events.ts";
import { type OverrideOutcome, verdictOf } from "./outcome.ts";

export interface OverridePorts {
  readonly github: GitHub;
  /** The App that may go past rules or change them; null: no admin-token was given. */
  readonly keeper: RuleKeeper | null;
  readonly reader: RegistryReader;
  readonly ledger: Ledger;
  readonly sleeper: Sleeper;
  readonly notifier: Notifier;
}

/** One run of an operation about one bypass: what the ledger says by now, and what this run has done. */
export interface Session {
  readonly ports: OverridePorts;
  readonly repository: RepositoryFacts;
  readonly bypass: string;
  fold(): BypassFold;
  ours(sha: string): Ours;
  /**
   * Appends in one commit what is wanted and not there yet, planned anew after a lost race.
   * @returns whether there was anything to append: only then is the fold that of now
   */
  record(plan: (fold: BypassFold) => readonly EventContent[]): Promise<boolean>;
  /** Reads what other runs have recorded since. */
  reread(): Promise<void>;
  /** Whether this run appended an event of that type. */
  recorded(type: EventType): boolean;
  /** The outcome, with the state and the events of this run. */
  finish(
    summary: string,
    findings: readonly Finding[],
    done?: Partial<Pick<OverrideOutcome, "overridden" | "restored" | "planned">>,
  ): OverrideOutcome;
}

export function openSession(
  ports: OverridePorts,
  repository: RepositoryFacts,
  bypass: string,
  start: LedgerSnapshot,
  run: RunReference,
): Session {
  let snapshot = start;
  const events: { type: string; id: string }[] = [];
  const fold = (): BypassFold => foldBypass(bypass, snapshot.entries).fold;
  return {
    ports,
    repository,
    bypass,
    fold,
    ours: (sha) => ({ bypass, sha, login: repository.viewer.login }),
    async record(plan) {
      const recorder = { github: ports.github, ledger: ports.ledger, repository, run };
      const result = await recordEvents(recorder, snapshot, bypass, plan);
      snapshot = result.snapshot;
      events.push(...result.appended.map(({ event }) => ({ type: event.type, id: event.id })));
      return result.appended.length > 0;
    },
    async reread() {
      snapshot = await ports.ledger.read([bypass], [...snapshot.active.keys()]);
    },
    recorded: (type) => events.some((event) => event.type === type),
    finish: (summary, findings, done = {}) => ({
      verdict: verdictOf(findings),
      summary,
      findings,
      bypass,
      state: stateNameOf(fold().state),
      events,
      overridden: done.overridden ?? [],
      restored: done.restored ?? [],
      planned: done.planned ?? [],
    }),
  };
}
