import { expect, test } from "vitest";
import { composeReportNotice } from "../../../src/core/notices/compose-report-notice.ts";
import { planReportNotices } from "../../../src/core/notices/plan-report-notices.ts";
import { renderMail } from "../../../src/core/notices/render-mail.ts";
import type { CompiledPolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { eventOf } from "../ledger/fixture.ts";

const policy = {
  policy: {
    audiences: { leads: { via: ["chat", "mail", "chat"] }, board: { via: ["mail"] }, nobody: {} },
    reports: { daily: { to: ["leads"] }, weekly: { to: [] }, monthly: { to: ["board", "nobody", "unknown"] } },
  },
} as unknown as CompiledPolicy;

const published = (period: string, more: Readonly<Record<string, unknown>> = {}) =>
  eventOf("report.published", 5, {
    bypass: "PROCEDURE",
    key: `${period}.r1`,
    data: { period, rev: 1, as_of: "2026-03-03T00:00:00.000Z", sha256: "5".repeat(64), ...more },
  });
const daily = published("daily-2026-03-02");
const mark = daily.id.slice(0, 12);
const notice = (type: string, key: string, channel: string) =>
  eventOf(type, 6, {
    bypass: "PROCEDURE",
    key,
    data: { audience: "leads", rule: "report_daily", channel, reason: "refused" },
  });

test.each([
  ["a daily report, by each channel once", daily, [], ["leads chat", "leads mail"]],
  ["a weekly one that nobody wants", published("weekly-2026-W10"), [], []],
  ["a monthly one: audiences without a channel are told nothing", published("monthly-2026-03"), [], ["board mail"]],
  ["a period of no kind", published("yearly-2026"), [], []],
  [
    "one that was sent by one channel",
    daily,
    [notice("notification.sent", `report_daily:${mark}:leads:chat:run-7.1`, "chat")],
    ["leads mail"],
  ],
  [
    "one that could not be delivered",
    daily,
    [notice("notification.failed", `report_daily:${mark}:leads:chat:1:run-7.1`, "chat")],
    ["leads chat", "leads mail"],
  ],
])("%s", (_, event, told, wanted) => {
  const planned = planReportNotices(event, told, policy);
  expect(planned.map(({ recipient, channel }) => `${recipient} ${channel}`)).toEqual(wanted);
});

test("it names the report, the record that it saw and the file; a revision says so", () => {
  const files = [
    { path: "reports/2026/daily-2026-03-02.r2.json", sha256: "5".repeat(64) },
    { path: "reports/2026/daily-2026-03-02.r2.md", sha256: "6".repeat(64) },
  ];
  const message = composeReportNotice(
    { key: "k", rule: "report_daily" },
    published("daily-2026-03-02", { rev: 2, seq: 41, files }),
  );
  expect(message.title).toBe("Daily report 2026-03-02, revised");
  expect(Object.fromEntries(message.facts)).toEqual({
    Revision: "2",
    "As of": "2026-03-03T00:00:00.000Z",
    "Records seen": "41",
    "On the ledger branch": "reports/2026/daily-2026-03-02.r2.md",
  });
});

test("its mail names what of the policy it goes by: the list of the report, or a row of notifications", () => {
  const message = composeReportNotice({ key: "k", rule: "report_weekly" }, published("weekly-2026-W10"));
  const footOf = (one: typeof message) => {
    const { text, html } = renderMail(one, "acme.example", "https://github.example/acme/payments");
    const foot = "Sent by qms-bypass for github.example/acme/payments, by ";
    return [text, html].map((part) => part.slice(part.indexOf(foot) + foot.length).split(" of the policy.")[0]);
  };
  expect(footOf(message)).toEqual(["reports.weekly.to", "reports.weekly.to"]);
  // A row may have any name; of a bypass it is a row.
  const row = { ...message, bypass: "BYPASS-L1-20260302-090000" };
  expect(footOf(row)[0]).toBe("the row report_weekly");
});
