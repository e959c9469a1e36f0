import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CORE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { expressedAs, homes } from "./procedure-words.ts";

// The auditor's question, asked on every run: is the built-in policy really the procedure document, word for word and number
// for number? docs/procedure.md is the document as it was given; nothing here repeats its contents by hand.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };
/** One bullet of the procedure: where it stands, its word, and what is said beside it. */
interface Bullet {
  readonly block: string;
  readonly word: string;
  readonly says: string | null;
}

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), "utf8");
const procedure = read("docs/procedure.md");
const policyText = read("src/core/procedure/default-policy.yml");
const policy = load(policyText, { schema: CORE_SCHEMA }) as JsonMap;
const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** R11 is about speed, which no row of data can promise. */
const notData = new Set(["R11"]);
const allRequirements = Array.from({ length: 302 }, (_, index) => `R${index + 1}`);

const bullets = [...procedure.matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  bulletsOf(load(block ?? "") as Json, ""),
);

function bulletsOf(value: Json, block: string): Bullet[] {
  if (typeof value === "string") return [{ block, word: value, says: null }];
  if (Array.isArray(value)) return value.flatMap((item) => bulletsOf(item, block));
  return Object.entries(value ?? {}).flatMap(([key, child]) =>
    typeof child === "string"
      ? [{ block, word: key, says: child }]
      : bulletsOf(child, block === "" ? key : `${block}.${key}`),
  );
}

function at(value: Json, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((current, key) => (isMap(current) ? current[key] : undefined), value);
}

/** Words that a part of the policy states: its keys, and the entries of lists below it (`covers`, `sections`, `modules` …). */
function wordsOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => (typeof item === "string" ? [item] : wordsOf(item)));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...wordsOf(child)]);
}

function sourcesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(sourcesOf);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "source" ? [child].flat().map(String) : sourcesOf(child),
  );
}

/** Everything that the procedure says and a policy does not. */
function missingFrom(candidate: JsonMap): string[] {
  const stated = new Map<string, ReadonlySet<string>>();
  for (const home of new Set(Object.values(homes).flat())) stated.set(home, new Set(wordsOf(at(candidate, home))));
  const words = bullets.flatMap(({ block, word }) => {
    const found = (homes[block] ?? []).some((home) => stated.get(home)?.has(word));
    return found ? [] : [`${block}: ${word}`];
  });
  const rows = Object.entries(expressedAs).flatMap(([phrase, paths]) =>
    paths.flatMap((path) => (at(candidate, path) === undefined ? [`${phrase}: ${path}`] : [])),
  );
  const audiences = ((frontMatter.target_audience ?? []) as string[]).filter(
    (name) => at(candidate, `audiences.${name}`) === undefined,
  );
  const nodes = Object.keys(tree.texts).filter((letter) => at(candidate, `decision_tree.${letter}`) === undefined);
  const severities = matrix.map(([id]) => id).filter((id) => at(candidate, `severities.${id}`) === undefined);
  const sources = new Set(sourcesOf(candidate));
  const requirements = allRequirements.filter((id) => !sources.has(id) && !notData.has(id));
  return [...words, ...rows, ...audiences, ...nodes, ...severities, ...requirements];
}

const frontMatter = Object.fromEntries(
  [...(procedure.split("+++")[1] ?? "").matchAll(/^(\w+) = (\[[^\]]*\]|.+)$/gm)].map(([, key, value]) => [
    key,
    JSON.parse(value ?? ""),
  ]),
) as JsonMap;
/** Id, name, definition, response time, authorization, post-incident actions. */
const matrix = [...procedure.matchAll(/^\| \*\*(S\d) - (\w+)\*\* \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$/gm)].map(
  (row) => row.slice(1) as [string, string, string, string, string, string],
);
const tree = readTree(/```mermaid\n([\s\S]*?)```/.exec(procedure)?.[1] ?? "");

