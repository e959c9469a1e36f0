import { idPrefixOf, type Level, levels } from "../procedure/levels.ts";
import { DAY_MS, dayOfCivil, isRealDate } from "../time/civil.ts";
import type { Instant } from "../time/instant.ts";

export interface ManifestId {
  readonly id: string;
  readonly level: Level;
  /** UTC, to the second. */
  readonly at: Instant;
}

const pattern = /^BYPASS-(L1|L2|L3|EM)-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/;

/** Reads `BYPASS-(L1|L2|L3|EM)-YYYYMMDD-HHMMSS`; null where the form or the date is not real (R53). */
export function parseManifestId(id: string): ManifestId | null {
  const match = pattern.exec(id);
  if (match === null) return null;
  const [year, month, day] = [Number(match[2]), Number(match[3]), Number(match[4])];
  const [hour, minute, second] = [Number(match[5]), Number(match[6]), Number(match[7])];
  const level = levels.find((candidate) => idPrefixOf(candidate) === match[1]);
  if (level === undefined || !isRealDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  return { id, level, at: dayOfCivil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 };
}

/** The id of a request made at this instant. */
export function formatManifestId(level: Level, at: Instant): string {
  const [date = "", time = ""] = new Date(at).toISOString().slice(0, 19).split("T");
  return `BYPASS-${idPrefixOf(level)}-${date.replaceAll("-", "")}-${time.replaceAll(":", "")}`;
}

/** Where a manifest lies: year and month of its id. `root` is the registry's folder, by default `.qms/bypasses`. */
export function manifestPath(id: ManifestId, root = ".qms/bypasses"): string {
  const iso = new Date(id.at).toISOString();
  return `${root}/${iso.slice(0, 4)}/${iso.slice(5, 7)}/${id.id}.yml`;
}

/** The bypass that a path is of: its manifest, or an amendment beside it. Null: it is no path that follows from an id. */
export function bypassOfPath(path: string, root: string): string | null {
  const manifest = path.replace(/\.amend-[^/]*\.yml$/, ".yml");
  const id = parseManifestId(manifest.slice(manifest.lastIndexOf("/") + 1).replace(/\.yml$/, ""));
  return id !== null && manifestPath(id, root) === manifest ? id.id : null;
}
