import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../schemas/", import.meta.url));
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };

const readText = (path: string): string => readFileSync(`${folder}${path}`, "utf8");
const readJson = (path: string): JsonMap => JSON.parse(readText(path)) as JsonMap;
const list = (path: string, extension: string): string[] =>
  readdirSync(`${folder}${path}`)
    .filter((file) => file.endsWith(extension))
    .map((file) => `${path}/${file}`)
    .sort();
const sha256 = (path: string): string =>
  createHash("sha256")
    .update(readFileSync(`${folder}${path}`))
    .digest("hex");
const asMap = (value: Json | undefined): JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
const asList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const names = readdirSync(folder)
  .filter((file) => file.endsWith(".schema.json"))
  .map((file) => file.replace(".schema.json", ""));
const compile = (name: string) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  // Our own keywords: the code that replaces FIELD_INVALID, and the one that replaces FIELD_MISSING.
  ajv.addVocabulary(["x-code", "x-missing-code"]);
  return ajv.compile(readJson(`${name}.schema.json`));
};

/**
 * The fields whose values are no text, by name: the product converts by the schema, this test must not trust the schema that it
 * checks. So an all-digit commit, the login 1e5 or the incident 4711 stay text here, too.
 */
const numbers = new Set(
  "users_affected pull_request complexity_score test_coverage_impact user_impact_scope hours amount number".split(" "),
);
const booleans = new Set("security_or_compliance code_quality_only allow_auto_merge drill confidential".split(" "));

function convert(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((item) => convert(item, key));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, convert(child, name)]));
  }
  if (numbers.has(key) && /^-?\d+(\.\d+)?$/.test(String(value))) return Number(value);
  return booleans.has(key) && (value === "true" || value === "false") ? value === "true" : value;
}
const parseYaml = (text: string): Json => convert(load(text, { schema: FAILSAFE_SCHEMA }) as Json, "");
const parse = (path: string): Json => (path.endsWith(".json") ? readJson(path) : parseYaml(readText(path)));

describe.each(names)("schema %s", (name) => {
  const schema = readJson(`${name}.schema.json`);

  test("compiles in ajv's strict mode", () => {
    expect(() => compile(name)).not.toThrow();
    expect(schema.$id).toBe(`urn:qms:${name}:v1`);
  });

  test("describes every property, because that is the field reference and the editor's help", () => {
    const silent: string[] = [];
    let count = 0;
    visit(schema, "#", (node, path) => {
      for (const [key, property] of Object.entries(asMap(node.properties))) {
        count++;
        if (String(asMap(property).description ?? "").trim() === "") silent.push(`${path}/properties/${key}`);
      }
    });
    expect(silent).toEqual([]);
    expect(count).toBeGreaterThan(5);
  });

  test("closes every map, and says why where it does not", () => {
    const open: string[] = [];
    visit(schema, "#", (node, path) => {
      if (![node.type].flat().includes("object")) return;
      const closed = node.additionalProperties === false || typeof node.additionalProperties === "object";
      if (!closed && !String(node.$comment ?? "").startsWith("Open on purpose")) open.push(path);
    });
    expect(open).toEqual([]);
  });

  test("has a title for every definition, because types are named after it", () => {
    for (const [key, definition] of Object.entries(asMap(schema.$defs))) expect(asMap(definition).title).toBe(key);
  });
});

/** Calls back for every subschema that describes a value; conditions (if, then) repeat fields and are left out. */
function visit(node: Json, path: string, call: (node: JsonMap, path: string) => void): void {
  if (Array.isArray(node)) for (const [index, item] of node.entries()) visit(item, `${path}/${index}`, call);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  call(node, path);
  for (const key of ["properties", "$defs"]) {
    for (const [name, child] of Object.entries(asMap(node[key]))) visit(child, `${path}/${key}/${name}`, call);
  }
  for (const key of ["items", "additionalProperties", "anyOf"]) visit(node[key] ?? null, `${path}/${key}`, call);
}

const kinds = [
  { kind: "manifest", extension: ".yml" },
  { kind: "amendment", extension: ".yml" },
  { kind: "facts", extension: ".json" },
  { kind: "decision", extension: ".json" },
  { kind: "verify", extension: ".json" },
  { kind: "verified", extension: ".json" },
  { kind: "segment", extension: ".json" },
  { kind: "reconcile", extension: ".json" },
  { kind: "report", extension: ".json" },
  { kind: "kpi", extension: ".json" },
];

