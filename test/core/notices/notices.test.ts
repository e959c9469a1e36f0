import { describe, expect, test } from "vitest";
import { subjectOf } from "../../../src/core/authorization/subject-of.ts";
import { composeNotice, type NoticeMessage } from "../../../src/core/notices/compose-notice.ts";
import { planNotices } from "../../../src/core/notices/plan-notices.ts";
import { renderCloudEvent } from "../../../src/core/notices/render-cloud-event.ts";
import { renderMail } from "../../../src/core/notices/render-mail.ts";
import { renderMention, tellsNotice } from "../../../src/core/notices/render-mention.ts";
import { renderSlack } from "../../../src/core/notices/render-slack.ts";
import { renderTeams } from "../../../src/core/notices/render-teams.ts";
import { basePolicy } from "../../support/fixture.ts";
import { ids, inputOf, type Level } from "../remediation/tracking-fixture.ts";

const channels = `${basePolicy}
channels: { chat: { kind: slack, secret: CHAT }, hook: { kind: webhook, secret: HOOK }, practice: { kind: slack, secret: PRACTICE } }
audiences: { qms_coordinator: { via: [chat, hook] }, drill: { via: [practice] } }
`;
const drill = (text: string) => text.replace(/^title:/m, "drill: true\ntitle:");
type Change = Parameters<typeof inputOf>[1];

function planOf(level: Level, change: Change = {}, hours = 1) {
  const { fold, manifest, policy } = inputOf(level, change);
  const at = Date.UTC(2026, 2, 2, 14) + hours * 3_600_000;
  return planNotices(fold, level, subjectOf(manifest, level), policy, at);
}
const brief = (level: Level, change: Change = {}) =>
  planOf(level, change).map(({ rule, recipient, channel }) => `${rule} > ${recipient} > ${channel ?? "mention"}`);

describe("which notices are due", () => {
  const failure = (reason: string) => ["notification.failed", { reason }] as const;
  test("by the policy's rows: the event has to be there, the level has to fit", () => {
    expect(brief("L1")).toEqual(["coordinator_used > qms_coordinator > mention"]);
    expect(brief("L2")).toEqual(["team_activated > team > mention", "team_used > team > mention"]);
    expect(brief("L1", { policy: channels })).toEqual([
      "coordinator_used > qms_coordinator > chat",
      "coordinator_used > qms_coordinator > hook",
    ]);
  });

  test("each violation is one of its own; a drill tells the drill audience only", () => {
    const late = [1, 2].map((n) => ["violation.recorded", { kind: `obligation_overdue:k${n}` }] as const);
    const plan = planOf("L1", { events: late }).filter(({ rule }) => rule === "violation");
    expect(plan.length).toBe(2);
    expect(new Set(plan.map(({ key }) => key)).size).toBe(2);
    expect(brief("L1", { policy: channels, edit: drill })).toEqual(["coordinator_used > drill > practice"]);
  });

  test("whom a row names twice is told once", () => {
    const twice = `${channels}notifications: { coordinator_used: { to: [qms_coordinator, qms_coordinator] } }\n`;
    expect(brief("L1", { policy: twice })).toEqual(brief("L1", { policy: channels }));
  });

  test("an anchor's notice waits for its anchor", () => {
    const rules = (used: string | null, hours: number) => planOf("EMERGENCY", { used }, hours).map(({ rule }) => rule);
    // An EMERGENCY that was never used owes nobody this notice; a used one from its end on, one minute after its use.
    expect(rules(null, 1000)).not.toContain("board");
    expect(rules("2026-03-02T14:00:00.000Z", 1)).toContain("board");
    expect(rules("2026-03-02T14:00:00.000Z", 0)).not.toContain("board");
  });

  // [what the ledger says about the one notice, whether it is still planned]
  const history: readonly (readonly [string, readonly string[], boolean])[] = [
    ["nothing", [], true],
    ["sent", ["sent"], false],
    ["unreachable once", ["unreachable"], true],
    ["unreachable five times", Array(5).fill("unreachable"), false],
    ["refused for good", ["refused"], false],
    ["no channel", ["no_channel"], true],
    ["unreachable, then sent", ["unreachable", "sent"], false],
    ["too late", ["too_late"], false],
  ];
  test.each(history)("%s", (_, words, planned) => {
    const input = inputOf("L1");
    const [first] = planNotices(input.fold, "L1", subjectOf(input.manifest, "L1"), input.policy, input.asOf);
    const key = first?.key ?? "";
    const events = words.map((word) => (word === "sent" ? (["notification.sent", {}] as const) : failure(word)));
    const after = inputOf("L1", { events });
    for (const [index, place] of after.fold.places.slice(-words.length || 99).entries())
      Object.assign(place.at(-1) ?? {}, { key: words[index] === "sent" ? key : `${key}:${index + 1}` });
    const plan = planNotices(after.fold, "L1", subjectOf(after.manifest, "L1"), after.policy, after.asOf);
    expect(plan.some((notice) => notice.key === key)).toBe(planned);
    if (planned) expect(plan[0]?.attempts).toBe(words.length);
  });
});

