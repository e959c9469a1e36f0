import { expect, test } from "vitest";
import { subjectOf } from "../../src/core/authorization/subject-of.ts";
import type { NoticeMessage } from "../../src/core/notices/compose-notice.ts";
import { planNotices } from "../../src/core/notices/plan-notices.ts";
import { attemptNotices } from "../../src/operations/attempt-notices.ts";
import type { Notifier } from "../../src/ports.ts";
import { ids, inputOf, type Level } from "../core/remediation/tracking-fixture.ts";
import { basePolicy } from "../support/fixture.ts";

/** Every audience of the default policy has a channel of its own name. */
const audiences = ["executive", "board", "legal", "stakeholders", "monitoring", "team", "qms_coordinator", "drill"];
const policy = `${basePolicy}
channels: { ${audiences.map((name) => `c-${name}: { kind: slack, secret: ${name.toUpperCase()} }`).join(", ")} }
audiences: { ${audiences.map((name) => `${name}: { via: [c-${name}] }`).join(", ")} }
`;
const drill = (text: string) => text.replace(/^title:/m, "drill: true\ntitle:");
const secret = "Sgt-Pepper-Leak";
const confidential = (text: string) => text.replace(/^title: .*$/m, `title: ${secret}\nconfidential: true`);

async function attempt(level: Level, edit: (text: string) => string) {
  const input = inputOf(level, { policy, edit });
  const sent: { readonly by: string; readonly message: NoticeMessage }[] = [];
  const notifier: Notifier = {
    readiness: () => "ready",
    send: async (channel, message) => {
      sent.push({ by: channel.secret, message });
      return { outcome: "sent", status: 200, remoteId: null };
    },
  };
  const rules = ["executive", "monitoring"].map((audience) => ({ rule: "executive_before", audience }));
  const occasion = { mark: "approval", about: "bypass.approved", at: input.asOf };
  const events = await attemptNotices(notifier, { ...input, server: "https://github.example" }, rules, occasion);
  return { sent, events };
}

test("what comes before an approval goes to the executives; in a drill to the drill audience alone, and says so", async () => {
  const real = await attempt("L3", (text) => text);
  expect(real.sent.map(({ by }) => by)).toEqual(["EXECUTIVE", "MONITORING"]);
  const practice = await attempt("L3", drill);
  expect(practice.sent.map(({ by }) => by)).toEqual(["DRILL", "DRILL"]);
  for (const { message } of practice.sent) expect(message.title).toMatch(/^DRILL: /);
  // The record names whom it stands for: the condition of the decision is practised, too.
  expect(practice.events.map(({ data }) => [data.audience, data.channel])).toEqual([
    ["executive", "c-drill"],
    ["monitoring", "c-drill"],
  ]);
});

test.each(Object.keys(ids) as Level[])("no row, rung or violation of a drill of %s tells anybody else", (level) => {
  const happened = [
    ["violation.recorded", { kind: "review_late" }],
    ["escalation.raised", { rule: "remediation", cause: "x", rung: 5, to: ["role:commander", "executive", "owner"] }],
    ["incident.stabilized", {}],
    ["deliverable.submitted", { kind: "executive_summary" }],
  ] as const;
  const recipients = (edit: (text: string) => string) => {
    const { fold, manifest, policy: compiled, asOf } = inputOf(level, { policy, edit, events: happened });
    const due = planNotices(fold, level, subjectOf(manifest, level), compiled, asOf + 86_400_000);
    return new Set(due.map(({ recipient, channel }) => `${recipient} ${channel}`));
  };
  expect(recipients((text) => text).size).toBeGreaterThan(2);
  expect(recipients(drill)).toEqual(new Set(["drill c-drill"]));
});

test("before an approval, too, a confidential request shows id, level and state only", async () => {
  const { sent } = await attempt("L3", confidential);
  for (const { message } of sent) {
    expect(message.facts.map(([name]) => name)).toEqual(["Bypass", "Level", "State"]);
    expect(message.link).toBeNull();
    expect(JSON.stringify(message)).not.toContain(secret);
  }
  expect(
    JSON.stringify((await attempt("L3", (text) => text.replace(/^title: .*$/m, `title: ${secret}`))).sent),
  ).toContain(secret);
});
