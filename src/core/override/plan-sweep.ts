import { parseManifestId } from "../manifest/manifest-id.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel, type Level } from "../procedure/levels.ts";
import { readStateFile } from "../remediation/read-standing.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** What a state file says of a bypass, as far as a sweep asks. */
export interface SweepStanding {
  readonly bypass: string;
  readonly level: Level;
  readonly state: string;
  /** Whether an activation is on record. */
  readonly activated: boolean;
  /** End of the last activation; null: none. */
  readonly expiresAt: Instant | null;
  /** When it was approved last; null: never. */
  readonly approvedAt: Instant | null;
  /** Whether results of it still stand that should have been put back. */
  readonly unrestored: boolean;
}

/** What a sweep does about one bypass. */
export type SweepTask =
  /** Look at its target, and end what has ended. */
  | { readonly task: "settle"; readonly bypass: string }
  /** Approved, and nothing says that it was ever begun. */
  | { readonly task: "activate"; readonly bypass: string }
  /** Suspended: goes on if its target is open again at the approved commit. */
  | { readonly task: "resume"; readonly bypass: string }
  /** Its time is over, and nothing of it stands. */
  | { readonly task: "expire"; readonly bypass: string; readonly expiresAt: Instant }
  /** Ended, and something was not put back. */
  | { readonly task: "restore"; readonly bypass: string };

/** What a state file says of its bypass; null where this program did not write it. */
export function readSweepStanding(bytes: Uint8Array): SweepStanding | null {
  const fields = readStateFile(bytes);
  if (fields === null) return null;
  const { bypass, state, activation, unrestored, events } = fields;
  const id = typeof bypass === "string" ? parseManifestId(bypass) : null;
  if (id === null || typeof state !== "string") return null;
  const last = activation as { readonly expires_at?: unknown } | null | undefined;
  const approvals = (Array.isArray(events) ? events : []) as readonly {
    readonly type?: unknown;
    readonly at?: unknown;
  }[];
  const approved = approvals.findLast((event) => event.type === "bypass.approved");
  return {
    bypass: id.id,
    level: id.level,
    state,
    activated: last != null,
    expiresAt: last == null ? null : parseInstant(String(last.expires_at)),
    approvedAt: approved === undefined ? null : parseInstant(String(approved.at)),
    unrestored: Array.isArray(unrestored) && unrestored.length > 0,
  };
}

/** Whether only the policy can say how long a bypass may wait. */
export function asksPolicy({ state, expiresAt }: SweepStanding): boolean {
  return (state === "approved" || state === "ineffective") && expiresAt === null;
}

/**
 * What has to be done about a bypass by the clock and by what is on record (40-override.md, operation sweep); null: nothing. Whether an
 * approved manifest is merged at all, and where a target stands, is looked up by whoever does it.
 * @param policy null where no standing asks for it
 */
export function planSweep(standing: SweepStanding, policy: CompiledPolicy | null, now: Instant): SweepTask | null {
  const { bypass, state, expiresAt } = standing;
  if (state === "active") return { task: "settle", bypass };
  if (standing.unrestored) return { task: "restore", bypass };
  if (state === "suspended" && expiresAt !== null)
    return expiresAt <= now ? { task: "expire", bypass, expiresAt } : { task: "resume", bypass };
  if (state !== "approved" && state !== "ineffective") return null;
  const end = expiresAt ?? (policy === null ? null : lifetimeEnd(standing, policy));
  if (end !== null && end <= now) return { task: "expire", bypass, expiresAt: end };
  // What had no effect is not tried again by itself: whoever asked has been told, and may.
  return state === "approved" && !standing.activated ? { task: "activate", bypass } : null;
}

/** An approval does not outlive what the level lets a bypass live. */
function lifetimeEnd({ level, approvedAt }: SweepStanding, { policy, calendar }: CompiledPolicy): Instant | null {
  if (approvedAt === null || !isLevel(level)) return null;
  return resolveLimit(approvedAt, policy.levels[level].max_lifetime, calendar)?.deadline ?? null;
}

/** What ends something comes before what begins something; of each kind so many in one run. */
const mostEndings = 100;
const mostBeginnings = 25;
const order: readonly SweepTask["task"][] = ["restore", "expire", "settle", "resume", "activate"];
const beginnings: ReadonlySet<string> = new Set(["resume", "activate"]);

/** What a run does, in order, and what has to wait for the next one. */
export function orderSweep(
  tasks: readonly SweepTask[],
  now: Instant,
): { readonly chosen: readonly SweepTask[]; readonly left: readonly SweepTask[] } {
  const endings = takeTurn(
    tasks.filter(({ task }) => !beginnings.has(task)),
    mostEndings,
    now,
  );
  const begins = takeTurn(
    tasks.filter(({ task }) => beginnings.has(task)),
    mostBeginnings,
    now,
  );
  const chosen = [...endings.chosen, ...begins.chosen];
  chosen.sort((one, other) => order.indexOf(one.task) - order.indexOf(other.task));
  return { chosen, left: [...endings.left, ...begins.left] };
}

const hour = 3_600_000;

/** So many of a list; from another place on every hour, so that what fails again and again keeps nobody waiting for ever. */
export function takeTurn<Item>(
  items: readonly Item[],
  most: number,
  now: Instant,
): { readonly chosen: readonly Item[]; readonly left: readonly Item[] } {
  if (items.length <= most) return { chosen: items, left: [] };
  const from = (Math.floor(now / hour) * most) % items.length;
  const turned = [...items.slice(from), ...items.slice(0, from)];
  return { chosen: turned.slice(0, most), left: turned.slice(most) };
}
