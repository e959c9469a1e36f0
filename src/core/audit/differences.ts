import type { LedgerEvent } from "../../generated/types/event.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";

/** What a report or a check reads otherwise in a record than in the one that it replaced: the person, the time, and what else by name. */
export function differences(before: LedgerEvent, now: LedgerEvent): string[] {
  const parts = (["claimed_at", "source", "manifest", "target"] as const).filter(
    (key) => !isSame(before[key], now[key]),
  );
  const keys = [...new Set([...Object.keys(before.data), ...Object.keys(now.data)])].sort();
  const data = keys.filter((key) => !isSame(before.data[key], now.data[key])).map((key) => `data.${key}`);
  const changed = [...parts, ...data];
  return [
    ...(isSame(before.actor, now.actor) ? [] : [`by ${whoOf(now)}, not by ${whoOf(before)}`]),
    ...(before.at === now.at ? [] : [`at ${now.at}, not at ${before.at}`]),
    ...(changed.length === 0 ? [] : [`other ${changed.join(", ")}`]),
  ];
}

function whoOf({ actor: { login, id, role } }: LedgerEvent): string {
  return role === null ? `${login} (${id})` : `${login} (${id}, ${role})`;
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}
