import { expect, test } from "vitest";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { isPlannedOn } from "../../../src/core/remediation/plan-completion.ts";
import { behindLateMerge, reopenedBehindVerification } from "../../../src/core/remediation/plan-reopening.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { entriesOf } from "../ledger/fixture.ts";
import { event } from "../reporting/kpi-fixture.ts";

const id = "BYPASS-EM-20260101-000001";
const [head, merge, other] = ["a".repeat(40), "c".repeat(40), "d".repeat(40)];
const expiry = "2026-01-01T05:00:00.000Z";

const ended = [
  event("request.accepted", id, "2026-01-01T00:30", {
    ...{ pull_request: 7, repository_id: 1, level: "EMERGENCY", checks: ["all"] },
  }),
  event("bypass.approved", id, "2026-01-01T00:40", { decision_sha256: "d".repeat(64), approvers: [] }),
  event("bypass.activated", id, "2026-01-01T01:00", {
    ...{ activation: 1, checks: [], decision_sha256: "d".repeat(64), expires_at: expiry },
  }),
  event("remediation.opened", id, "2026-01-01T02:00", {
    ...{ deadline: "2026-01-08T00:00:00.000Z", due_date: "2026-01-08", repository: "acme/payments" },
  }),
  event("bypass.expired", id, "2026-01-01T05:00", { expires_at: expiry }),
  event("bypass.deactivated", id, "2026-01-01T05:00", { activation: 1, reason: "expired" }),
];
const completed = (day: string) => event("remediation.completed", id, `2026-01-${day}`, { commit: head, checks: [] });
const verified = (day: string) => event("remediation.verified", id, `2026-01-${day}`, { comment_id: 1 });
const reopened = (day: string, reason = "Red.") => event("remediation.reopened", id, `2026-01-${day}`, { reason });
const used = (day: string, merge_sha = merge) =>
  event("bypass.used", id, `2026-01-${day}`, { merge_sha, base: "main" });

function foldOf(...events: readonly LedgerEvent[]) {
  const { fold, findings } = foldBypass(id, entriesOf([...ended, ...events]));
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return fold;
}

const use = used("03");
const righted = event("bypass.used", id, "2026-01-05", { merge_sha: other, base: "main" }, { supersedes: use.id });

test.each<[string, readonly LedgerEvent[], boolean]>([
  ["completed unused, and not merged", [completed("02")], false],
  ["completed unused, and merged after all", [completed("02"), use], true],
  ["verified unused, and merged after all", [completed("02"), verified("02"), use], true],
  ["open when it was merged", [use], false],
  ["completed behind the merge", [use, completed("04")], false],
  ["completed behind the merge, which is put right then", [use, completed("04"), righted], false],
  ["told already", [completed("02"), use, reopened("04")], false],
  ["told, and completed behind the merge", [completed("02"), use, reopened("04"), completed("05")], false],
])("%s", (_, events, isLate) => {
  const planned = behindLateMerge(() => [])(foldOf(...events));
  expect(planned.map(({ type, data }) => [type, data.commit])).toEqual(isLate ? [["remediation.reopened", merge]] : []);
});

test("a plan holds as long as neither use, completion nor reopening came to the record", () => {
  const open = foldOf();
  expect(isPlannedOn(open, foldOf(event("remediation.progress", id, "2026-01-02", { text: "x", kind: "text" })))).toBe(
    true,
  );
  for (const since of [[use], [completed("02")], [completed("02"), reopened("03")]]) {
    expect(isPlannedOn(open, foldOf(...since))).toBe(false);
  }
});

test("what was verified and is open again says why, until it is verified again", () => {
  const again = [completed("02"), verified("02"), use, reopened("04", "Merged.")];
  expect(reopenedBehindVerification(foldOf(...again))).toBe("Merged.");
  expect(reopenedBehindVerification(foldOf(...again, completed("05"), verified("05")))).toBeNull();
  expect(reopenedBehindVerification(foldOf(completed("02"), reopened("04")))).toBeNull();
});
