import type { JudgedBy, Report, ReportRevision, RevisionChange, RuleChange } from "../../../generated/types/report.ts";
import type { LedgerEntry } from "../../ledger/build-record.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { own } from "../../own.ts";
import { sorted } from "../kpis/figures.ts";
import type { PublishedReport } from "./published-reports.ts";

/**
 * What a further revision says that the one before did not, by ids (70-reports.md, "Reports").
 * @param before null: its bytes could not be read, and what changed is not said
 */
export function compareReports(
  known: PublishedReport,
  before: Report | null,
  after: Report,
  late: readonly LedgerEntry[],
): ReportRevision {
  return {
    rev: known.rev + 1,
    previous_sha256: known.sha256,
    late_events: late.map(({ seq, event: { id, type, bypass, at } }) => ({ seq, event: id, type, bypass, at })),
    ...(before === null
      ? {}
      : { changes: [...sectionChanges(before.sections, after.sections), ...figureChanges(before.kpis, after.kpis)] }),
    ...(before?.judged_by === undefined || after.judged_by === undefined
      ? {}
      : { judged_otherwise: ruleChanges(before.judged_by, after.judged_by) }),
  };
}

function ruleChanges(then: JudgedBy, now: JudgedBy): RuleChange[] {
  const all: RuleChange[] = [
    { what: "policy", before: then.policy_sha256, after: now.policy_sha256 },
    { what: "calendar", before: then.calendar_sha256, after: now.calendar_sha256 },
    { what: "people", before: then.people_sha256, after: now.people_sha256 },
    { what: "version", before: then.version ?? null, after: now.version ?? null },
  ];
  return all.filter(({ before, after }) => before !== after);
}

type Row = Readonly<Record<string, unknown>>;

function sectionChanges(before: Report["sections"], after: Report["sections"]): RevisionChange[] {
  return Object.entries(after).flatMap(([name, now]) => {
    const then = own(before as unknown as Readonly<Record<string, unknown>>, name);
    if (!Array.isArray(now) || !Array.isArray(then)) return [];
    const [old, fresh] = [new Set(then.map(canonicalJson)), new Set(now.map(canonicalJson))];
    const added = now.filter((row) => !old.has(canonicalJson(row)));
    const removed = then.filter((row) => !fresh.has(canonicalJson(row)));
    if (added.length + removed.length === 0) return [];
    return change(`sections.${name}`, then.length, now.length, added.map(nameOfRow), removed.map(nameOfRow));
  });
}

function figureChanges(before: Report["kpis"], after: Report["kpis"]): RevisionChange[] {
  return Object.entries(after).flatMap(([name, now]) => {
    const then = own(before, name);
    if (then === undefined || canonicalJson(then) === canonicalJson(now)) return [];
    const [old, fresh] = [new Set([...then.ids, ...then.cohort]), new Set([...now.ids, ...now.cohort])];
    const added = [...fresh].filter((id) => !old.has(id));
    const removed = [...old].filter((id) => !fresh.has(id));
    return change(`kpis.${name}`, then.value, now.value, added, removed);
  });
}

function change(
  what: string,
  before: number | null,
  after: number | null,
  added: readonly string[],
  removed: readonly string[],
): RevisionChange[] {
  return [{ what, before, after, added: sorted(added), removed: sorted(removed) }];
}

/** What a row is about: the first of these that it has. */
const names = [
  "event",
  "bypass",
  "kpi",
  "clock",
  "control",
  "period",
  "step",
  "audience",
  "login",
  "subject",
  "module",
];

function nameOfRow(row: Row): string {
  const name = names.map((key) => row[key]).find((value) => typeof value === "string" && value !== "");
  return typeof name === "string" ? name.slice(0, 200) : "row";
}
