import type { FindingAcknowledged } from "../../generated/types/event.ts";
import type { Code } from "../findings/catalogue.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { AuditFinding } from "./audit-finding.ts";

/** Gaps of the operation (50-ledger.md, "Verification"). Every other warning is about what was done, and stays one. */
const operational: ReadonlySet<string> = new Set<Code>(["HEARTBEAT_GAP", "CLOCK_SKEW"]);

/**
 * A gap of the operation that somebody has looked at and says why it is so becomes an information that says who and why. Everything else
 * stays what it is: no word of anybody turns a violation into none, and the word of somebody who is found not to be entitled counts for
 * nothing. What still goes on cannot be acknowledged, and nothing in advance.
 * @param entries in the order of the ledger; acknowledgements of later times than `end` do not count
 * @param end an instant as the ledger writes it
 */
export function acknowledge(
  findings: readonly AuditFinding[],
  entries: readonly LedgerEntry[],
  end: string,
): readonly AuditFinding[] {
  const withdrawn = new Set(entries.flatMap(({ event }) => event.supersedes ?? []));
  const unentitled = new Set(findings.filter(({ code }) => code === "ACTOR_NOT_ENTITLED").map(({ seq }) => seq));
  const words = entries.filter(
    ({ event, seq }) =>
      event.type === "finding.acknowledged" &&
      event.actor.kind === "human" &&
      event.at <= end &&
      !withdrawn.has(event.id) &&
      !unentitled.has(seq),
  );
  if (words.length === 0) return findings;
  const seqOf = new Map(entries.map(({ event, seq }) => [event.id, seq]));
  return findings.map((item) => {
    const { severity, code, until } = item;
    if (severity !== "warning" || !operational.has(code) || until === null) return item;
    const word = words.findLast(
      ({ event, seq }) =>
        seq > (item.seq ?? 0) && event.at > until && isAbout(event.data as unknown as FindingAcknowledged, item, seqOf),
    );
    if (word === undefined) return item;
    const { actor, data, at } = word.event;
    const message = `${item.message} Acknowledged by ${actor.login} on ${at.slice(0, 10)}: ${String(data.reason)}`;
    return { ...item, severity: "info" as const, message };
  });
}

/** It names the code and at least one thing that the finding names, and nothing that it does not. */
function isAbout(
  { code, event_id, commit, path }: FindingAcknowledged,
  item: AuditFinding,
  seqOf: ReadonlyMap<string, number>,
): boolean {
  if (code !== item.code) return false;
  const tests = [
    event_id === undefined ? null : item.seq !== null && seqOf.get(event_id) === item.seq,
    commit === undefined ? null : item.commits.includes(commit),
    path === undefined ? null : item.path === path,
  ].filter((test) => test !== null);
  return tests.length > 0 && tests.every((test) => test);
}
