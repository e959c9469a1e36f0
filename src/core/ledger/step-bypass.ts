import type {
  BypassActivated,
  BypassAmended,
  BypassUsed,
  LedgerEvent,
  OverrideRestored,
  RemediationOpened,
} from "../../generated/types/event.ts";
import { compareText } from "../document/read-document.ts";
import type { BypassState } from "./bypass-state.ts";
import { type Transition, transitions } from "./transitions.ts";

/**
 * The state after one more event, or in words why the event cannot follow.
 * @param event has passed its schema; events of types that this version does not know leave the life of the bypass as it is.
 */
export function stepBypass(state: BypassState, event: LedgerEvent): BypassState | string {
  const rows = rowsOf(state, event);
  if (rows.length === 0) return effectOf(state, event);
  let problem: string | null = null;
  for (const row of rows) {
    const found = problemOf(row, state, event);
    if (found === null) return effectOf(move(state, row), event);
    problem ??= found;
  }
  return problem ?? "";
}

/** The rows of each type, by the state or the reason that they ask for. Most events of a long life are of types without any. */
const rowsByType = new Map<string, { particular: Map<string, Transition>; plain: readonly Transition[] }>();
for (const [key, row] of Object.entries(transitions)) {
  const type = key.replace(/[@:].*$/, "");
  const rows = rowsByType.get(type) ?? { particular: new Map(), plain: [] };
  rowsByType.set(type, rows);
  if (key === type) rows.plain = [row];
  else rows.particular.set(key.slice(type.length), row);
}

/** The most particular row first: by the state, by the reason, by the type alone. */
function rowsOf(state: BypassState, event: LedgerEvent): readonly Transition[] {
  const { particular, plain } = rowsByType.get(event.type) ?? { particular: new Map(), plain: [] };
  if (particular.size === 0) return plain;
  const keys = [`@${state.lifecycle}`, `:${String(event.data.reason)}`];
  return [...keys.flatMap((key) => particular.get(key) ?? []), ...plain];
}

function problemOf(row: Transition, state: BypassState, event: LedgerEvent): string | null {
  const { lifecycle, activation, remediation } = state;
  const about = aboutOf(row);
  if (event.bypass === "PROCEDURE") {
    if (about === "bypass") return "it needs a bypass, and this event names none";
    return null;
  }
  if (about === "procedure") return "it is about the procedure as a whole, and this event names a bypass";
  const emergency = event.bypass.startsWith("BYPASS-EM-") && activation !== null ? (row.emergency ?? []) : [];
  if (row.from !== undefined && !row.from.includes(lifecycle) && !emergency.includes(lifecycle)) {
    return `the bypass is ${lifecycle === "none" ? "not requested yet" : lifecycle}`;
  }
  if (row.activated === true && activation === null) return "it was never active";
  if (row.remediation !== undefined && !row.remediation.from.includes(remediation)) {
    return `its remediation is ${remediation === "none" ? "not opened yet" : remediation}`;
  }
  const last = activation?.number ?? 0;
  const named = Number(event.data.activation);
  if (row.activation === "next" && named !== last + 1) return `the next activation is ${last + 1}, not ${named}`;
  if (row.activation === "known" && !(named >= 1 && named <= last)) return `there was no activation ${named}`;
  if (row.activation === "open" && (named !== last || activation?.ended != null)) {
    return `activation ${named} is not running`;
  }
  return null;
}

function aboutOf({ about, from, activated, activation, remediation }: Transition): Transition["about"] {
  if (about !== undefined) return about;
  return (from ?? activated ?? activation ?? remediation) === undefined ? undefined : "bypass";
}

function move(state: BypassState, row: Transition): BypassState {
  const lifecycle = row.to ?? state.lifecycle;
  return { ...state, lifecycle, remediation: row.remediation?.to ?? state.remediation };
}

