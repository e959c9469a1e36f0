import type { Report } from "../../../generated/types/report.ts";
import { sha256Hex } from "../../document/read-document.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { EventContent } from "../../ledger/draft-event.ts";
import type { LedgerFile } from "../../ledger/plan-append.ts";
import { publishedPath } from "../../ledger/verify-reports.ts";
import { reportFiles } from "../report-files.ts";

/** A report on its way to the ledger branch: one event and the files that it vouches for, all in one commit. */
export interface Publication {
  readonly period: string;
  readonly rev: number;
  readonly content: EventContent;
  readonly files: readonly LedgerFile[];
}

/**
 * Plans the publication of a report of a period that has ended. Its revision is in the report, else it is the first.
 * @param source page where the anchor was shown outside of the ledger
 */
export function planPublication(report: Report, source: string): Publication {
  const rev = report.revision?.rev ?? 1;
  const { period, as_of, anchor } = report;
  const files = reportFiles(report, ["md", "json"]).map(({ name, text }) => ({
    path: publishedPath(period, rev, name.slice(period.length + 1)),
    text,
  }));
  const json = files.find(({ path }) => path.endsWith(".json"))?.text ?? "";
  // What was shown outside, and where: an auditor finds the page to compare with.
  if (anchor !== null && rev === 1) {
    files.push({ path: `anchors/${period}.json`, text: `${canonicalJson({ ...anchor, source })}\n` });
  }
  return {
    period,
    rev,
    files,
    content: {
      type: "report.published",
      bypass: "PROCEDURE",
      key: `${period}.r${rev}`,
      data: {
        ...{ period, rev, as_of, sha256: digest(json) },
        ...(anchor === null ? {} : { seq: anchor.seq }),
        files: files.map(({ path, text }) => ({ path, sha256: digest(text) })),
      },
    },
  };
}

/** `<period>.r<rev>.json` of the files in a folder of the ledger branch: whether this period was published up to that revision. */
export function isPublished({ period, rev }: Publication, names: readonly string[]): boolean {
  return names.some((name) => {
    const match = /^(.+)\.r(\d+)\.json$/.exec(name);
    return match?.[1] === period && Number(match[2]) >= rev;
  });
}

/** Folder on the ledger branch that holds the reports of a period's year. */
export function publishedFolder(period: string): string {
  return publishedPath(period, 1, "json").split("/").slice(0, -1).join("/");
}

function digest(text: string): string {
  return sha256Hex(new TextEncoder().encode(text));
}
