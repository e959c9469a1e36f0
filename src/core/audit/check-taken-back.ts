import { finding } from "../findings/finding.ts";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { BranchWay } from "./branch-way.ts";
import type { Step } from "./follow-mainline.ts";

export interface TakenBackOptions {
  readonly branch: string;
  readonly way: BranchWay;
  readonly arrivals: Arrivals;
  readonly digestOf: (blob: string | null) => string | null;
}

/** Content of one path that no record approves, and the step that ended it. */
interface Stretch {
  readonly first: Extract<Step, { kind: "version" }>;
  readonly end: Step;
}

/** What speaks for it that the commits are drafts of one request, which a rebase merge brought along with it. */
type Draft =
  /** They are none: something saw the branch there, or nothing approved came with them. */
  | { readonly kind: "none" }
  /** Nothing speaks against it. */
  | { readonly kind: "possible"; readonly by: string }
  /** The approval saw the branch without them, and what acted on the request saw it with what they led to. */
  | { readonly kind: "shown" };

/**
 * Manifests that the branch had for a while, and that no record approves. Taken away again, or replaced by what was approved later, the
 * head does not show them; but who could put one there could have had it acted on. A rebase merge brings the drafts of a pull request
 * along, one commit each: those come with what was approved, in one push. So nothing saw the branch between them, no other request
 * came between, and none of them is a merge.
 * @param steps what the main line did to a path, in its order
 * @param isApproved whether a record approves this content under this path
 * @param isNamed whether a record names the path: under its own name a draft is nothing odd, and only what speaks against it counts
 */
export function checkTakenBack(
  path: string,
  steps: readonly Step[],
  isApproved: (blob: string | null) => boolean,
  isNamed: boolean,
  options: TakenBackOptions,
): AuditFinding[] {
  const judged = stretchesOf(steps, isApproved).map((stretch) => ({ stretch, draft: draftOf(stretch, options) }));
  const worst =
    judged.find(({ draft }) => draft.kind === "none") ??
    (isNamed ? undefined : judged.find(({ draft }) => draft.kind === "possible"));
  if (worst === undefined) return [];
  const { stretch, draft } = worst;
  const { first, end } = stretch;
  const until = end.kind === "gone" ? "took it away" : "brought what was approved";
  const where = `was on the branch ${options.branch} until commit ${end.commit.oid} ${until}`;
  const hint =
    draft.kind === "possible"
      ? ` or is a draft of the request that came with commit ${draft.by}: the commits of its pull request tell`
      : "";
  const params = { file: path, where: `${where}${hint}`, found: options.digestOf(first.blob) ?? "none" };
  const item = finding("MANIFEST_UNAPPROVED", params, { path });
  const severity = draft.kind === "possible" ? "warning" : item.severity;
  return [auditFinding({ ...item, severity }, { commits: [first.commit.oid, end.commit.oid] })];
}

/** One for each time that the path got content that nothing approves, and lost it; what stays at the end is not for here. */
function stretchesOf(steps: readonly Step[], isApproved: (blob: string | null) => boolean): Stretch[] {
  const found: Stretch[] = [];
  let first: Stretch["first"] | null = null;
  for (const step of steps) {
    const isOpen = step.kind === "version" && !isApproved(step.blob);
    if (isOpen) first ??= step;
    else if (first !== null) {
      found.push({ first, end: step });
      first = null;
    }
  }
  return found;
}

function draftOf({ first, end }: Stretch, { way, arrivals }: TakenBackOptions): Draft {
  const from = way.placeOf(first.commit.oid) ?? 0;
  const by = arrivals.from(way.placeOf(end.commit.oid) ?? 0);
  const [arrival] = by?.all ?? [];
  if (by === undefined || arrival === undefined) return { kind: "none" };
  const isOnePush = !way.wasSeen(from, by.place) && arrivals.from(from)?.place === by.place;
  if (!isOnePush || way.hasMerge(from, by.place)) return { kind: "none" };
  const isShown = by.all.some((one) => isFramed(one, from, by.place, way));
  return isShown ? { kind: "shown" } : { kind: "possible", by: arrival.commit };
}

/** Whether the approval of what came saw the branch before a place, and what acted on it saw the branch at another one or later. */
function isFramed({ sha256, witnesses }: Arrival, from: number, to: number, { placeOf }: BranchWay): boolean {
  const isBefore = witnesses.approvals.some(
    ({ manifest, saw }) => manifest.sha256 === sha256 && (placeOf(saw ?? "") ?? from) < from,
  );
  const isAfter = witnesses.activations.some(({ manifest }) => (placeOf(manifest.commit) ?? -1) >= to);
  return isBefore && isAfter;
}