/** What an event says besides where the bypass stands. Its data has passed the schema of its type. */
function effectOf(state: BypassState, event: LedgerEvent): BypassState | string {
  switch (event.type) {
    case "request.accepted":
      return { ...state, drill: event.data.drill === true, request: requestOf(event) };
    case "bypass.approved":
      return {
        ...state,
        manifest: event.manifest ?? null,
        // What was approved counts; it may have been changed since the request was accepted.
        drill: typeof event.data.drill === "boolean" ? event.data.drill : state.drill,
      };
    case "bypass.registered":
      return { ...state, registered: true };
    case "bypass.amended":
      return amend(state, event.data as unknown as BypassAmended);
    case "bypass.activated":
      return activate(state, event, event.data as unknown as BypassActivated);
    case "bypass.deactivated":
      return endActivation(state, String(event.data.reason));
    case "override.posted":
      return event.data.behind_restore === true ? owe(state, [String(event.data.check)]) : state;
    case "override.ineffective":
      // What was posted has been taken back before this is recorded (40-override.md, step 8).
      return state.lifecycle === "ineffective"
        ? { ...endActivation(state, "ineffective"), unrestored: gatedOf(state) }
        : state;
    case "override.restored": {
      const { checks } = event.data as unknown as OverrideRestored;
      return { ...state, unrestored: state.unrestored.filter((name) => !checks.includes(name)) };
    }
    case "bypass.used": {
      const { merge_sha } = event.data as unknown as BypassUsed;
      return { ...state, used: { at: event.at, merge_sha } };
    }
    case "remediation.opened": {
      const { repository, issue, deadline } = event.data as unknown as RemediationOpened;
      return { ...state, issue: { repository, number: issue, deadline } };
    }
    case "remediation.reopened":
      return { ...state, reopened: true };
    case "remediation.verified":
      return { ...state, reopened: false };
    case "remediation.extended":
      // Without a deadline it was asked for, and nobody has granted it.
      return event.data.deadline === undefined ? state : { ...state, missed: false };
    case "violation.recorded":
      return event.data.kind === "remediation_deadline_missed" ? { ...state, missed: true } : state;
    default:
      return state;
  }
}

/** Number of the pull request that asks; null where the event does not say. */
function requestOf({ data }: LedgerEvent): number | null {
  return typeof data.pull_request === "number" ? data.pull_request : null;
}

/** Gates are shut after the end is on record: until then nothing may say that they are. */
function gatedOf({ unrestored, activation }: BypassState): readonly string[] {
  const gated = new Set((activation?.checks ?? []).filter(({ mode }) => mode === "gate").map(({ name }) => name));
  return unrestored.filter((name) => gated.has(name));
}

function activate(state: BypassState, event: LedgerEvent, data: BypassActivated): BypassState {
  const checks = data.checks.map(({ name, kind, mode }) => ({ name, kind, mode }));
  // A merge relaxes nothing. A gate forges nothing, but what it let through once it would let through for ever.
  const changed = checks.filter(({ mode }) => mode !== "merge").map(({ name }) => name);
  return {
    ...owe(state, changed),
    activation: {
      number: data.activation,
      event: event.id,
      at: event.at,
      expires_at: data.expires_at,
      checks,
      manifest: event.manifest ?? null,
      target: event.target ?? null,
      ended: null,
    },
  };
}

/** Checks that have to be put back. */
function owe(state: BypassState, names: readonly string[]): BypassState {
  return { ...state, unrestored: [...new Set([...state.unrestored, ...names])].sort(compareText) };
}

/** An end that is recorded stays; what is still running or owed gets the new values. */
function amend(state: BypassState, { number, changes }: BypassAmended): BypassState | string {
  const { activation, issue } = state;
  const last = state.amended?.number ?? 0;
  // The last amendment has the last word, however late an earlier one is told.
  if (number <= last) return `amendment ${last} is on record already, so ${number} comes too late`;
  const running = state.lifecycle === "active" || state.lifecycle === "suspended";
  return {
    ...state,
    amended: { ...state.amended, ...changes, number },
    ...(activation !== null && running && changes.expires_at !== undefined
      ? { activation: { ...activation, expires_at: changes.expires_at } }
      : {}),
    ...(changes.deadline === undefined ? {} : { missed: false }),
    ...(issue !== null && changes.deadline !== undefined ? { issue: { ...issue, deadline: changes.deadline } } : {}),
  };
}

function endActivation(state: BypassState, reason: string): BypassState {
  return state.activation === null ? state : { ...state, activation: { ...state.activation, ended: reason } };
}
