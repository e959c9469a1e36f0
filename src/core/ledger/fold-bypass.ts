import type { LedgerEvent } from "../../generated/types/event.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { LedgerEntry } from "./build-record.ts";
import { type BypassState, initialState } from "./bypass-state.ts";
import { stepBypass } from "./step-bypass.ts";

/** The events of one bypass, folded as far as they were given. Grows by `extendFold`, which changes it in place. */
export interface BypassFold {
  readonly bypass: string;
  state: BypassState;
  /** Every event of the bypass, once each, in the order of the ledger; illegal ones too, because they are there. */
  readonly entries: LedgerEntry[];
  readonly ids: Set<string>;
  /** One place per event that counts; the last of a place is what holds now, an empty place was withdrawn. */
  readonly places: LedgerEvent[][];
  readonly placeOf: Map<string, number>;
  /** What each correction took away and what it left on top, so that a correction can itself be withdrawn. */
  readonly withdrawn: Map<string, { readonly taken: LedgerEvent; readonly left: string | undefined }>;
  /** Declarations of emergencies that were made in its days (`attachDeclarations`); they are events of PROCEDURE. Absent: none is known. */
  declarations?: readonly LedgerEvent[];
}

export function startFold(bypass: string): BypassFold {
  return {
    bypass,
    state: initialState,
    entries: [],
    ids: new Set(),
    places: [],
    placeOf: new Map(),
    withdrawn: new Map(),
  };
}

/**
 * Adds the next event of the ledger. Null where it is legal; else why not, and then it has changed nothing: an event counts only if
 * the whole history with it is legal, so a correction can neither hide what was illegal nor make something illegal of what was not.
 */
export function extendFold(fold: BypassFold, entry: LedgerEntry): Finding | null {
  const { event } = entry;
  if (fold.ids.has(event.id)) return null;
  fold.entries.push(entry);
  fold.ids.add(event.id);
  const problem = event.supersedes === undefined ? append(fold, event) : correct(fold, event, event.supersedes);
  if (problem === null) return null;
  return finding("ILLEGAL_TRANSITION", { type: event.type, bypass: fold.bypass, problem }, { path: entry.path });
}

/** Folds the events of one bypass: any order, any number of lists and repeats give the same, because the ledger's order decides. */
export function foldBypass(
  bypass: string,
  ...lists: readonly (readonly LedgerEntry[])[]
): {
  readonly fold: BypassFold;
  readonly findings: readonly Finding[];
} {
  const fold = startFold(bypass);
  const entries = lists.flat().filter((entry) => entry.event.bypass === bypass);
  entries.sort((left, right) => left.seq - right.seq);
  return { fold, findings: entries.flatMap((entry) => extendFold(fold, entry) ?? []) };
}

function append(fold: BypassFold, event: LedgerEvent): string | null {
  const next = stepBypass(fold.state, event);
  if (typeof next === "string") return next;
  fold.state = next;
  fold.placeOf.set(event.id, fold.places.length);
  fold.places.push([event]);
  return null;
}

function correct(fold: BypassFold, event: LedgerEvent, target: string): string | null {
  if (target === event.id || !fold.ids.has(target)) return "it supersedes an event that is not there before it";
  const isCorrection = event.type === "correction";
  const index = fold.placeOf.get(target);
  // What was illegal never counted: there is nothing to take back, and a better event stands for itself.
  if (index === undefined) return isCorrection ? null : append(fold, event);
  const place = fold.places[index] ?? [];
  const before = [...place];
  const top = place.at(-1);
  const withdrawal = fold.withdrawn.get(target);
  if (top?.id !== (withdrawal === undefined ? target : withdrawal.left))
    return "what it supersedes was corrected before";
  if (withdrawal !== undefined) {
    if (!isCorrection) return "only a correction can withdraw a correction";
    place.push(withdrawal.taken);
  } else if (isCorrection) {
    place.pop();
  } else {
    if (top?.type !== event.type) return "it takes the place of an event of another type";
    place.push(event);
  }
  const state = refold(fold.places);
  if (typeof state === "string") {
    place.splice(0, place.length, ...before);
    return `with it, later events would be illegal (${state})`;
  }
  fold.state = state;
  fold.placeOf.set(event.id, index);
  if (withdrawal !== undefined) fold.withdrawn.delete(target);
  else if (isCorrection && top !== undefined) fold.withdrawn.set(event.id, { taken: top, left: place.at(-1)?.id });
  return null;
}

function refold(places: readonly (readonly LedgerEvent[])[]): BypassState | string {
  let state = initialState;
  for (const place of places) {
    const event = place.at(-1);
    if (event === undefined) continue;
    const next = stepBypass(state, event);
    if (typeof next === "string") return `${event.type}: ${next}`;
    state = next;
  }
  return state;
}
