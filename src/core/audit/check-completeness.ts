import { finding } from "../findings/finding.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { LedgerVerification } from "../ledger/verify-ledger.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { checkHeartbeat } from "./check-heartbeat.ts";
import { changedAgain } from "./unrestored.ts";

/** How long a step may be late before its absence is an error: the next scheduled run mends what a crash or an outage left. */
const GRACE_MS = 24 * 3_600_000;
const ends = new Set(["bypass.deactivated", "bypass.expired", "bypass.revoked", "bypass.voided", "bypass.used"]);

/** What must follow what is in the ledger: the end of an activation by its restore, a use by its remediation, a record by the next. */
export function checkCompleteness(
  { entries, folds }: Pick<LedgerVerification, "entries" | "folds">,
  asOf: Instant,
): AuditFinding[] {
  return [...checkDuties(folds.values(), asOf), ...checkHeartbeat(entries, asOf)];
}

/** Of that, what is owed to each bypass for itself. */
export function checkDuties(folds: Iterable<BypassFold>, asOf: Instant): AuditFinding[] {
  return [...folds].flatMap((fold) => [...checkRestore(fold, asOf), ...checkRemediation(fold, asOf)]);
}

function checkRestore(fold: BypassFold, asOf: Instant): AuditFinding[] {
  const { unrestored, activation, lifecycle } = fold.state;
  if (activation === null) return [];
  const expires = parseInstant(activation.expires_at) ?? asOf;
  const isRunning = lifecycle === "active";
  const ended = fold.entries.filter(({ event }) => ends.has(event.type)).at(-1);
  // An activation that nobody ended is over with its window all the same: the override stays until somebody takes it back.
  const at = isRunning || ended === undefined ? expires : (parseInstant(ended.event.at) ?? asOf);
  const again = isRunning && expires > asOf ? [] : checkChangedAgain(fold, at, asOf);
  if (unrestored.length === 0) return [...again, ...checkEnd(fold, expires, asOf)];
  if (isRunning && expires > asOf) return [];
  const params = { bypass: fold.bypass, at: formatEventInstant(at), checks: unrestored.join(", ") };
  const entry = isRunning ? undefined : ended;
  const item = finding("MISSING_RESTORE", params, { path: entry?.path ?? null });
  return [late(item, fold, entry?.seq, at, asOf), ...again];
}

/**
 * What was put back, and changed again by a later record.
 * @param end of the activation: until then nothing is owed back
 */
function checkChangedAgain(fold: BypassFold, end: Instant, asOf: Instant): AuditFinding[] {
  const list = changedAgain(fold);
  const first = list.find(({ isSure }) => isSure) ?? list[0];
  if (first === undefined) return [];
  const { seq, path, event } = first.by;
  const checks = list.map(({ name }) => name).join(", ");
  const item = finding("MISSING_RESTORE", { bypass: fold.bypass, at: event.at, checks }, { path });
  const message = `Record ${seq} (${event.type}) of ${fold.bypass} says at ${event.at} that these checks are not as they were, and no record behind it says that they were restored: ${checks}.`;
  const fix = "Look at the checks of the commit, and restore by hand what stands. The sweep takes them for restored.";
  const found = late({ ...item, message, fix }, fold, seq, Math.max(first.at, end), asOf);
  // A run may write its record while another one puts the check back.
  return [first.isSure ? found : { ...found, severity: "warning" as const }];
}

/** Where nothing stands that would have to be taken back (the App was to merge it, or it is restored already), the end is owed all the same. */
function checkEnd(fold: BypassFold, expires: Instant, asOf: Instant): AuditFinding[] {
  const { lifecycle } = fold.state;
  if ((lifecycle !== "active" && lifecycle !== "suspended") || expires > asOf) return [];
  const params = { bypass: fold.bypass, at: formatEventInstant(expires) };
  return [late(finding("MISSING_END", params), fold, undefined, expires, asOf)];
}

function checkRemediation(fold: BypassFold, asOf: Instant): AuditFinding[] {
  const { lifecycle, remediation, used, drill } = fold.state;
  // Whether a drill owes one is the policy's choice; it bypassed nothing.
  if (remediation !== "none" || drill || (lifecycle !== "used" && lifecycle !== "registered")) return [];
  const entry = fold.entries.find(({ event }) => event.type === "bypass.used" || event.type === "bypass.registered");
  const at = used?.at ?? entry?.event.at ?? formatEventInstant(asOf);
  const item = finding("MISSING_REMEDIATION", { bypass: fold.bypass, at }, { path: entry?.path ?? null });
  return [late(item, fold, entry?.seq, parseInstant(at) ?? asOf, asOf)];
}

function late(
  item: ReturnType<typeof finding>,
  fold: BypassFold,
  seq: number | undefined,
  since: Instant,
  asOf: Instant,
): AuditFinding {
  const severity = asOf - since <= GRACE_MS ? "warning" : item.severity;
  return auditFinding({ ...item, severity }, { bypass: fold.bypass, seq: seq ?? null });
}
