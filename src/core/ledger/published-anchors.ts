import { readAnchors } from "../audit/read-anchors.ts";
import { ConfigurationError } from "../findings/errors.ts";
import { finding } from "../findings/finding.ts";
import { type Anchor, report, type Walk } from "./verify-walk.ts";

/**
 * The anchors that the ledger branch itself holds, under their paths. Whoever writes the chain anew has to write them anew too, and
 * each was shown outside. One that nobody can read is reported: it would seem to prove something. That a record names the file is
 * `checkReports`' to judge.
 */
export function publishedAnchors(walk: Walk): Anchor[] {
  return [...walk.published].flatMap(([path, { bytes, oid }]) => {
    if (!path.startsWith("anchors/") || bytes === null) return [];
    try {
      return readAnchors(bytes, path);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const params = { file: path, problem: "is no anchor that this version can read" };
      report(walk, finding("REPORT_NOT_REPRODUCIBLE", params, { path }), { commits: [oid] });
      return [];
    }
  });
}
