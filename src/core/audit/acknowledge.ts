import type { FindingAcknowledged } from "../../generated/types/event.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { AuditFinding } from "./audit-finding.ts";

/**
 * A warning that somebody has looked at and says why it is so becomes an information that says who and why. Errors stay what they are:
 * no word of anybody turns a violation into none (50-ledger.md, "Verification").
 * @param entries in the order of the ledger; acknowledgements of later times than `end` do not count
 * @param end an instant as the ledger writes it
 */
export function acknowledge(
  findings: readonly AuditFinding[],
  entries: readonly LedgerEntry[],
  end: string,
): readonly AuditFinding[] {
  const withdrawn = new Set(entries.flatMap(({ event }) => event.supersedes ?? []));
  const words = entries.filter(
    ({ event }) =>
      event.type === "finding.acknowledged" &&
      event.actor.kind === "human" &&
      event.at <= end &&
      !withdrawn.has(event.id),
  );
  if (words.length === 0) return findings;
  const seqOf = new Map(entries.map(({ event, seq }) => [event.id, seq]));
  return findings.map((item) => {
    if (item.severity !== "warning") return item;
    const word = words.findLast(({ event }) => isAbout(event.data as unknown as FindingAcknowledged, item, seqOf));
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
