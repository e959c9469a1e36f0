import type {
  EventActor,
  EventManifest,
  EventRun,
  EventSource,
  EventTarget,
  EventType,
  LedgerEvent,
} from "../../generated/types/event.ts";
import type { Instant } from "../time/instant.ts";
import { identifyEvent } from "./event-id.ts";
import { formatEventInstant } from "./event-instant.ts";

/** Where the events of one run come from: the same for all of them. */
export interface Provenance {
  /** Server time of the run's last look at GitHub. */
  readonly at: Instant;
  /** GitHub's number of the repository that holds the ledger. */
  readonly repositoryId: number;
  /** Commit at the head of the default branch. */
  readonly mainHead: string;
  /** The account behind the token. */
  readonly automation: { readonly id: number; readonly login: string };
  /** Page of the run. */
  readonly runUrl: string;
  readonly run: EventRun;
}

/** What one event says beyond its provenance. */
export interface EventContent {
  readonly type: EventType;
  readonly bypass: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Absent: the automation. */
  readonly actor?: EventActor;
  /** Absent: the run itself. */
  readonly source?: EventSource;
  /** Server time of the fact; absent: of the run. */
  readonly at?: Instant;
  readonly manifest?: EventManifest;
  readonly target?: EventTarget;
}

/** One event with everything that the schema asks for. */
export function draftEvent(provenance: Provenance, content: EventContent): LedgerEvent {
  const { at, actor, source, manifest, target, type, bypass, key, data } = content;
  const { automation, run } = provenance;
  return identifyEvent(
    {
      type,
      bypass,
      key,
      at: formatEventInstant(at ?? provenance.at),
      actor: actor ?? { id: automation.id, login: automation.login, role: null, kind: "automation" },
      source: source ?? { kind: "api", url: provenance.runUrl },
      run,
      ...(manifest === undefined ? {} : { manifest }),
      ...(target === undefined ? {} : { target }),
      main_head: provenance.mainHead,
      data,
    },
    provenance.repositoryId,
  );
}
