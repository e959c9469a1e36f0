import { segmentSchemaText } from "../../generated/schemas/segment.ts";
import type { Segment } from "../../generated/types/segment.ts";
import { validate } from "../../generated/validators/segment.ts";
import { checkSchema } from "../document/check-schema.ts";
import { kind } from "../document/kinds.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Where the first commit of a ledger branch says what it goes on from; a ledger that begins has no such file. */
export const segmentPath = "segment.json";

const segmentKind = kind("qms.segment/v1", segmentSchemaText, validate, { maxBytes: 4096, maxDepth: 4 });

/** The text of that file: canonical JSON and one LF. */
export function segmentText(segment: Segment): string {
  return `${canonicalJson(segment)}\n`;
}

/**
 * Reads that file.
 * @param branch whose file it is
 * @returns why it says nothing, as a finding: SCHEMA_VERSION for a newer format, else SEGMENT_LINK_BROKEN
 */
export function readSegment(bytes: Uint8Array, branch: string): Segment | Finding {
  const where = { path: segmentPath };
  const broken = (problem: string): Finding => finding("SEGMENT_LINK_BROKEN", { branch, problem }, where);
  if (bytes.length > segmentKind.limits.maxBytes) return broken("its segment.json is larger than any that we write");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return broken("its segment.json is no JSON");
  }
  const problems = checkSchema(segmentKind.validate, segmentKind.schema(), value, (pointer) => ({ ...where, pointer }));
  const [first] = problems;
  const other = problems.find(({ code }) => code === "SCHEMA_VERSION");
  if (other !== undefined) return { ...other, fix: "Verify with a version of qms-bypass that reads it." };
  if (first !== undefined) return broken(`its segment.json is none: ${first.message.replace(/\.$/, "")}`);
  return value as Segment;
}
