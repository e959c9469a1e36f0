import type { LedgerEvent } from "../../generated/types/event.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { readStateFile } from "../remediation/read-standing.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** As long as a declaration reaches back (`declarationDays`). */
const window = 7 * 86_400_000;
/** People choose the second in an id, and which was asked for first, the opening of its pull request says. */
const slack = 86_400_000;
const ends: ReadonlySet<unknown> = new Set(["refused", "revoked", "voided", "expired"]);

/** The months whose state files can hold an emergency of the same incident, `2026/03`; none for a bypass of another level. */
export function earlierMonths(bypass: string): string[] {
  const id = parseManifestId(bypass);
  if (id?.level !== "EMERGENCY") return [];
  const month = (at: Instant): string => new Date(at).toISOString().slice(0, 7).replace("-", "/");
  return [...new Set([month(id.at - window - slack), month(id.at), month(id.at + slack)])];
}

/** Whether the id of a bypass is that of an emergency that may have been asked for in the week before another one. */
export function mayBeEarlier(other: string, bypass: string): boolean {
  const [one, own] = [parseManifestId(other), parseManifestId(bypass)];
  if (one?.level !== "EMERGENCY" || own === null || other === bypass) return false;
  return one.at >= own.at - window - slack && one.at <= own.at + slack;
}

/**
 * Path of the record of its request, by its state file. Null: it has ended and nobody had approved it, so nobody owes for it; or the file is not what this program writes, which `verify` tells.
 */
export function standingRequest(bytes: Uint8Array): string | null {
  const fields = readStateFile(bytes);
  const events = Array.isArray(fields?.events) ? (fields.events as readonly { type?: unknown; path?: unknown }[]) : [];
  if (ends.has(fields?.state) && !events.some(({ type }) => type === "bypass.approved")) return null;
  const path = events.find(({ type }) => type === "request.accepted")?.path;
  return typeof path === "string" ? path : null;
}

/** The first of the same incident that was asked for before; of a drill among drills. Null: this one is the first. */
export function earlierEmergency(
  requests: readonly LedgerEvent[],
  { view }: Pick<ManifestReading, "view">,
  openedAt: Instant,
): string | null {
  const incident = view.text("/incident/id");
  const isDrill = view.flag("/drill") === true;
  const [first = null] = requests
    .filter(({ type, data }) => type === "request.accepted" && data.incident_id === incident && incident !== null)
    .filter(({ data }) => (data.drill === true) === isDrill)
    .map(({ bypass, at, data }) => ({ bypass, at: parseInstant(String(data.opened_at ?? at)) ?? openedAt }))
    .filter(({ at }) => at < openedAt && at >= openedAt - window)
    .sort((one, other) => one.at - other.at);
  return first?.bypass ?? null;
}
