import { finding } from "../findings/finding.ts";
import { formatEventInstant, utcDayOf } from "../ledger/event-instant.ts";
import { dayOfRecord } from "../ledger/record-path.ts";
import { dayOf } from "../time/civil.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { SignedBranch } from "./signed-commit.ts";

/**
 * Whether records lie in the folder of the day of their writing, where a server signed their commit: its signature says when that was. Whoever
 * may append chooses the folder, and could fill a gap in time, or tell a whole life, afterwards. A day is allowed for midnight and for runs
 * that hang. One finding, with the number of the others.
 */
export function checkWritingDays({ commits }: SignedBranch): readonly AuditFinding[] {
  const early = commits.flatMap(({ oid, judged, records }) => {
    if (judged.state !== "good" || !judged.key.isServer || judged.signedAt === null) return [];
    const { signedAt } = judged;
    const day = dayOf(utcDayOf(signedAt));
    return records.filter(({ path }) => dayOf(dayOfRecord(path)) < day - 1).map((held) => ({ held, oid, signedAt }));
  });
  const [first] = early;
  if (first === undefined) return [];
  const { seq, path, event } = first.held;
  const others = early.length === 1 ? "" : `; ${early.length - 1} more records lie in such a folder`;
  const params = {
    ...{ seq, type: event.type, at: `that it was written on ${dayOfRecord(path)}`, before: seq },
    how: "by the signature of a server on its commit",
    latest: `${formatEventInstant(first.signedAt)}${others}`,
  };
  const about = { seq, bypass: event.bypass, actor: event.actor, commits: [first.oid] };
  return [auditFinding(finding("BACKDATED_RECORD", params, { path }), about)];
}
