import { hash } from "node:crypto";
import { type Finding, finding, type Where } from "../findings/finding.ts";
import { checkSchema, type Locator, shown, type Validator } from "./check-schema.ts";
import { convertBySchema } from "./convert.ts";
import { locate } from "./locate.ts";
import type { Position } from "./position.ts";
import { type ReadLimits, readYaml, type YamlDocument } from "./read-yaml.ts";
import type { JsonSchema } from "./schema.ts";

/** One kind of file: its schema as data, compiled, and the value that its `schema` field must have. */
export interface DocumentKind {
  /** e.g. `qms.manifest/v1` */
  readonly id: string;
  readonly schema: () => JsonSchema;
  readonly validate: Validator;
  readonly limits: ReadLimits;
}

/** A file that was read: its digest, its value as far as it could be built, and everything that is wrong with its form. */
export interface Reading {
  readonly path: string | null;
  /** sha256 of the bytes, hex: what approvals are bound to. */
  readonly sha256: string;
  /** Null when there is nothing that further rules could look at. May still be invalid: see `findings`. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly findings: readonly Finding[];
  /** Place of a value or key in the file. */
  readonly where: Locator;
}

/** Hex sha256 of the bytes of a file. */
export function sha256Hex(bytes: Uint8Array): string {
  return hash("sha256", bytes);
}

/**
 * Reads one YAML file of a kind: safe reading, schema version, types by the schema, schema rules. All findings at once.
 * `transform` may replace the value before the schema looks at it (a policy that extends another one).
 * @param parsed what `readYaml` made of these bytes before, where it found nothing wrong
 */
export function readDocument(
  bytes: Uint8Array,
  kind: DocumentKind,
  path: string | null,
  transform: (value: Record<string, unknown>) => Record<string, unknown> = (value) => value,
  parsed?: YamlDocument,
): Reading {
  const sha256 = sha256Hex(bytes);
  const { document, findings: syntax } =
    parsed === undefined ? readYaml(bytes, kind.limits, path) : { document: parsed, findings: [] };
  const findings = [...syntax];
  const nowhere: Locator = (pointer) => ({ path, line: 1, column: 1, pointer });
  if (document === null) return { path, sha256, value: null, findings, where: nowhere };
  const where: Locator = (pointer, part) => placeOf(document, path, pointer, part);
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const params = {
      field: "The document",
      problem: "must be a map of fields",
      hint: `Start with "schema: ${kind.id}".`,
    };
    findings.push(finding("FIELD_INVALID", params, where("", "value")));
    return { path, sha256, value: null, findings, where };
  }
  const map = value as Record<string, unknown>;
  if (Object.hasOwn(map, "schema") && map.schema !== kind.id) {
    const params = { found: shown(map.schema), expected: kind.id };
    findings.push(finding("SCHEMA_VERSION", params, where("/schema", "value")));
    return { path, sha256, value: null, findings, where };
  }
  const schema = kind.schema();
  const converted = convertBySchema(transform(map), schema, schema) as Record<string, unknown>;
  findings.push(...checkSchema(kind.validate, schema, converted, where));
  return { path, sha256, value: converted, findings, where };
}

/** Rules ask for a place before they know whether they have something to say: it is looked up when somebody reads it. */
function placeOf(document: YamlDocument, path: string | null, pointer: string, part: "key" | "value"): Where {
  let position: Position | null = null;
  const find = (): Position => {
    position ??= locate(document, pointer, part);
    return position;
  };
  return {
    path,
    pointer,
    get line() {
      return find().line;
    },
    get column() {
      return find().column;
    },
  };
}

/** Whether any of the findings is an error; warnings and infos let a file be used. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((item) => item.severity === "error");
}

/** Findings in reading order: by line, then column, then code, so that the same file always lists the same way. */
export function inReadingOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

/** Compares by UTF-16 units: the same everywhere, whatever the machine's language is. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
