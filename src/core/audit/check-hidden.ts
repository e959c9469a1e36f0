import { finding } from "../findings/finding.ts";
import type { Arrivals } from "./arrivals.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { BranchWay } from "./branch-way.ts";
import type { Descent } from "./descent.ts";
import type { Mainline } from "./follow-mainline.ts";

export interface HiddenOptions {
  readonly branch: string;
  readonly way: BranchWay;
  readonly arrivals: Arrivals;
  readonly descent: Descent;
  readonly digestOf: (blob: string | null) => string | null;
}

/**
 * A manifest that no record names, that the main line never had, and that commits off it had for a while. In a pull request it is a
 * draft, e.g. under its first name. But a merge with exchanged parents makes what the branch had look just so. It was no state of the
 * branch where that was seen somewhere else meanwhile; it is a draft where the approval of what the merge brought had it behind the
 * commit that was approved, while the registry was without it. It is an error where something saw the branch there; else git
 * does not tell, and it is a warning.
 */
export function checkHidden(
  path: string,
  aside: NonNullable<ReturnType<Mainline["aside"]["get"]>>,
  { branch, way, arrivals, descent, digestOf }: HiddenOptions,
): AuditFinding[] {
  const had = aside.filter(({ change }) => change.kind !== "deleted");
  const proven = had.find(({ commit }) => descent.wasHead(commit.oid));
  const found =
    proven ?? had.find(({ commit }) => !isElsewhere(commit.oid, way) && !isDraft(commit.oid, way, arrivals));
  if (found === undefined) return [];
  const { commit, change } = found;
  const where =
    proven === undefined
      ? `is in commit ${commit.oid}, which a merge brought to the branch ${branch} without it. Nothing on record tells whether that was a mistake in a pull request or a state of the branch: look for the pull request that has this commit`
      : `was on the branch ${branch} at commit ${commit.oid}`;
  const item = finding("MANIFEST_UNAPPROVED", { file: path, where, found: digestOf(change.blob) ?? "none" }, { path });
  const severity = proven === undefined ? "warning" : item.severity;
  return [auditFinding({ ...item, severity }, { commits: [commit.oid] })];
}

/** Whether something saw the branch beside the commit, between where it went off and where it came in: it only ever goes forward. */
function isElsewhere(oid: string, way: BranchWay): boolean {
  return way.wasSeen(way.leftAt(oid) + 1, way.joinedAt(oid));
}

/** Whether an approval of what came with the commit had it before the branch did. */
function isDraft(oid: string, way: BranchWay, arrivals: Arrivals): boolean {
  const joined = way.joinedAt(oid);
  const by = arrivals.from(joined);
  if (by?.place !== joined) return false;
  return by.all.some(({ sha256, witnesses }) =>
    witnesses.approvals.some(
      ({ manifest, saw }) =>
        manifest.sha256 === sha256 &&
        (way.placeOf(saw ?? "") ?? joined) < joined &&
        way.sideOf(manifest.commit).has(oid),
    ),
  );
}
