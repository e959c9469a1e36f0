import { describe, expect, test } from "vitest";
import {
  hasTrackingMarker,
  planTrackingIssue,
  trackingMarker,
} from "../../../src/core/remediation/plan-tracking-issue.ts";
import { hasMarker, markerOf } from "../../../src/core/text/marker.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { basePolicy } from "../../support/fixture.ts";
import { ids, inputOf, issueOf, type Level } from "./tracking-fixture.ts";

const target = (date: string) => (text: string) => text.replace(/target_date: .*/, `target_date: ${date}`);
const calendar = (rest: string) => basePolicy.replace("{ time_zone: Europe/Berlin }", `{ ${rest} }`);

describe("the deadline is the earlier of target date and limit", () => {
  const berlin = calendar("time_zone: Europe/Berlin");
  const newYork = calendar("time_zone: America/New_York, holidays: [2026-11-26]");
  const utc = calendar("time_zone: UTC");
  // [what it shows, used at, target date, policy, due date, first instant too late, from]
  const rows: [string, string, string, string, string, string, string][] = [
    [
      "the target date is earlier",
      "2026-03-02T14:00:00.000Z",
      "2026-03-04",
      berlin,
      "2026-03-04",
      "2026-03-04T23:00:00Z",
      "target_date",
    ],
    [
      "the target date is later",
      "2026-03-02T14:00:00.000Z",
      "2026-03-20",
      berlin,
      "2026-03-09",
      "2026-03-09T23:00:00Z",
      "limit",
    ],
    [
      "both on the same day",
      "2026-03-02T14:00:00.000Z",
      "2026-03-09",
      berlin,
      "2026-03-09",
      "2026-03-09T23:00:00Z",
      "target_date",
    ],
    ["a weekend between", "2026-11-20T17:59:00.000Z", "2026-12-31", utc, "2026-11-27", "2026-11-28T00:00:00Z", "limit"],
    [
      "used on a Saturday: day 0 is not counted",
      "2026-11-21T12:00:00.000Z",
      "2026-12-31",
      utc,
      "2026-11-27",
      "2026-11-28T00:00:00Z",
      "limit",
    ],
    [
      "a holiday skipped",
      "2026-11-24T15:00:00.000Z",
      "2026-12-31",
      newYork,
      "2026-12-02",
      "2026-12-03T05:00:00Z",
      "limit",
    ],
    [
      "summer time begins between",
      "2026-03-25T10:00:00.000Z",
      "2026-12-31",
      berlin,
      "2026-04-01",
      "2026-04-01T22:00:00Z",
      "limit",
    ],
    [
      "summer time ends on the target date",
      "2026-10-23T10:00:00.000Z",
      "2026-10-25",
      berlin,
      "2026-10-25",
      "2026-10-25T23:00:00Z",
      "target_date",
    ],
    [
      "used after midnight local time is the next day",
      "2026-03-02T23:30:00.000Z",
      "2026-03-20",
      berlin,
      "2026-03-10",
      "2026-03-10T23:00:00Z",
      "limit",
    ],
    [
      "the target date had passed when it was used",
      "2026-03-05T14:00:00.000Z",
      "2026-03-04",
      berlin,
      "2026-03-04",
      "2026-03-04T23:00:00Z",
      "target_date",
    ],
  ];
  test.each(rows)("%s", (_, used, date, policy, dueDate, deadline, from) => {
    const plan = issueOf("L1", { used, edit: target(date), policy });
    expect([plan.deadline.dueDate, formatInstant(plan.deadline.deadline), plan.deadline.from]).toEqual([
      dueDate,
      deadline,
      from,
    ]);
    expect(plan.body).toContain(`(before ${deadline})`);
  });

  test("the review is one business day before it", () => {
    const edit = target("2026-03-09"); // a Monday
    expect(issueOf("L1", { edit }).body).toContain("| Remediation review | 2026-03-06 |");
    const policy = calendar("time_zone: Europe/Berlin, holidays: [2026-03-06]");
    expect(issueOf("L1", { edit, policy }).body).toContain("| Remediation review | 2026-03-05 |");
  });

  test("a deadline beyond the calendar's reviewed days is marked", () => {
    const policy = calendar("time_zone: UTC, valid_through: 2026-03-05");
    expect(issueOf("L1", { edit: target("2026-03-20"), policy }).deadline.calendarExpired).toBe(true);
    expect(issueOf("L1", { policy }).deadline.calendarExpired).toBe(false);
  });

  test("an EMERGENCY that is not merged counts from its activation", () => {
    const plan = issueOf("EMERGENCY", { used: null, edit: target("2026-04-20") });
    expect(plan.start.by).toBe("bypass.activated");
    expect(plan.deadline).toMatchObject({ dueDate: "2026-03-19", from: "limit" });
    expect(plan.body).toContain("5 business days after its activation (it is not merged yet)");
  });

  test("a fix that was merged before the remediation was opened again is told from one that was not", () => {
    const fix = (number: number) =>
      [
        "remediation.progress",
        { kind: "fix", text: "Merged", pull_request: number, state: "merged", merge_commit: "c".repeat(40) },
      ] as const;
    const { body } = issueOf("L1", {
      events: [
        ["remediation.opened", { repository: "acme/payments", issue: 7, deadline: "2026-03-07T00:00:00.000Z" }],
        ...[fix(30), ["remediation.completed", {}] as const],
        ...[["remediation.reopened", { reason: "Red." }] as const, fix(31)],
      ],
    });
    expect(body).toContain("- #30 · merged as `cccccccccc`, before it was reopened\n");
    expect(body).toContain("- #31 · merged as `cccccccccc`: complete once the checks behind it are green\n");
  });

  test("a manifest without an owner gives no issue but the reason", () => {
    const input = inputOf("L1", { edit: (text) => text.replace("  owner: req\n", "") });
    expect(planTrackingIssue(input)).toBe("its manifest names no remediation.owner");
  });
});

