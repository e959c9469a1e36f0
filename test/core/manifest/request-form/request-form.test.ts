import { expect, test } from "vitest";
import { manifestKind } from "../../../../src/core/document/kinds.ts";
import { readDocument } from "../../../../src/core/document/read-document.ts";
import { parseManifestId } from "../../../../src/core/manifest/manifest-id.ts";
import { questionsFor } from "../../../../src/core/manifest/question.ts";
import { composeRequest, mendsOf, readRequest } from "../../../../src/core/manifest/request-form/compose-request.ts";
import {
  derivedPointers,
  formFieldsOf,
  formRows,
  titlePrefixOf,
} from "../../../../src/core/manifest/request-form/form-fields.ts";
import { levelInForm, readForm } from "../../../../src/core/manifest/request-form/read-form.ts";
import { renderRecord } from "../../../../src/core/manifest/request-form/render-record.ts";
import { type Level, levels } from "../../../../src/core/procedure/levels.ts";
import { fillForm } from "../../../../src/demo/fill-form.ts";
import { baseManifest, basePolicy, bytesOf } from "../base-manifests.ts";

const setting = {
  repository: "acme/payments",
  serverUrl: "https://github.com",
  policy: basePolicy,
  root: ".qms/bypasses",
};

function manifestOf(level: Level): Record<string, unknown> {
  return structuredClone(readDocument(bytesOf(baseManifest(level)), manifestKind, null).value) as Record<
    string,
    unknown
  >;
}

/** From the form of a good manifest, with other answers, to the manifest again. */
function submit(level: Level, changes: Record<string, string | null> = {}, edit = (body: string) => body) {
  const value = manifestOf(level);
  const { base, head_sha: headSha } = value.target as { base: string; head_sha: string };
  const request = {
    level,
    title: `${titlePrefixOf(level)}${String(value.title)}`,
    body: edit(fillForm(level, value, changes)),
    author: String(value.requested_by),
  };
  const answers = readRequest(request, setting);
  const at = parseManifestId(String(value.id))?.at ?? 0;
  const composed = composeRequest(request, answers, { base, headSha }, at, setting);
  const findings = [...answers.findings, ...composed.reading.findings].filter((item) => item.severity === "error");
  return { value, answers, composed, findings, codes: findings.map((item) => item.code) };
}

test.each(levels)(
  "%s: a filled form becomes the manifest that was meant, byte for byte the same the second time",
  (level) => {
    const { value, composed, findings } = submit(level);
    expect(findings).toEqual([]);
    const made = composed.reading.view.value as Record<string, unknown>;
    // What no form asks for: what is optional beyond the procedure's template.
    const asked = new Set([
      ...formFieldsOf(level, manifestKind.schema()).map((field) => field.pointer.split("/")[1]),
      ...["schema", "procedure", "id", "level", "title", "requested_by", "target"],
    ]);
    for (const key of Object.keys(made)) expect(asked).toContain(key);
    for (const field of formFieldsOf(level, manifestKind.schema())) {
      const at = (from: unknown) =>
        field.pointer
          .slice(1)
          .split("/")
          .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], from);
      const wanted = at(value);
      const empty = field.none === true && wanted === undefined;
      expect(at(made), field.label).toEqual(empty ? [] : typeof wanted === "string" ? wanted.trim() : wanted);
    }
    expect(submit(level).composed.text).toBe(composed.text);
  },
);

test.each(levels)(
  "%s: everything that the schema asks for is asked or known, and every heading stands once",
  (level) => {
    const pointers = formFieldsOf(level, manifestKind.schema()).map((field) => field.pointer);
    const wanted = questionsFor(level, manifestKind.schema()).map((question) => question.pointer);
    expect(wanted.filter((pointer) => !pointers.includes(pointer) && !derivedPointers.includes(pointer))).toEqual([]);
    const labels = formRows.map((row) => row.label);
    expect(new Set(labels).size).toBe(labels.length);
  },
);

test("every row of the forms is asked at some level", () => {
  const asked = new Set(
    levels.flatMap((level) => formFieldsOf(level, manifestKind.schema()).map((one) => one.pointer)),
  );
  expect(formRows.map((row) => row.pointer).filter((pointer) => !asked.has(pointer))).toEqual([]);
});

test("an issue is a request by its first heading only", () => {
  expect(levelInForm("### Bypass level\r\n\r\nL2\r\n\r\n### Pull request\r\n\r\n7")).toBe("L2");
  expect(levelInForm("### Bypass level\n\n_No response_")).toBe("_No response_");
  expect(levelInForm("### Bypass level")).toBe("");
  for (const body of [
    "",
    "Please help",
    "Hello\n### Bypass level\n\nL1",
    "#### Bypass level\n\nL1",
    " ### Bypass level\n\nL1",
  ])
    expect(levelInForm(body), body).toBeNull();
});

