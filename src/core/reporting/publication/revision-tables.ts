import type { ReportRevision } from "../../../generated/types/report.ts";
import type { ReportTable } from "../report-tables.ts";

/** What a further revision says about itself: the records that came late, the rules that are others by now, and what that changed. */
export function revisionTables({ late_events, changes, judged_otherwise: rules }: ReportRevision): ReportTable[] {
  return [
    {
      title: "Recorded after the revision before",
      none: "Nothing.",
      columns: ["Record", "At", "Bypass", "What"],
      rows: late_events.map(({ seq, at, bypass, type }) => [String(seq), at, bypass, type]),
    },
    {
      title: "Rules that changed since the revision before",
      none: rules === undefined ? "Not known: the revision before does not say what it was judged by." : "None.",
      columns: ["Part", "Before", "After"],
      rows: (rules ?? []).map(({ what, before, after }) => [what, shortDigest(before), shortDigest(after)]),
    },
    {
      title: "What that changed",
      none:
        changes === undefined
          ? "The revision before could not be read, so it could not be compared; verify says what happened to its file."
          : "No section and no key figure.",
      columns: ["Part", "Before", "After", "Added", "Removed"],
      rows: (changes ?? []).map(({ what, before, after, added, removed }) => [
        ...[what, before === null ? "n/a" : String(before), after === null ? "n/a" : String(after)],
        ...[shortList(added), shortList(removed)],
      ]),
    },
  ];
}

function shortDigest(sha256: string | null): string {
  return /^[0-9a-f]{64}$/.test(sha256 ?? "") ? (sha256 ?? "").slice(0, 12) : (sha256 ?? "none");
}

/** The JSON has all of them. */
export function shortList(ids: readonly string[]): string {
  const names = ids.slice(0, 5).map((id) => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id));
  return `${names.join(", ")}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}`;
}