test.each([
  ["its own mark", "<!-- qms-bypass:notice:a_b_c -->\ntext", true],
  ["one of several", "<!-- qms-bypass:notice:x --><!-- qms-bypass:notice:a_b_c -->\r\ntext", true],
  ["behind other text", "echo <!-- qms-bypass:notice:a_b_c -->\ntext", false],
  ["before other text", "<!-- qms-bypass:notice:a_b_c --> echo\ntext", false],
  ["on a later line", "text\n<!-- qms-bypass:notice:a_b_c -->", false],
  ["another one", "<!-- qms-bypass:notice:a_b_cd -->\ntext", false],
])("a comment tells a notice by marks alone: %s", (_, body, isTold) => {
  expect(tellsNotice(body, "a:b:c")).toBe(isTold);
});

describe("what a notice says", () => {
  const notice = { key: "coordinator_used:abc:x:chat", rule: "coordinator_used", about: "bypass.used", at: 0 };
  const messageOf = (level: Level, edit?: (text: string) => string) => {
    const input = inputOf(level, edit === undefined ? {} : { edit });
    return composeNotice([notice], { ...input, server: "https://github.example" });
  };

  test("of a confidential bypass: id, level and state, nothing else", () => {
    const secret = "Sgt-Pepper-Leak";
    const message = messageOf("L1", (text) => text.replace(/^title: .*$/m, `title: ${secret}\nconfidential: true`));
    expect(message.facts).toEqual([
      ["Bypass", ids.L1],
      ["Level", "L1"],
      ["State", "used"],
    ]);
    expect(message.link).toBeNull();
    const all = [
      renderSlack(message),
      renderTeams(message),
      renderCloudEvent(message, "x"),
      renderMention(message, [], ["k"]),
      renderMail(message, "acme.example", "https://github.example/acme/payments"),
    ];
    for (const word of [secret, "docs/coverage", "coordinator of"]) expect(JSON.stringify(all)).not.toContain(word);
  });

  test("of any other: what, which checks, who answers for it", () => {
    const { facts, title } = messageOf("L1");
    expect(title).toBe("A bypass was used");
    expect(facts.map(([name]) => name)).toEqual([
      "Bypass",
      "Level",
      "State",
      "What",
      "Severity",
      "Checks set aside",
      "Owner",
    ]);
  });
});

const hostile = "<!channel> <@U1> *b* `c` @all [x](https://evil.example) <at>me</at> &amp; ::error:: \u202e\n- x #1 \\";
const evil = (count: number, value = hostile): NoticeMessage => ({
  key: "rule:abc:team:chat",
  bypass: ids.L1,
  rule: "rule",
  title: hostile,
  facts: Array.from({ length: count }, (_, index) => [`${hostile}${index}`, value] as const),
  link: { url: "https://github.example/issues/1", text: hostile },
  next: hostile,
  at: "2026-03-02T09:00:00.000Z",
});

