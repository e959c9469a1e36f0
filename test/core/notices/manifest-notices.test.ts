import { expect, test } from "vitest";
import { subjectOf } from "../../../src/core/authorization/subject-of.ts";
import { planNotices } from "../../../src/core/notices/plan-notices.ts";
import { basePolicy } from "../../support/fixture.ts";
import { inputOf } from "../remediation/tracking-fixture.ts";

const policy = `${basePolicy}
channels: { chat: { kind: slack, secret: CHAT } }
audiences: { board: { via: [chat] }, team: { via: [chat] }, drill: { via: [chat] } }
`;
const lines =
  (...plan: readonly string[]) =>
  (text: string) =>
    text.replace(
      /^stakeholder_notification_plan:\n(?: +- .*\n)+/m,
      `stakeholder_notification_plan: [${plan.join(", ")}]\n`,
    );
const line = (audience: string, when: string) => `{ audience: ${audience}, when: ${when} }`;
type Change = NonNullable<Parameters<typeof inputOf>[1]>;
const opened = ["remediation.opened", { issue: 7, deadline: "2026-03-09T23:00:00.000Z" }] as const;
const closed: Change["events"] = [opened, ["remediation.completed", {}], ["remediation.verified", {}]];

/** What the plan of an L2 manifest comes to; the bypass was used on 2026-03-02 at 14:00 UTC, Berlin is an hour ahead. */
function promised(at: string, edit: (text: string) => string, change: Change = {}) {
  const { fold, manifest, policy: compiled } = inputOf("L2", { policy, edit, ...change });
  return planNotices(fold, "L2", subjectOf(manifest, "L2"), compiled, Date.parse(at), manifest)
    .filter(({ rule }) => rule === "stakeholder_notification_plan")
    .map(({ recipient, channel, about, key }) => ({ said: `${about} > ${recipient} > ${channel ?? "mention"}`, key }));
}
const said = (...parameters: Parameters<typeof promised>) => promised(...parameters).map((one) => one.said);
const now = "2026-03-02T15:00:00Z";

test("each line becomes a notice at its moment, once for an audience that stands there twice", () => {
  const plan = lines(line("board", "activation"), line("board", "activation"), line("team", "merge"));
  expect(said(now, plan)).toEqual(["bypass.activated > board > chat", "bypass.used > team > chat"]);
  expect(said(now, plan, { used: null })).toEqual(["bypass.activated > board > chat"]);
  expect(said(now, lines(line("board", "closure")))).toEqual([]);
  expect(said(now, lines(line("board", "closure")), { events: closed })).toEqual([
    "remediation.verified > board > chat",
  ]);
});

test("daily: once on each local day from the day after, and not when it is closed", () => {
  const plan = lines(line("board", "daily"));
  expect(said("2026-03-02T22:59:59Z", plan)).toEqual([]);
  expect(said("2026-03-02T23:00:00Z", plan)).toEqual(["daily > board > chat"]);
  expect(promised("2026-03-03T08:00:00Z", plan)).toEqual(promised("2026-03-03T20:00:00Z", plan));
  // Of three days that nobody looked at one is told.
  const late = promised("2026-03-06T08:00:00Z", plan);
  expect(late.map(({ key }) => key)).toEqual(["stakeholder_notification_plan:2026-03-06:board:chat"]);
  expect(said("2026-03-06T08:00:00Z", plan, { events: closed })).toEqual([]);
});

test("of a drill all of it goes to the audience drill", () => {
  const edit = (text: string) =>
    lines(line("board", "activation"), line("team", "activation"))(text.replace(/^title:/m, "drill: true\ntitle:"));
  expect(said(now, edit).map((one) => one.split(" > ")[1])).toEqual(["drill"]);
});
