import { describe, expect, test } from "vitest";
import { renderDecisionMarkdown } from "../../../src/core/authorization/render/markdown.ts";
import { renderDecisionText } from "../../../src/core/authorization/render/text.ts";
import { plain } from "../../../src/core/text/layout.ts";
import type { Decision } from "../../../src/generated/types/decision.ts";
import {
  approve,
  decideAfter,
  editManifest,
  example,
  type FactsDraft,
  type Level,
  reviewOf,
  type World,
} from "../../support/fixture.ts";
import { targetOf } from "./rows/row.ts";

const exampleDecision = (name: string): Decision => JSON.parse(example(`decision/valid/${name}.json`)) as Decision;
const examples = ["l1-approved", "l1-denied", "l1-pending", "l2-pending-one-of-two", "l2-error", "l3-approved"];
const all = [...examples, "emergency-approved", "governance-change", "l2-as-if-approved"];

/** Whatever somebody could put into a name. */
const hostile = [
  "</summary><script>alert(1)</script>",
  "<img/src=x/onerror=alert(1)>",
  "<!--qms:marker-->",
  "::error::pwned",
  "##[set-output/name=x]pwned",
  "\u001b[31mred\u001b[0m\u0007",
  "\u202etxt.exe",
  "@octocat",
  "@acme/everyone",
  "a|b||c",
  "`code`|``x",
  "[click](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "https://evil.example",
  "#1",
  "\\",
  "$$x$$",
  "*bold*_x_~~y~~",
];
/** The same with spaces and line ends, where the schema lets them through. */
const spaced = hostile.flatMap((text) => [`${text}\n${text}`, `ok\r\n  ${text}`, ` ${text} | x`]);

/** A world in which every text that comes from outside is hostile. */
function hostileWorld(change: (facts: FactsDraft) => void = () => {}): Decision {
  return decideAfter("L2", (world: World) => {
    const { facts } = world;
    const target = targetOf(world);
    for (const [index, text] of hostile.entries()) {
      approve(facts, text, 5000 + index, "2026-03-03T11:00:00Z");
      target.checks.push({ name: text, kind: "check_run", required: true, state: "failure" });
      facts.pull_request.files.push({ path: text, status: "modified", mode: "100644" });
      target.files.push(`.github/${text}`);
    }
    facts.pull_request.repository = "acme/<b>@x|y";
    target.base = "::error::`main`|@octocat";
    facts.failures = spaced.map((what) => ({ code: "LOOKUP_FAILED", what, status: 500 }));
    for (const check of target.checks.slice(0, 1)) check.name = "::warning::|@octocat";
    change(facts);
  });
}

const withoutCode = (text: string): string =>
  text.replace(/```[\s\S]*?```/g, "").replace(/(?<!\\)(`+)[^`\n].*?[^`\n]?\1(?!`)/g, "CODE");
const ours = /<\/?details>|<\/?summary>|<\/?sub>|<br>/g;