describe("the checklist", () => {
  const lines = (level: Level, change = {}) =>
    issueOf(level, change)
      .body.split("\n")
      // Success criteria are not bold.
      .filter((line) => /^- \[[ x]\] \*\*/.test(line));

  test("has the form of the specification", () => {
    const used = { used: "2026-03-12T03:00:00.000Z" };
    expect(lines("EMERGENCY", used)).toContain(
      "- [ ] **Start the root cause analysis** · incident-commander · due 2026-03-13 03:01 UTC · `/qms done root_cause_analysis_initiation <evidence>`",
    );
  });

  test("of L1, line by line", () => {
    expect(lines("L1")).toEqual([
      "- [ ] **Hold the review** · an approving role of L1 · due 2026-03-07 14:00 UTC · `/qms done 5_day_review <evidence>`",
      "- [ ] **Verify the remediation: checks green, success criteria met, by someone other than the owner** · an approving role of L1 · due 2 business days after the remediation is completed · `/qms verify`",
      "- [ ] **Record the lessons learned** · remediation owner · due before the remediation is verified · `/qms lesson <text>`",
      "- [ ] **Notify the QMS coordinator** · automation · due 2026-03-02 15:00 UTC · answered by `notification.sent (audience qms_coordinator)`",
      "- [x] **Track the technical debt in an issue** · automation · done 2026-03-02 14:30 UTC",
      "- [x] **Open the technical debt issue** · automation · done 2026-03-02 14:30 UTC",
      "- [x] **Schedule the remediation review one business day before the deadline** · automation · done 2026-03-02 14:30 UTC",
      "- [x] **Count the bypass in the metrics** · automation · done 2026-03-02 14:00 UTC",
    ]);
  });

  // Rows of the level, two of its severity (S4, S3, S2, S1), and completion_verification, which every level has.
  test.each<[Level, number]>([
    ["L1", 8],
    ["L2", 11],
    ["L3", 11],
    ["EMERGENCY", 24],
  ])("of %s has %i lines", (level, count) => {
    expect(lines(level, { used: "2026-03-12T03:00:00.000Z" })).toHaveLength(count);
  });

  test("shows what was answered, and the last word counts", () => {
    const done = ["obligation.done", { key: "regulatory_notification_completion" }] as const;
    const na = ["obligation.na", { key: "regulatory_notification_completion" }] as const;
    const line = (events: (typeof done | typeof na)[]) =>
      lines("EMERGENCY", { events, used: "2026-03-12T03:00:00.000Z" }).find((text) => text.includes("of regulators"));
    expect(line([])).toMatch(/^- \[ \] /);
    expect(line([na])).toMatch(/^- \[x\] .* · not applicable 2026-03-12 03:02 UTC$/);
    expect(line([na, done])).toMatch(/^- \[x\] .* · done 2026-03-12 03:03 UTC$/);
  });

  test("says what it waits for where the anchor has not come", () => {
    const text = lines("EMERGENCY", { used: null }).join("\n");
    expect(text).toContain("due 1 d after the bypass is used, and at EMERGENCY the emergency has ended");
    expect(text).toContain("due 1 h after the incident is stabilized");
  });
});

