import { DAY_MS, dayOfCivil, isRealDate } from "../time/civil.ts";
import type { Instant } from "../time/instant.ts";
import type { Period } from "./trust-roots.ts";

/**
 * The span that the options of a key name, as ssh-keygen(1) writes them (`valid-after="20270101Z",valid-before="…"`), or what is wrong. An
 * option that is not understood could narrow what the line allows, so the line does not count.
 * @param others what is wrong with the value of another option, null for nothing, by the option's name
 */
export function readPeriod(
  text: string,
  others: Readonly<Record<string, (value: string) => string | null>> = {},
): Period | string {
  let [from, until]: [Instant | null, Instant | null] = [null, null];
  for (const option of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const [, name = "", value = ""] = /^([^=]+)(?:="?([^"]*)"?)?$/.exec(option) ?? [];
    const key = name.toLowerCase();
    if (key === "valid-after" || key === "valid-before") {
      const instant = readTime(value);
      if (instant === null) return `${key} is no time like 20270101Z or 202701011200Z`;
      if (key === "valid-after") from = instant;
      else until = instant;
    } else if (Object.hasOwn(others, key)) {
      const problem = others[key]?.(value) ?? null;
      if (problem !== null) return problem;
    } else return `the option ${JSON.stringify(name.slice(0, 40))} is not known here`;
  }
  return { from, until };
}

/** `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, with or without a Z. */
function readTime(text: string): Instant | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?Z?$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (!isRealDate(year, month, day)) return null;
  return dayOfCivil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}
