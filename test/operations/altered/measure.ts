import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { type Alteration, alterations, type Json, valuesSeen } from "./alter.ts";
import type { LifeOnRecord } from "./life-on-record.ts";

/** What verify said when one thing about the records of a type was made another. */
export interface Measured {
  readonly type: string;
  /** Null: the record itself was left out. */
  readonly field: string | null;
  readonly how: Alteration["how"];
  /** For each record that was altered so, the codes that verify then told more of than before. Empty: it told nothing. */
  readonly told: readonly (readonly string[])[];
}

/** Each alters the first and the last record of its type: more of them say little that is new, and each is a whole verification. */
export async function measureType(life: LifeOnRecord, type: string, before: Verify, ms: number): Promise<Measured[]> {
  const places = life.events.flatMap((event, index) => (event.type === type ? [index] : []));
  const seen = valuesSeen(places.map((index) => life.events[index] as unknown as Json));
  const measured = new Map<string, Measured>();
  for (const place of new Set([places.at(0) ?? 0, places.at(-1) ?? 0])) {
    const { event, ways } = waysToAlter(life, place, seen);
    for (const { field, how, altered } of ways) {
      const events = life.events.map((other) => (other === event ? altered : other));
      const after = await life.verifyWith(events, ms);
      const key = `${field} ${how}`;
      const told = [...(measured.get(key)?.told ?? []), newCodes(before, after)];
      measured.set(key, { type, field, how, told });
    }
  }
  return [...measured.values()];
}

interface Way {
  readonly field: string | null;
  readonly how: Alteration["how"];
  readonly altered: LedgerEvent | null;
}

/** Derived from the rest of the record, or what makes it another type of record. */
const notAltered = new Set(["id", "type"]);

function waysToAlter(life: LifeOnRecord, place: number, seen: ReadonlyMap<string, readonly Json[]>) {
  const event = life.events[place] as LedgerEvent;
  const ways: Way[] = [{ field: null, how: "left out", altered: null }];
  for (const { field, how, value } of alterations(event as unknown as Json, (name) => seen.get(name) ?? [])) {
    const altered = value as unknown as LedgerEvent;
    // Of several other values the first that the form allows is enough.
    const isKnown = ways.some((way) => way.field === field && way.how === how);
    if (isKnown || notAltered.has(field) || !life.isInForm(altered)) continue;
    ways.push({ field, how, altered });
  }
  return { event, ways };
}

function newCodes(before: Verify, after: Verify): string[] {
  const count = ({ findings }: Verify, code: string): number => findings.filter((item) => item.code === code).length;
  const codes = [...new Set(after.findings.filter(({ severity }) => severity !== "info").map(({ code }) => code))];
  return codes.filter((code) => count(after, code) > count(before, code)).sort();
}
