import type { Facts } from "../../generated/types/facts.ts";
import { checkSchema, type Locator } from "../document/check-schema.ts";
import { factsKind } from "../document/kinds.ts";
import { locate } from "../document/locate.ts";
import { inReadingOrder, sha256Hex } from "../document/read-document.ts";
import { readYaml } from "../document/read-yaml.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { unrealInstants } from "./instants.ts";

/** A facts file as it was read; `facts` only where it has no error. */
export interface FactsReading {
  readonly path: string | null;
  readonly sha256: string;
  readonly facts: Facts | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads a facts file. It is JSON, so JSON.parse gives the values (a login "null" stays a text); the YAML reader, of which JSON is
 * a part, gives places, limits and duplicate keys, which JSON.parse swallows. A faulty facts file is an error, never a refusal.
 */
export function readFacts(bytes: Uint8Array, path: string | null): FactsReading {
  const sha256 = sha256Hex(bytes);
  const fail = (findings: readonly Finding[]): FactsReading => ({
    path,
    sha256,
    facts: null,
    findings: inReadingOrder(findings),
  });
  if (bytes.length > factsKind.limits.maxBytes) {
    return fail([
      finding("FILE_TOO_LARGE", { what: "The facts file", limit: `${factsKind.limits.maxBytes} bytes` }, { path }),
    ]);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    return fail([jsonFinding(error, bytes, path)]);
  }
  const valid = checkSchema(factsKind.validate, factsKind.schema(), value, (pointer) => ({ path, pointer }));
  // Places and duplicate keys cost a second reading; facts that our own adapter wrote never need the first.
  const { document, findings: reading } = readYaml(bytes, factsKind.limits, path);
  const duplicates = reading.filter((item) => item.code === "DUPLICATE_KEY");
  const where: Locator = (pointer, part) => ({
    path,
    pointer,
    ...(document === null ? {} : locate(document, pointer, part)),
  });
  const version = (value as { schema?: unknown } | null)?.schema;
  if (typeof version === "string" && version !== factsKind.id) {
    return fail([
      finding("SCHEMA_VERSION", { found: JSON.stringify(version), expected: factsKind.id }, where("/schema", "value")),
    ]);
  }
  const findings = valid.length === 0 ? [] : checkSchema(factsKind.validate, factsKind.schema(), value, where);
  findings.push(...duplicates);
  if (findings.length === 0) findings.push(...checkInstants(value as Facts, where));
  return findings.length > 0 ? fail(findings) : { path, sha256, facts: value as Facts, findings: [] };
}

/** Every instant is real and has an offset: an impossible one would otherwise compare as never or always. */
function checkInstants(facts: Facts, where: Locator): Finding[] {
  return unrealInstants(facts).map(({ pointer, text }) => {
    const params = {
      field: pointer.slice(1).replaceAll("/", "."),
      problem: `is not a real instant: ${JSON.stringify(text)}`,
      hint: "Write it as 2026-11-23T09:15:00Z.",
    };
    return finding("FIELD_INVALID", params, where(pointer, "value"));
  });
}

function jsonFinding(error: unknown, bytes: Uint8Array, path: string | null): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const text = new TextDecoder().decode(bytes);
  const stated = /position (\d+)/.exec(message);
  const offset = stated === null ? (text.trim() === "" ? 0 : text.length) : Number(stated[1]);
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const reason = message.replace(/ in JSON at position.*$| \(line.*$/s, "").replace(/\.$/, "");
  return finding(
    "JSON_SYNTAX",
    { reason: reason.slice(0, 120) },
    { path, line, column: offset - before.lastIndexOf("\n") },
  );
}