test("line ends of a browser and blank lines change nothing", () => {
  const plain = submit("L1").composed.text;
  expect(submit("L1", {}, (body) => body.replaceAll("\n", "\r\n")).composed.text).toBe(plain);
  expect(submit("L1", {}, (body) => `\n\n${body.replaceAll("\n\n", "\n\n\n")}\n\n`).composed.text).toBe(plain);
});

test("headings, fences and markup that somebody typed into a text stay text", () => {
  const text =
    'First of all:\n\n### Details\n\n~~~\n### Another\n```\n@acme/all <!-- x --> | a "quoted" ${{ secrets.X }}\n::error::no';
  const { findings, composed } = submit("L1", { "Technical details": text });
  expect(findings).toEqual([]);
  expect(composed.reading.view.text("/justification/technical_details")).toBe(text);
});

test.each([
  [
    "a heading of the form typed into a text",
    { "Technical details": `${"x".repeat(50)}\n### Risk level\n\nhigh` },
    "DUPLICATE_SECTION",
  ],
  [
    "the same inside a code fence",
    { "Business impact": `\`\`\`\n### Business impact\n\`\`\`\n${"y".repeat(50)}` },
    "DUPLICATE_SECTION",
  ],
  [
    "a later heading typed into an earlier text",
    { "Business impact": "### Success criteria\n\nnone at all" },
    "DUPLICATE_SECTION",
  ],
])("%s is refused", (_, changes, code) => {
  const { codes, answers } = submit("L1", changes);
  expect(codes).toContain(code);
  expect(answers.findings.length).toBeGreaterThan(0);
});

test("a heading that is gone, or out of its place, is named", () => {
  const gone = submit("L1", {}, (body) => body.replace("### Risk level\n", "### Risk-level\n"));
  expect(gone.answers.findings).toMatchObject([
    { code: "SECTION_MISSING", message: 'The section "Risk level" is missing.' },
  ]);
  const swapped = submit("L1", {}, (body) =>
    body
      .replace("### Trigger\n", "### X\n")
      .replace("### Severity\n", "### Trigger\n")
      .replace("### X\n", "### Production impact\n"),
  );
  expect(swapped.codes).toContain("DUPLICATE_SECTION");
  const moved = readForm("### Bypass level\n\nL1\n\n### B\n\n2\n\n### A\n\n1", [
    { pointer: "/a", label: "A", answer: "line", help: "" },
    { pointer: "/b", label: "B", answer: "line", help: "" },
  ]);
  expect(moved.findings).toMatchObject([{ code: "SECTION_ORDER", message: 'The section "A" is not in its place.' }]);
  const before = readForm("Hello\n### Bypass level\n\nL1", []);
  expect(before.findings).toMatchObject([{ code: "SECTION_ORDER" }]);
});

test("a request of more than 64 KiB is refused before it is read", () => {
  const long = submit("L1", { "Technical details": "é".repeat(33_000) });
  expect(long.answers.findings).toMatchObject([{ code: "FILE_TOO_LARGE" }]);
});

test.each([
  ["Pull request", "seven"],
  ["Pull request", "https://github.com/acme/other/pull/7"],
  ["Pull request", "https://evil.example/acme/payments/pull/7"],
  ["Pull request", "0"],
  ["Pull request", "7 and 8"],
  ["Security or compliance", "maybe"],
])("%s: %s means nothing, and the field is named", (label, answer) => {
  expect(mendsOf(submit("L1", { [label]: answer }).findings)[0]).toMatchObject({
    label,
    finding: { code: "FIELD_INVALID" },
  });
});

test.each([
  "512",
  "#512",
  "https://github.com/acme/payments/pull/512",
  "https://github.com/ACME/payments/pull/512/files?w=1#x",
])("a pull request may be named %s", (answer) => {
  expect(submit("L1", { "Pull request": answer }).answers.pullRequest).toBe(512);
});

test.each([
  ["Revenue impact", "a lot", "Write e.g. 25000 EUR, or: none"],
  ["Remediation plan", "Split it | req", "Write one entry per line: step | owner | due."],
  [
    "Remediation plan",
    "Split it | req | 2026-03-05\nSplit a | b | req | 2026-03-05",
    "Write one entry per line: step | owner | due.",
  ],
])("L2, %s: %s is told how it would be right", (label, answer, fix) => {
  const [mend] = mendsOf(submit("L2", { [label]: answer }).findings);
  expect(mend).toMatchObject({ label, finding: { code: "FIELD_INVALID", fix } });
});

