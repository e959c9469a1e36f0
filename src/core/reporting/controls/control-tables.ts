import type { SummarySections } from "../../../generated/types/report.ts";
import { shortList } from "../publication/revision-tables.ts";
import type { ReportTable } from "../report-tables.ts";

const words = { supported: "supported", gap: "gap", unknown: "not known", no_case: "nothing to show" } as const;

/** What auditors ask against what the record has, and who is trained. The words are those of evidence, not of a certificate. */
export function controlTables({ evidence, controls, training }: SummarySections): ReportTable[] {
  return [
    {
      title: "Evidence: expected and present",
      none: "No question.",
      columns: ["Evidence", "State", "Present", "Expected", "Missing"],
      rows: evidence.map((row) => [
        ...[row.text, words[row.status], countOf(row.present), countOf(row.expected)],
        row.reason ?? shortList(row.missing),
      ]),
    },
    {
      title: "Controls, and whether the record supports them",
      none: "No control.",
      columns: ["Control", "Asks", "State", "Open exceptions", "Newest evidence"],
      rows: controls.map((row) => [
        ...[row.control, row.asks, words[row.status], shortList(row.exceptions), row.newest ?? ""],
      ]),
    },
    {
      title: "Certificates and training",
      none: training === null ? "Not known: people.yml cannot be read in this clone." : "No role asks for any.",
      columns: ["Role", "What", "Holders", "Valid", "Runs out in 30 days", "Expired", "Missing"],
      rows: (training ?? []).map((row) => [
        ...[row.role, row.subject, row.holders === null ? "a team" : String(row.holders), String(row.valid.length)],
        ...[shortList(row.expiring), shortList(row.expired), shortList(row.missing)],
      ]),
    },
  ];
}

function countOf(count: number | null): string {
  return count === null ? "n/a" : String(count);
}