function readTree(graph: string): { texts: Record<string, string>; edges: string[] } {
  const texts = Object.fromEntries(
    [...graph.matchAll(/\b([A-Z])[[{](.+?)[\]}]/g)].map(([, letter, text]) => [letter, text]),
  );
  const edges = [...graph.matchAll(/^\s*([A-Z])\b.*?-->(?:\|(.+?)\|)? ([A-Z])\b/gm)].map(
    ([, from, label, to]) => `${from} ${label ?? ""} ${to}`,
  );
  return { texts: texts as Record<string, string>, edges: edges.sort() };
}

/** "15 minutes" and "within 4 hours" as ISO 8601. */
function durationIn(text: string): string {
  const [, count, unit] = /(\d+)[ -](minute|hour|day)/.exec(text) ?? [];
  return unit === "day" ? `PT${Number(count) * 24}H` : `PT${count}${unit === "hour" ? "H" : "M"}`;
}

describe("the built-in policy is the procedure document", () => {
  test("which lies here as it was given", () => {
    const digest = createHash("sha256").update(procedure).digest("hex");
    expect(digest).toBe("c2e38a39f1e4a5af43ca82108f013f04f24a29ca976f0eac78948963e2364f0d");
  });

  test("every bullet of every block has its row, in the section that the block belongs to", () => {
    expect(bullets.length).toBe(232);
    expect(bullets.filter(({ block }) => homes[block] === undefined)).toEqual([]);
    expect(missingFrom(policy)).toEqual([]);
  });

  test("no map of this test names a block or a phrase that the document does not have", () => {
    const blocks = new Set(bullets.map(({ block }) => block));
    expect(Object.keys(homes).filter((block) => !blocks.has(block))).toEqual([]);
    expect(Object.keys(expressedAs).filter((phrase) => !procedure.includes(phrase))).toEqual([]);
  });

  test("every heading above a bullet can be found beside it", () => {
    const headings = new Set(bullets.flatMap(({ block }) => block.split(".")));
    expect([...headings].filter((heading) => !policyText.includes(heading))).toEqual([]);
  });

  test("what a bullet says is what its row says", () => {
    for (const { block, word, says } of bullets) {
      if (says === null) continue;
      const [home = ""] = homes[block] ?? [];
      if (home === "clocks") {
        const clock = Object.values(policy.clocks as JsonMap).find((row) => wordsOf(row).includes(word));
        expect(at(clock ?? null, "limit"), word).toBe(durationIn(says));
      } else expect(at(policy, `${home}.${word}.text`), word).toBe(says);
    }
  });

  test("the front matter is the procedure's", () => {
    const { created_date, updated_date, scope, procedure_scope, audit_retention, ...same } = frontMatter;
    expect(policy.procedure).toMatchObject({ ...same, summary: scope, scope: procedure_scope });
    expect(policy.procedure).toMatchObject({
      created: String(created_date).slice(0, 10),
      updated: String(updated_date).slice(0, 10),
    });
    expect(at(policy, "procedure.retention")).toBe(`P${String(audit_retention).replace("_years", "Y")}`);
  });

  test("the incident classification matrix is the procedure's, number for number", () => {
    expect(matrix.length).toBe(4);
    for (const [id, name, definition, response, authorization, actions] of matrix) {
      const level = /^Level (\d)/.exec(authorization)?.[1];
      const expected = {
        name,
        definition,
        response: durationIn(response),
        level: level === undefined ? "EMERGENCY" : `L${level}`,
      };
      expect(at(policy, `severities.${id}`), id).toMatchObject({ ...expected, post_incident: actions });
      expect(at(policy, `clocks.RESP-${id}`), id).toMatchObject({ when: { severity: [id] }, limit: expected.response });
      const review = actions.startsWith("Immediate") ? "PT1H" : durationIn(actions);
      expect(at(policy, `clocks.REV-${id}`), id).toMatchObject({
        when: { severity: [id] },
        start: "post",
        limit: review,
      });
    }
  });

  test("the decision tree is the procedure's, node by node and edge by edge", () => {
    const rows = policy.decision_tree as Record<
      string,
      { text: string; next?: string; answers?: Record<string, string> }
    >;
    expect(Object.fromEntries(Object.entries(rows).map(([letter, row]) => [letter, row.text]))).toEqual(tree.texts);
    const labels = {
      S1: "Critical/High",
      S2: "Critical/High",
      S3: "Medium/Low",
      S4: "Medium/Low",
      yes: "Yes",
      no: "No",
    };
    const edges = Object.entries(rows).flatMap(([letter, row]) => [
      ...(row.next === undefined ? [] : [`${letter}  ${row.next}`]),
      ...Object.entries(row.answers ?? {}).map(
        ([answer, to]) => `${letter} ${labels[answer as keyof typeof labels]} ${to}`,
      ),
    ]);
    expect([...new Set(edges)].sort()).toEqual(tree.edges);
  });

  test("each level has the name and the approval process of its heading", () => {
    const headings = [...procedure.matchAll(/^## (Level \d|Emergency) Bypass: (.+)$/gm)];
    const processes = [...procedure.matchAll(/^- \*\*Approval Process\*\*: (.+)$/gm)];
    expect(headings.length).toBe(4);
    for (const [index, level] of ["L1", "L2", "L3", "EMERGENCY"].entries()) {
      expect(at(policy, `levels.${level}`)).toMatchObject({
        name: headings[index]?.[2],
        approval: processes[index]?.[1],
      });
    }
    const leads = /\*\*Authorized Roles\*\*: Development Leads \((.+)\)/.exec(procedure)?.[1]?.split(", ");
    expect(at(policy, "levels.L1.slots")).toEqual([{ name: "lead", roles: leads }]);
  });

  test("what is due within 24 and 72 hours of an emergency is, and the rest at once", () => {
    for (const { word, block } of bullets.filter((bullet) => bullet.block.startsWith("post_emergency_requirements."))) {
      const hours = /\.(\d+)_hour/.exec(block)?.[1] ?? "1";
      expect(at(policy, `obligations.${word}.due.within`), word).toBe(`PT${hours}H`);
    }
  });
});

/** Sections that hold one row for each thing that the procedure says. */
const sections = [
  "severities",
  "decision_tree",
  "check_classes",
  "triggers",
  "criteria",
  "clocks",
  "obligations",
  "escalation",
];
sections.push(
  "notifications",
  "audiences",
  "metrics",
  "records",
  "automation",
  "training.groups",
  "training.recurring",
);
sections.push(
  "improvement.triggers",
  "improvement.assessments",
  "improvement.enhancements",
  "levels.L3.approval_criteria",
);
for (const level of ["L1", "L2", "L3", "EMERGENCY"])
  sections.push(`levels.${level}.documents`, `levels.${level}.workflow`);
sections.push("levels.L3.consultations");

describe("this test notices", () => {
  const rows = sections.flatMap((section) => Object.keys(at(policy, section) ?? {}).map((key) => ({ section, key })));

  test("any row that is removed", () => {
    expect(rows.length).toBeGreaterThan(300);
    const unnoticed = rows.filter(({ section, key }) => {
      const copy = structuredClone(policy);
      delete (at(copy, section) as JsonMap)[key];
      return missingFrom(copy).length === 0;
    });
    expect(unnoticed).toEqual([]);
  });

  test("any word that is taken off a list", () => {
    const lists = [
      "certification.required",
      "reports.daily.sections",
      "reports.weekly.sections",
      "reports.monthly.sections",
    ];
    lists.push(...Object.keys(at(policy, "training.groups") ?? {}).map((group) => `training.groups.${group}.modules`));
    for (const path of lists) {
      for (const index of (at(policy, path) as Json[]).keys()) {
        const copy = structuredClone(policy);
        (at(copy, path) as Json[]).splice(index, 1);
        expect(missingFrom(copy), `${path} ${index}`).not.toEqual([]);
      }
    }
  });
});