test("an empty field that is needed is named by its heading; one that says none is an empty list", () => {
  const empty = submit("L2", {
    "Business impact": null,
    "Compliance implications": null,
    "Stakeholder communication": null,
  });
  expect(mendsOf(empty.findings).map((mend) => [mend.label, mend.finding.code])).toEqual([
    ["Business impact", "FIELD_MISSING"],
    ["Stakeholder communication", "FIELD_MISSING"],
  ]);
  expect(empty.composed.reading.view.get("/assessment/business/compliance_implications")).toEqual([]);
});

test("template text, a secret and a wrong date are found by the rules of the manifest, each under its heading", () => {
  const { findings } = submit("L1", {
    "Business impact": "[Describe business reasons for bypass] and so on and so on and so on",
    "Mitigation measures": "- use ghp_0123456789abcdefghijABCDEFGHIJ012345 for now",
    "Target resolution date": "2026-02-30",
  });
  const mends = mendsOf(findings);
  expect(mends.map((mend) => [mend.label, mend.finding.code])).toEqual([
    ["Business impact", "PLACEHOLDER_TEXT"],
    ["Mitigation measures", "SECRET_IN_MANIFEST"],
    ["Target resolution date", "FIELD_INVALID"],
  ]);
  expect(JSON.stringify(mends)).not.toContain("ghp_");
});

test("evidence is a map from criterion to what is asked of it, whatever the keys are called", () => {
  const good = submit("EMERGENCY", {
    "Emergency criteria": "complete_production_outage, regulatory_compliance_emergency",
    "Evidence of the criteria":
      "complete_production_outage.url: https://status.acme.example/1\n- regulatory_compliance_emergency.regulation: DORA\nregulatory_compliance_emergency.deadline: 2026-03-13T00:00:00Z",
  });
  expect(good.composed.reading.view.get("/incident/evidence")).toEqual({
    complete_production_outage: { url: "https://status.acme.example/1" },
    regulatory_compliance_emergency: { regulation: "DORA", deadline: "2026-03-13T00:00:00Z" },
  });
  expect(submit("EMERGENCY", { "Evidence of the criteria": "the status page" }).codes).toContain("FIELD_INVALID");
  expect(submit("EMERGENCY", { "Evidence of the criteria": "constructor.prototype: x" }).codes).toContain(
    "FIELD_UNKNOWN",
  );
});

test("a box that is ticked makes an exercise", () => {
  expect(submit("L1", { Exercise: "- [X] This is a drill" }).composed.reading.view.get("/drill")).toBe(true);
  expect(submit("L1").composed.reading.view.get("/drill")).toBeUndefined();
});

test("whoever writes bullets and @ is understood", () => {
  const { composed, findings } = submit("L1", {
    "Failing checks": "- docs/coverage\n\n* lint/style",
    "Assigned developer": "@req",
  });
  expect(findings).toEqual([]);
  expect(composed.reading.view.texts("/checks")).toEqual(["docs/coverage", "lint/style"]);
  expect(composed.reading.view.text("/remediation/owner")).toBe("req");
});

test("the title is what stands behind the form's own words, or all of it", () => {
  const request = { level: "L1" as const, body: fillForm("L1", manifestOf("L1")), author: "req" };
  const titleOf = (title: string) => {
    const composed = composeRequest(
      { ...request, title },
      readRequest({ ...request, title }, setting),
      null,
      0,
      setting,
    );
    return composed.reading;
  };
  expect(titleOf("Coverage tool counts a moved package").view.text("/title")).toBe(
    "Coverage tool counts a moved package",
  );
  const template = titleOf("Level 1 Bypass Request - [BRIEF_DESCRIPTION]");
  expect(template.findings.find((item) => item.pointer === "/title")?.code).toBe("PLACEHOLDER_TEXT");
});

test.each(levels)("%s: the record is the procedure's documentation template", async (level) => {
  const { composed } = submit(level);
  const record = renderRecord(composed.reading.view, level, { approvers: ["lead"], issue: 511 });
  await expect(record).toMatchFileSnapshot(`record-${level}.golden.md`);
});

test("nothing in the record comes alive", () => {
  const { composed } = submit("L1", {
    "Business impact": `@acme/all look at #1 <img src=x>\n\`\`\`\n## Fake\n| a |${"z".repeat(40)}`,
  });
  const record = renderRecord(composed.reading.view, "L1", { approvers: [], issue: 511 });
  expect(record).not.toContain("@acme");
  expect(record).not.toContain("<img");
  expect(record).not.toMatch(/^(```|## Fake)/m);
});