describe.each(kinds)("examples of $kind", ({ kind, extension }) => {
  const validate = compile(kind);

  test.each(list(`examples/${kind}/valid`, extension))("%s is valid", (path) => {
    validate(parse(path));
    expect(validate.errors ?? []).toEqual([]);
  });

  const refused = list(`examples/${kind}/invalid`, extension).filter(
    (path) => !expectedCodes(path).some((code) => readerCodes.has(code)),
  );
  test.each(refused)("%s is refused by the schema exactly where the schema can see it", (path) => {
    const codes = expectedCodes(path);
    const name = `${kind}/${basename(path, extension)}`;
    const seen = codes.some((code) => schemaCodes.has(code)) ? !foundByRules.has(name) : tooShortAnyway.has(name);
    expect(codes.length).toBeGreaterThan(0);
    expect(validate(parse(path))).toBe(!seen);
  });
});

/** The codes that the first line of an invalid example, or the file beside it, names. A byte order mark may come first. */
function expectedCodes(path: string): string[] {
  const line = path.endsWith(".json")
    ? readText(path.replace(/\.json$/, ".expect"))
    : (/^\uFEFF?# expect: (.*)/.exec(readText(path))?.[1] ?? "");
  return line.trim().split(" ").filter(Boolean);
}

/** Found while reading, before there is a value that a schema could look at. */
const readerCodes = new Set(
  "MANIFEST_YAML_FORBIDDEN MANIFEST_NOT_REGULAR DUPLICATE_KEY FILE_TOO_LARGE YAML_SYNTAX JSON_SYNTAX".split(" "),
);
const schemaCodes = new Set(
  "SCHEMA_VERSION FIELD_MISSING FIELD_UNKNOWN FIELD_INVALID LEVEL_UNKNOWN CRITERIA_MISSING".split(" "),
);
const codesOfManifests =
  "PROCEDURE_MISMATCH DUPLICATE_ID LEVEL_UNKNOWN REQUESTER_MISMATCH REQUESTER_UNKNOWN TRIGGER_LEVEL_MISMATCH SEVERITY_UNSUPPORTED IMPACT_CONTRADICTS_CHECKS WILDCARD_FORBIDDEN PLACEHOLDER_TEXT RISK_TOO_HIGH REMEDIATION_TOO_LATE REMEDIATION_IN_PAST CRITERIA_MISSING MANIFEST_YAML_FORBIDDEN DUPLICATE_KEY MANIFEST_NOT_REGULAR FIELD_MISSING FIELD_UNKNOWN FIELD_INVALID ID_PATH_MISMATCH FILE_TOO_LARGE SCHEMA_VERSION YAML_SYNTAX SECRET_IN_MANIFEST".split(
    " ",
  );
/** Codes of the schema that rules raise, too: more than one field, a real date, or data of the policy is needed to see it. */
const foundByRules = new Set([
  ...[
    "audience-unknown",
    "confidential-with-text",
    "em-expiry-after-window",
    "expires-at-not-real",
    "id-date-not-real",
  ].map(ofManifest),
  ...["l3-legal-waived-with-regulation", "l3-without-legal", "target-date-not-real"].map(ofManifest),
  ...["trigger-one-regulation", "trigger-without-deadline", "trigger-without-references"].map(ofManifest),
  ...["trigger-without-regulations", "l3-compliance-check-without-regulation"].map(ofManifest),
  ...["l2-high-risk-without-downstream", "em-window-without-end", "em-without-evidence"].map(ofManifest),
  ...["em-evidence-for-another-criterion", "em-evidence-brand-reputation-threat-immediate"].map(ofManifest),
  ...["em-evidence-business-continuity-activation", "em-evidence-customer-data-exposure-risk"].map(ofManifest),
  ...["em-evidence-critical-third-party-integration-failure", "em-evidence-data-loss-prevention-required"].map(
    ofManifest,
  ),
  ...["em-evidence-disaster-recovery-scenario", "em-evidence-legal-regulatory-deadline-critical"].map(ofManifest),
  ...["em-evidence-regulatory-compliance-emergency", "em-evidence-revenue-impacting-system-failure"].map(ofManifest),
  "amendment/target-date-not-real",
  "facts/impossible-time",
]);
/** A rule's code replaces FIELD_INVALID here: "n/a" is template text before it is too short. */
const tooShortAnyway = new Set(["manifest/placeholder-not-applicable"]);
function ofManifest(name: string): string {
  return `manifest/${name}`;
}

describe("the examples hold together", () => {
  const manifests = list("examples/manifest/valid", ".yml").map((path) => ({ path, value: asMap(parse(path)) }));

  test("a manifest is named by its id, an amendment by what it amends", () => {
    for (const { path, value } of manifests) expect(value.id).toBe(basename(path, ".yml"));
    const ids = new Set(manifests.map(({ value }) => value.id));
    for (const path of list("examples/amendment/valid", ".yml")) {
      const value = asMap(parse(path));
      expect(`${value.amends}.amend-${value.number}`).toBe(basename(path, ".yml"));
      expect(ids.has(value.amends ?? null)).toBe(true);
    }
  });

  test("every level, trigger and emergency criterion of the schema has a valid manifest", () => {
    const { $defs } = readJson("manifest.schema.json");
    const wanted = (name: string) => asList(asMap(asMap($defs)[name]).enum).toSorted();
    const used = (pick: (value: JsonMap) => Json[]) =>
      [...new Set(manifests.flatMap(({ value }) => pick(value)))].filter((item) => item !== undefined).toSorted();
    expect(used((value) => asList([value.level ?? ""]))).toEqual(wanted("Level"));
    expect(used((value) => (value.trigger === undefined ? [] : [value.trigger]))).toEqual(wanted("Trigger"));
    expect(used((value) => asList(asMap(value.incident).criteria))).toEqual(wanted("Criterion"));
  });

  test("every code of spec/10-manifest.md has an invalid manifest", () => {
    const shown = new Set(list("examples/manifest/invalid", ".yml").flatMap(expectedCodes));
    expect(codesOfManifests.filter((code) => !shown.has(code))).toEqual([]);
  });

  test("the hostile files hold the bytes that their names promise", () => {
    const bytes = (name: string) => readFileSync(`${folder}examples/manifest/invalid/${name}.yml`);
    expect([...bytes("yaml-bom").subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes("yaml-nul").includes(0)).toBe(true);
    expect(bytes("yaml-bidi-override").includes("\u202e")).toBe(true);
    expect(bytes("yaml-bidi-in-comment").includes("\u2067")).toBe(true);
    expect(bytes("file-too-large").length).toBeGreaterThan(65_536);
    expect(
      list("examples/manifest/valid", ".yml").filter((path) => readFileSync(`${folder}${path}`).length > 16_384),
    ).toEqual([]);
  });

  test("texts that look like numbers and booleans are valid where text is asked for", () => {
    const value = asMap(parse("examples/manifest/valid/BYPASS-L1-20260306-111111.yml"));
    expect(asMap(value.target)).toMatchObject({ base: "no", head_sha: "1234567890123456789012345678901234567890" });
    expect(value).toMatchObject({ requested_by: "1e5", incident: { id: "4711" } });
  });

  test.each(list("examples/facts/valid", ".json"))("%s is about the bytes of its manifest", (path) => {
    const facts = readJson(path);
    const pull = asMap(facts.pull_request);
    const file = asMap(asList(pull.files)[0]);
    if (pull.manifest_sha256 === null) {
      expect(String(file.path)).not.toContain("/bypasses/");
      return;
    }
    const digest = sha256(`examples/manifest/valid/${basename(String(file.path))}`);
    expect(pull.manifest_sha256).toBe(digest);
    expect(asMap(asList(facts.pushes).at(-1)).manifest_sha256).toBe(digest);
    const manifest = asMap(parse(`examples/manifest/valid/${basename(String(file.path))}`));
    const target = asMap(manifest.target);
    expect(asMap(facts.target)).toMatchObject({
      repository: target.repository,
      number: target.pull_request,
      base: target.base,
      head_sha: target.head_sha,
    });
    for (const review of asList(facts.reviews)) {
      const stated = /qms-digest: sha256:(\S+)/.exec(String(asMap(review).body))?.[1];
      if (stated !== undefined || ["L3", "EMERGENCY"].includes(String(manifest.level))) expect(stated).toBe(digest);
    }
  });
});
