import { ConfigurationError } from "../findings/errors.ts";
import type { Anchor } from "../ledger/verify-walk.ts";

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const sha256 = /^[0-9a-f]{64}$/;
const known = new Set(["commit", "ledger_commit", "main_head", "seq", "event_sha256", "link_sha256", "source"]);
const form =
  'An anchor is {"commit": OID}, {"seq": N, "event_sha256": SHA, "link_sha256": SHA}, or both in one; a list of them is fine.';

/** Whether a text is a full object id. */
export function isOid(text: string): boolean {
  return oid.test(text);
}

/** An anchor that is the id of a commit of the ledger branch. */
export function anchorOfCommit(commit: string): Anchor {
  return { source: `--expect-anchor ${commit.slice(0, 12)}`, commit };
}

/**
 * Reads an anchor file: one anchor, a list of them, or a report or verification of ours, which hold theirs under `anchor`.
 * @throws ConfigurationError for anything else: an anchor that is misread proves nothing, and would seem to.
 */
export function readAnchors(bytes: Uint8Array, name: string): readonly Anchor[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ConfigurationError(`${name} is not JSON.`, form);
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (schema === "qms.verified/v1") {
    throw new ConfigurationError(
      `${name} is a note of verify --save, and no anchor.`,
      `Go on from it: qms-bypass verify --since ${name}.`,
    );
  }
  if (schema === "qms.report/v1" || schema === "qms.verify/v1") value = (value as { anchor?: unknown }).anchor;
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || value === null) throw new ConfigurationError(`${name} holds no anchor.`, form);
  return list.map((item: unknown, index) =>
    readAnchor(item, list.length === 1 ? name : `${name}, anchor ${index + 1}`),
  );
}

function readAnchor(value: unknown, source: string): Anchor {
  const refuse = (problem: string) => new ConfigurationError(`${source}: ${problem}.`, form);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse("it is no anchor");
  const map = value as Record<string, unknown>;
  const unknownKey = Object.keys(map).find((key) => !known.has(key));
  if (unknownKey !== undefined) throw refuse(`it has an unknown field ${JSON.stringify(unknownKey)}`);
  const commit = map.commit ?? map.ledger_commit;
  if (commit !== undefined && (typeof commit !== "string" || !oid.test(commit))) {
    throw refuse("its commit is not 40 or 64 lower-case hex digits");
  }
  const { seq, event_sha256, link_sha256, main_head: mainHead } = map;
  if (mainHead !== undefined && (typeof mainHead !== "string" || !oid.test(mainHead))) {
    throw refuse("its main_head is not 40 or 64 lower-case hex digits");
  }
  const seen = { ...(commit === undefined ? {} : { commit }), ...(mainHead === undefined ? {} : { mainHead }) };
  if (seq === undefined && event_sha256 === undefined && link_sha256 === undefined) {
    if (commit === undefined) throw refuse("it names neither a commit nor a record");
    return { source, ...seen };
  }
  if (typeof seq !== "number" || !Number.isInteger(seq) || seq < 1) throw refuse("its seq is not a number from 1");
  if (typeof event_sha256 !== "string" || !sha256.test(event_sha256)) throw refuse("its event_sha256 is no SHA-256");
  if (link_sha256 !== undefined && (typeof link_sha256 !== "string" || !sha256.test(link_sha256))) {
    throw refuse("its link_sha256 is no SHA-256");
  }
  const record = { seq, event_sha256, ...(link_sha256 === undefined ? {} : { link_sha256 }) };
  return { source, ...seen, record };
}
