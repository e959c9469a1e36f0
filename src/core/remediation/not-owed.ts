import type { EventRef, Obligation } from "../../generated/types/policy.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Instant } from "../time/instant.ts";
import type { ClockEvent } from "./evaluate-clock.ts";

/** Why something is not owed although nobody set it aside. */
export interface NotOwed {
  readonly at: Instant;
  /** In words, for a line of the checklist. */
  readonly why: string;
}

/** Nobody but the program writes these, and only of an activation. */
const ofActivation = /^(?:bypass\.(?:activated|deactivated)|override\..+)$/;

/**
 * Whether a row asks for what this bypass can never have. What was registered afterwards was never activated, so nothing deactivates it;
 * an override that had no effect has been taken back before that was recorded, and no deactivation follows. Null: it is owed.
 */
export function notOwed(
  { owner, due, satisfied_by: proof }: Obligation,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
): NotOwed | null {
  const type = typeOf(proof);
  const last = events.findLast((event) => event.type === "bypass.activated" || event.type === "override.ineffective");
  const registered = events.find((event) => event.type === "bypass.registered");
  if (registered !== undefined && last === undefined) {
    const atActivation = typeOf(due.before) === "bypass.activated" || isActivation(due.from ?? due.at ?? "", policy);
    // People can still do what should have been done at the activation; the program has had no occasion.
    const isPrograms = owner === "automation" && atActivation;
    return ofActivation.test(type) || isPrograms ? { at: registered.at, why: "nothing was activated" } : null;
  }
  return last?.type === "override.ineffective" && type === "bypass.deactivated"
    ? { at: last.at, why: "the override had no effect and was taken back" }
    : null;
}

/** Whether an anchor comes with an activation only. */
function isActivation(name: string, { policy }: CompiledPolicy): boolean {
  const anchor = own(policy.anchors, name) ?? [name as EventRef];
  return Array.isArray(anchor) && anchor.every((reference: EventRef) => typeOf(reference) === "bypass.activated");
}

function typeOf(reference: EventRef | undefined): string {
  return typeof reference === "string" ? reference : (reference?.event ?? "");
}
