import type { Slot } from "../../generated/types/policy.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";

/** A slot of the level, and how many people this bypass needs in it. */
export interface ActiveSlot {
  readonly name: string;
  readonly roles: readonly string[];
  /** 0: the slot's condition does not hold for this bypass. */
  readonly needed: number;
}

/** The slots of a level for one bypass; a slot with several conditions is needed as soon as one of them holds. */
export function activeSlots(level: Level, subject: Subject, policy: CompiledPolicy): ActiveSlot[] {
  return policy.policy.levels[level].slots.map((slot) => ({
    name: slot.name,
    roles: slot.roles,
    needed: isNeeded(slot, subject) ? (slot.min ?? 1) : 0,
  }));
}

function isNeeded(slot: Slot, subject: Subject): boolean {
  if (slot.when === undefined) return true;
  const conditions = Array.isArray(slot.when) ? slot.when : [slot.when];
  return conditions.some((when) => matchesWhen(when, subject));
}

/** Every role that a level names, whether its slot is needed or not: their holders have the veto. */
export function rolesOfLevel(slots: readonly ActiveSlot[]): string[] {
  return [...new Set(slots.flatMap((slot) => slot.roles))];
}