describe("hostile texts stay text, and big ones stay within the budget", () => {
  test("Slack", () => {
    const { text, blocks } = renderSlack(evil(3)) as { text: string; blocks: { type: string; fields?: unknown[] }[] };
    const said = JSON.stringify([text, blocks.filter(({ type }) => type === "section")]);
    expect(said).toContain("&lt;!channel&gt;");
    expect(said).not.toMatch(/<[!@#]|\u202e/);
    expect(said).not.toMatch(/`(?!\u200b)|@(?!\u200b)/);
  });

  test("Teams", () => {
    // A button's title is plain text, and ours.
    const said = JSON.stringify(renderTeams({ ...evil(3), link: null }));
    expect(said).not.toMatch(/<at>|[^\\]\[x\]\(|\u202e/);
    expect(said).not.toMatch(/https:\/\/evil/);
  });

  test("mail: no markup, no link but ours, no line more", () => {
    const { subject, text, html } = renderMail(evil(3), "acme.example", "https://github.example/acme/payments");
    expect(subject).not.toMatch(/[\r\n\u202e]/);
    for (const part of [text, html]) expect(part).not.toMatch(/https:\/\/evil|\u202e/);
    // Title, three facts, next, link, foot: what is written in a text stands on its own line.
    expect(text.split("\n")).toHaveLength(13);
    expect(html).not.toMatch(/<at>|<!channel|<@|<b>/);
    expect(html.match(/href="[^"]*"/g)).toEqual(['href="https://github.example/issues/1"']);
    const quoted = { url: 'https://github.example/?q="><script>alert(1)</script>', text: "x" };
    const broken = renderMail({ ...evil(1), link: quoted }, "acme.example", "x").html;
    expect(broken).not.toContain("<script>");
    const names = broken.match(/<(\w+)/g)?.map((tag) => tag.slice(1)) ?? [];
    expect(new Set(names)).toEqual(
      new Set(["html", "head", "meta", "title", "body", "div", "h1", "table", "tr", "th", "td", "p", "a", "br"]),
    );
  });

  test("a mention names only whom it is for", () => {
    const said = renderMention(evil(1), ["lea", "lou"], ["k"]);
    expect(said.match(/@[a-z]+/g)).toEqual(["@lea", "@lou"]);
    expect(said.match(/<!--/g)).toHaveLength(1);
  });

  test.each([
    [1, "x".repeat(60_000)],
    [9, "\u{1f525}".repeat(3000)],
    [60, "<&>".repeat(400)],
    [1000, hostile],
  ])("%i facts", (count, value) => {
    const slack = renderSlack(evil(count, value)) as {
      blocks: { fields?: { text: string }[]; text?: { text: string } }[];
    };
    expect(JSON.stringify(slack).length).toBeLessThanOrEqual(12_000);
    expect(slack.blocks.length).toBeLessThanOrEqual(45);
    for (const { fields = [], text } of slack.blocks) {
      expect(fields.length).toBeLessThanOrEqual(10);
      for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(2000);
      expect((text?.text ?? "").length).toBeLessThanOrEqual(3000);
    }
    const bodies = [JSON.stringify(slack), JSON.stringify(renderTeams(evil(count, value)))];
    expect(Buffer.byteLength(bodies[1] ?? "")).toBeLessThanOrEqual(28_000);
    // Half a character would be an escaped surrogate.
    for (const body of bodies) expect(body).not.toMatch(/\\ud[89a-f]/i);
    const mail = renderMail(evil(count, value), "acme.example", "x");
    expect(Buffer.byteLength(mail.html)).toBeLessThan(1_000_000);
    expect([...mail.subject].length).toBeLessThanOrEqual(150);
    // Half a character would be encoded as the replacement for it.
    for (const part of [mail.html, mail.text]) expect(Buffer.from(part).toString()).toBe(part);
    if (count > 60) expect([mail.text, mail.html].every((body) => /… \d+ more/.test(body))).toBe(true);
    if (count > 100) expect(bodies[0]).toMatch(/… \d+ more/);
  });

  test("a CloudEvent is the same at every try", () => {
    const event = renderCloudEvent(evil(1), "https://github.example/acme/payments");
    expect(event).toEqual(renderCloudEvent(evil(1), "https://github.example/acme/payments"));
    expect(event).toMatchObject({ specversion: "1.0", subject: ids.L1, time: "2026-03-02T09:00:00.000Z" });
    expect(event.id).toMatch(/^[0-9a-f]{64}$/);
  });
});