describe("foreign text", () => {
  const other = markerOf("remediation", "BYPASS-L1-20260101-000000");
  const hostile = `${other} <img src=x onerror=alert(1)> @org/everyone [x](javascript:alert(1)) | \`code\` #1 https://evil.example`;
  const quoted = JSON.stringify(hostile);
  const edit = (text: string) =>
    text
      .replace(/^title: .*$/m, `title: ${quoted}`)
      .replace(
        "- docs/coverage reports at least 85 % on main.",
        `- ${quoted}\n    - "<!-- qms-bypass:remediation:${ids.L1} -->\\n- [x] **done**"`,
      )
      .replace(
        "  success_criteria:",
        `  plan:\n    - { step: ${quoted}, owner: "@boss", due: 2026-03-05 }\n  success_criteria:`,
      );
  const plan = issueOf("L1", { edit });

  test("forges no marker: ours is the first line, and no other comment comes alive", () => {
    expect(plan.body.split("\n")[0]).toBe(trackingMarker(ids.L1, "acme/payments", "acme/payments"));
    expect(hasMarker(plan.body, other)).toBe(false);
    expect(plan.body.match(/<!--/g)).toHaveLength(1);
  });

  test("mentions nobody but the owner", () => {
    expect(plan.body.match(/@(?!&#8203;)\S*/g)).toEqual(["@req,"]);
    expect(plan.title).not.toMatch(/@\w/);
  });

  test("brings no HTML, link, reference or further line to life", () => {
    const visible = plan.body
      .split("\n")
      .slice(1)
      .join("\n")
      .replace(/`[^`\n]*`/g, "");
    expect(visible).not.toMatch(/<(?!sub|\/sub)/);
    expect(visible).not.toMatch(/https?:\/\//);
    expect(visible).not.toMatch(/(?<!\\)\]\(/);
    expect(visible.match(/(?<!&)#\d+/g)).toEqual(["#512"]);
    expect(plan.body).not.toMatch(/^- \[x\] \*\*done/m);
  });

  test("cannot make the title or the body too long for GitHub", () => {
    const long = "@".repeat(2000);
    const many = Array.from({ length: 20 }, (_, index) => `    - "${index} ${long}"`).join("\n");
    const big = issueOf("L1", {
      edit: (text) =>
        text
          .replace(/^title: .*$/m, `title: "${"😀".repeat(120)}"`)
          .replace("  success_criteria:", `  success_criteria:\n${many}`),
    });
    expect(big.title.length).toBeLessThanOrEqual(256);
    expect(big.title).toMatch(/^\[BYPASS-L1-20260302-090000\] (?:😀)+…$/u);
    expect(big.body.length).toBeLessThanOrEqual(60_000);
    expect(big.body).toMatch(/… \d+ more in the report/);
  });
});

describe("what is shown of whom", () => {
  test("a confidential request shows id, level and state only", () => {
    const plan = issueOf("L1", { edit: (text) => `${text}confidential: true\n` });
    expect(plan.title).toBe(`[${ids.L1}] Remediation (confidential)`);
    expect(plan.labels).toEqual(["qms:bypass", "qms:level-L1", "qms:remediation", "qms:technical-debt"]);
    for (const secret of ["@", "| Owner", "lea", "docs/coverage", "2026-03-06", "#512", "S4", "85 %", "- [ ]"])
      expect(plan.body, secret).not.toContain(secret);
    expect(plan.body).toContain(ids.L1);
  });

  test("a security breach that is going on is confidential by its criterion", () => {
    const edit = (text: string) => text.replace("complete_production_outage", "active_security_breach_response");
    expect(issueOf("EMERGENCY", { edit }).title).toContain("(confidential)");
  });

  test("a drill says so in title, body and label", () => {
    const plan = issueOf("L1", { edit: (text) => `${text}drill: true\n` });
    expect(plan.title).toContain("DRILL: ");
    expect(plan.body).toContain("**This is a drill.**");
    expect(plan.labels).toContain("qms:drill");
    expect(plan.labels).not.toContain("qms:technical-debt");
  });

  test("a target elsewhere is no live reference", () => {
    const edit = (text: string) => text.replace("repository: acme/payments", "repository: acme/other");
    expect(issueOf("L1", { edit }).body).toContain("`acme/other#512` into `main`");
  });

  test("the same inputs give the same text", () => {
    expect(issueOf("L3")).toEqual(issueOf("L3"));
  });
});

// [what it shows, body, whether it is the mark of the L1 bypass]
test.each([
  ["here", `${trackingMarker(ids.L1, "acme/payments", "acme/payments")}\nText`, true],
  ["in a central repository", trackingMarker(ids.L1, "acme/compliance", "acme/payments"), true],
  ["under a former name", trackingMarker(ids.L1, "acme/compliance", "acme/former"), true],
  ["of another bypass", trackingMarker(ids.L2, "acme/payments", "acme/payments"), false],
  ["no repository's name", markerOf("remediation", `acme/${ids.L1}`), false],
  ["of another kind", markerOf("reply", ids.L1), false],
  ["not at the beginning", `> ${markerOf("remediation", ids.L1)}`, false],
  ["without end", `<!-- qms-bypass:remediation:${"a/".repeat(40_000)}${ids.L1}`, false],
])("the mark of an issue that the ledger names: %s", (_, body, known) => {
  expect(hasTrackingMarker(body, ids.L1)).toBe(known);
});