describe("Markdown", () => {
  const rendered: readonly (readonly [string, string])[] = [
    ...all.map((name) => [name, renderDecisionMarkdown(exampleDecision(name))] as const),
    ["hostile names", renderDecisionMarkdown(hostileWorld())],
    ["hostile names, denied", renderDecisionMarkdown(hostileWorld((facts) => delete facts.failures))],
  ];

  test.each(rendered)("%s: no markup but ours comes alive", (_, markdown) => {
    const text = withoutCode(markdown).replace(ours, "");
    expect(text).not.toContain("<");
    expect(text).not.toMatch(/@(?!&#8203;)/);
    expect(text).not.toMatch(/(?<!&)#(?=\d)(?!&#8203;)/);
    expect(text).not.toMatch(/https?:\/\//i);
    expect(text).not.toMatch(/(?<!\\)\]\(|!\[(?<!\\\[)/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not be there
    expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  test.each(rendered)("%s: every row of a table has the cells of its head", (_, markdown) => {
    const lines = markdown.split("\n");
    const cells = (line: string): number => line.match(/(?<!\\)(?:\\\\)*\|/g)?.length ?? 0;
    let head = 0;
    for (const [index, line] of lines.entries()) {
      if (/^\| ---/.test(lines[index + 1] ?? "")) head = cells(line);
      if (line.startsWith("|")) expect([line, cells(line)]).toEqual([line, head]);
    }
    expect(lines.filter((line) => line.includes("|") && !line.startsWith("|"))).toEqual([]);
  });

  test("a confidential request shows id, level, state and who may approve, and nothing of its content", () => {
    const decision = decideAfter("L2", (world) => {
      editManifest(world, "level: L2\n", "level: L2\nconfidential: true\n");
    });
    const markdown = renderDecisionMarkdown(decision);
    expect(decision.request).toMatchObject({ title: null, checks: [], confidential: true });
    expect(markdown).toContain("DENIED: BYPASS-L2-20260303-101500 (L2)".replace("(", "\\(").replace(")", "\\)"));
    expect(markdown).toMatch(/\*\*What is wrong:\*\* `\w+`/);
    expect(markdown).toContain("qms-digest: sha256:");
    for (const secret of ["PaymentRouter", "quality/complexity", "provider"]) expect(markdown).not.toContain(secret);
  });

  test("a hundred and fifty reviews fit into a comment", () => {
    const decision = decideAfter("L3", ({ facts }) => {
      for (let index = 0; index < 150; index++) {
        const login = `somebody-with-quite-a-long-login-${index}`.padEnd(39, "x");
        approve(facts, login, 6000 + index, "2026-03-05T10:00:00Z");
      }
    });
    expect(decision.candidates).toHaveLength(154);
    const markdown = renderDecisionMarkdown(decision);
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain("somebody-with-quite-a-long-login-149");
  });

  test("even thousands of hostile findings fit into a comment, which says how many more there are", () => {
    const base = hostileWorld();
    const texts = { message: "@<|".repeat(600), fix: "`@#1".repeat(400), path: `${"|`".repeat(2000)}` };
    const findings = base.findings.flatMap((item) => Array.from({ length: 100 }, () => ({ ...item, ...texts })));
    const decision = { ...base, findings, next: texts.fix, summary: texts.message };
    const markdown = renderDecisionMarkdown(decision);
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toMatch(/\d{4} more in the JSON result/);
    expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  });

  test("a pending L2 says first what is missing", () => {
    const decision = pendingL2();
    expect(renderDecisionMarkdown(decision).split("\n").slice(0, 12).join("\n")).toMatchInlineSnapshot(`
      "### ⏳ PENDING: BYPASS-L2-20260303-101500 waits: 1 of 2 approvals.

      > PaymentRouter exceeds the complexity limit during the provider switch

      L2 bypass of \`quality/complexity\` on pull request 521 at \`d14da3920b\`, asked for by req.

      **Next:** An approving review is needed from qin or quy for the slot quality.

      | Slot | Status | Filled by | Can be filled by |
      | --- | --- | --- | --- |
      | architect | ✅ filled | ari |  |
      | quality | ⏳ open |  | qin, quy |"
    `);
  });
});

const pendingL2 = (): Decision =>
  decideAfter("L2", ({ facts }) => {
    facts.reviews = facts.reviews.filter((review) => review.user?.login !== "qin");
    approve(facts, "com", 110, "2026-03-03T11:50:00Z");
  });

describe("text", () => {
  const rendered: readonly (readonly [string, string])[] = [
    ...all.map((name) => [name, renderDecisionText(exampleDecision(name), plain)] as const),
    ["hostile names", renderDecisionText(hostileWorld(), plain)],
    [
      "hostile names, narrow",
      renderDecisionText(
        hostileWorld((facts) => delete facts.failures),
        plain,
        20,
      ),
    ],
  ];

  test.each(rendered)("%s: nothing moves the cursor or speaks to a runner", (_, text) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toContain("##[");
  });

  test("an approved L1", () => {
    expect(renderDecisionText(decideAfter("L1"), plain)).toMatchInlineSnapshot(`
      "APPROVED  BYPASS-L1-20260302-090000 is approved by lea.
        → Nobody has to do anything more for the approval.

      Slots of level L1
        ✓ lead  lea

      Required level
        L1 = the highest of matrix L1, tree L1 (A>B>D>G>J>M), classes L1

      Reviews
        ✓ lea  OK  lea fills the slot lead.

      acme/payments#42 · .qms/bypasses/2026/03/BYPASS-L1-20260302-090000.yml · sha256:6a038789d08f… · evaluated at 2026-03-02T10:30:00Z · qms-bypass 0.0.0-test
      "
    `);
  });

  test("a pending L2, one of two, and an approval that does not count", () => {
    expect(renderDecisionText(pendingL2(), plain)).toMatchInlineSnapshot(`
      "PENDING  BYPASS-L2-20260303-101500 waits: 1 of 2 approvals.
        → An approving review is needed from qin or quy for the slot quality.

      Slots of level L2
        ✓ architect  ari
        ○ quality    open, can be filled by qin, quy

      Required level
        L2 = the highest of matrix L2, tree L1 (A>B>D>G>J>M), classes L2

      Reviews
        ✓ ari  OK           ari fills the slot architect.
        · com  NOT_IN_ROLE  com holds no role of level L2.
                            → A holder of one of these roles approves: core-architect,
                              qms-quality-coordinator.

      Line that binds an approval to this content
        qms-digest: sha256:338fd5079080735d014521ce3cd607c5c55785b7587731b62e2f372bd54ce96e

      acme/payments#42 · .qms/bypasses/2026/03/BYPASS-L2-20260303-101500.yml · sha256:338fd5079080… · evaluated at 2026-03-03T12:30:00Z · qms-bypass 0.0.0-test
      "
    `);
  });

  test("an L3 with a stale review, an open obligation and no notice yet", () => {
    const decision = decideAfter("L3", ({ facts }) => {
      reviewOf(facts, "sec").body = "Fine with me.";
      facts.reviews = facts.reviews.filter((review) => review.user?.login !== "leg");
      facts.notifications = [];
      facts.events = facts.events?.slice(0, 1) ?? [];
    });
    expect(renderDecisionText(decision, plain)).toMatchInlineSnapshot(`
      "PENDING  BYPASS-L3-20260305-073000 waits: 2 of 4 approvals, 2 more to do.
        → An approving review is needed from sec or sol for the slot security and from leg or lex for the
          slot legal. Before activation "rollback_plans_validated" has to be done: Validate the rollback
          plan by a test. A holder of security-lead comments "/qms done rollback_plans_validated
          EVIDENCE" on this pull request.

      Slots of level L3
        ✓ compliance  cora
        ○ security    open, can be filled by sec, sol
        ✓ business    biz
        ○ legal       open, can be filled by leg, lex

      Required level
        L3 = the highest of matrix L3, tree L3 (A>B>C>E>H>K), classes L3

      Approval criteria
        ○ security_risk_acceptable_with_controls  Waits for the slot security.
        ○ legal_compliance_impact_manageable      Waits for the slot legal.
        ✓ business_justification_compelling       Answered by the approval of cora.
        ✓ remediation_plan_comprehensive          Answered by the approval of cora.

      Reviews
        ✓ cora  OK              cora fills the slot compliance.
        · sec   STALE_MANIFEST  sec approved without the digest line that this level requires.
                                → Please approve again, with the line "qms-digest:
                                  sha256:964bc7feb706ca98a7a1a9e2d3aead3c2a48cbd98d5a68b2bb7fbdbced8c6e30"
                                  in the review.
        ✓ biz   OK              biz fills the slot business.

      Findings
        error OBLIGATION_OPEN
          Before activation "rollback_plans_validated" has to be done: Validate the rollback plan by a
          test.
          → A holder of security-lead comments "/qms done rollback_plans_validated EVIDENCE" on this pull
            request.
        error NOTIFICATION_MISSING
          The notice to executive has not been attempted yet.
          → The action attempts it as soon as nothing else is missing.

      Line that binds an approval to this content
        qms-digest: sha256:964bc7feb706ca98a7a1a9e2d3aead3c2a48cbd98d5a68b2bb7fbdbced8c6e30

      acme/payments#42 · .qms/bypasses/2026/03/BYPASS-L3-20260305-073000.yml · sha256:964bc7feb706… · evaluated at 2026-03-05T11:30:00Z · qms-bypass 0.0.0-test
      "
    `);
  });

  test("an error says so first", () => {
    const decision = decideAfter("L1", ({ facts }) => {
      facts.failures = [{ code: "LOOKUP_FAILED", what: "page 2 of the reviews", status: 502 }];
    });
    expect(renderDecisionText(decision, plain).split("\n").slice(0, 3).join("\n")).toMatchInlineSnapshot(`
      "ERROR  BYPASS-L1-20260302-090000 could not be decided.
        → page 2 of the reviews could not be read (HTTP 502). Run again; if it stays, look at GitHub's
          status and at the token's permissions."
    `);
  });

  test("no line of the usual decisions is wider than the terminal", () => {
    const levels: readonly Level[] = ["L1", "L2", "L3", "EMERGENCY"];
    for (const decision of [...levels.map((level) => decideAfter(level)), pendingL2()]) {
      const lines = renderDecisionText(decision, plain, 100).split("\n").slice(0, -2);
      expect(lines.filter((line) => line.length > 110)).toEqual([]);
    }
  });
});
