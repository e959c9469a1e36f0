import { finding } from "../findings/finding.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { checkAside } from "./check-aside.ts";
import type { Descent } from "./descent.ts";
import type { LeftOut, Mainline, Step } from "./follow-mainline.ts";
import type { HistoryCommit } from "./history.ts";
import type { PathWitnesses, Witness } from "./witnesses.ts";

/** Everything that is known about one path of the registry. */
export interface ManifestCase {
  /** The registry branch. */
  readonly branch: string;
  readonly path: string;
  readonly steps: readonly Step[];
  readonly aside: NonNullable<ReturnType<Mainline["aside"]["get"]>>;
  readonly leftOut: readonly LeftOut[];
  readonly witnesses: PathWitnesses;
  /** The event that says which content is the record; null: nothing approves this path. */
  readonly pinned: Witness | null;
  /** sha256 of a blob; null where this clone does not have it. */
  readonly digestOf: (blob: string | null) => string | null;
  readonly descent: Descent;
}

/**
 * Judges the life of one manifest. Until its approved content is on the branch everything is a draft: a rebase merge brings the
 * drafts of a pull request along, one by one. From then on nothing may change, move or vanish.
 */
export function checkManifest(item: ManifestCase): AuditFinding[] {
  const { pinned } = item;
  return pinned === null ? [] : [...checkLaterActs(item, pinned), ...checkContents(item, pinned)];
}

/** What somebody acted upon once was merged, and is what every later act is upon, whatever was put in the place of the first one. */
function checkLaterActs({ path, witnesses }: ManifestCase, pinned: Witness): AuditFinding[] {
  const others = witnesses.acts.filter(({ manifest }) => manifest.sha256 !== pinned.manifest.sha256);
  return others.map((act) => {
    const problem = `record ${pinned.seq} (${pinned.type}) had acted upon ${pinned.manifest.sha256}`;
    return mismatch(path, act, problem, []);
  });
}

function checkContents(item: ManifestCase, pinned: Witness): AuditFinding[] {
  const { steps } = item;
  const first = approvedStep(item, pinned);
  const start = first === undefined ? -1 : steps.indexOf(first);
  if (start < 0) return checkAbsent(item, pinned);
  const findings = checkBlob(item, pinned, steps[start]);
  for (const step of steps.slice(start)) findings.push(...checkStep(item, pinned, step));
  return findings.length > 0 || first === undefined ? findings : checkAside(item, pinned, first, item.descent);
}

/** The step by which the main line got what the event names; undefined: it never did. */
export function approvedStep({ steps, digestOf }: ManifestCase, { manifest }: Witness): Step | undefined {
  return steps.find((step) => step.kind === "version" && digestOf(step.blob) === manifest.sha256);
}

function about(pinned: Witness, commits: readonly HistoryCommit[]): Partial<AuditFinding> {
  const { bypass, seq } = pinned;
  return { bypass, seq, commits: commits.map((commit) => commit.oid) };
}

function mismatch(
  path: string,
  { seq, type, bypass, manifest }: Witness,
  problem: string,
  commits: readonly HistoryCommit[],
): AuditFinding {
  const params = { seq, type, file: path, expected: manifest.sha256, problem };
  const item = finding("EVENT_MANIFEST_MISMATCH", params, { path });
  return auditFinding(item, { bypass, seq, commits: commits.map(({ oid }) => oid) });
}

/** The approved content never reached the main line: left out by a merge, other content in its place, or nothing at all. */
function checkAbsent(item: ManifestCase, pinned: Witness): AuditFinding[] {
  const { path, steps, leftOut } = item;
  const dropped = leftOut.find((one) => item.digestOf(one.blob) === pinned.manifest.sha256);
  if (dropped !== undefined) return [droppedBy(path, pinned, dropped.commit, [dropped.commit])];
  const versions = steps.filter((step) => step.kind === "version");
  const unread = versions.some((step) => step.blob !== null && item.digestOf(step.blob) === null);
  // What is missing in this clone is reported as missing; it may be just this content.
  if (unread) return [];
  const last = versions.at(-1);
  if (last !== undefined && steps.at(-1) === last) {
    const found = item.digestOf(last.blob);
    const problem = found === null ? "no file lies there" : `the branch holds ${found}`;
    return [mismatch(path, pinned, problem, [last.commit])];
  }
  // An approval alone waits for its merge, or was withdrawn; what was activated, amended or registered has been merged before.
  if (pinned.type === "bypass.approved") return [];
  const { seq, type, bypass, manifest } = pinned;
  const params = { seq, type, file: path, expected: manifest.sha256, branch: item.branch, commit: manifest.commit };
  const about = { bypass, seq, commits: [manifest.commit] };
  return [auditFinding(finding("RECORD_VANISHED", params, { path }), about)];
}

function checkBlob({ path }: ManifestCase, pinned: Witness, step: Step | undefined): AuditFinding[] {
  if (step?.kind !== "version" || step.blob === pinned.manifest.blob) return [];
  const problem = `the file with that content is ${step.blob}, not ${pinned.manifest.blob}`;
  return [mismatch(path, pinned, problem, [step.commit])];
}

function checkStep(item: ManifestCase, pinned: Witness, step: Step): AuditFinding[] {
  const { path } = item;
  const seq = pinned.seq;
  if (step.kind === "gone") return [checkGone(item, pinned, step)];
  const findings: AuditFinding[] = [];
  const commits = [step.commit, ...behindMerge(item, step.commit)];
  if (step.mode !== "100644") {
    const bad = finding("BAD_FILE_MODE", { file: path, mode: step.mode }, { path });
    findings.push(auditFinding(bad, about(pinned, commits)));
  }
  const found = item.digestOf(step.blob);
  if (step.blob === null || (found !== null && found !== pinned.manifest.sha256)) {
    const params = { file: path, found: found ?? "none", approved: pinned.manifest.sha256, seq };
    findings.push(auditFinding(finding("MANIFEST_ALTERED", params, { path }), about(pinned, commits)));
  }
  return findings;
}

function checkGone(item: ManifestCase, pinned: Witness, step: Extract<Step, { kind: "gone" }>): AuditFinding {
  const { path } = item;
  const { seq } = pinned;
  const behind = behindMerge(item, step.commit);
  const commits = [step.commit, ...behind];
  // Where no other parent took it away it is the merge itself that did.
  const isOwn = step.dropped || (step.commit.parents.length > 1 && behind.length === 0);
  const guilty = isOwn ? step.commit : behind.find((commit) => commit.parents.length > 1);
  if (guilty !== undefined) return droppedBy(path, pinned, guilty, commits);
  if (step.movedTo !== null) {
    const params = { file: path, to: step.movedTo, seq };
    return auditFinding(finding("MANIFEST_MOVED", params, { path }), about(pinned, commits));
  }
  return auditFinding(finding("MANIFEST_DELETED", { file: path, seq }, { path }), about(pinned, commits));
}

function droppedBy(
  path: string,
  pinned: Witness,
  guilty: HistoryCommit,
  commits: readonly HistoryCommit[],
): AuditFinding {
  const params = { file: path, seq: pinned.seq, commit: guilty.oid };
  return auditFinding(finding("MANIFEST_DROPPED_IN_MERGE", params, { path }), about(pinned, commits));
}

/** The commits of the merged branches that changed the path: a merge only brings in what was done there. */
function behindMerge({ aside }: ManifestCase, commit: HistoryCommit): HistoryCommit[] {
  if (commit.parents.length < 2) return [];
  return [...new Set(aside.filter(({ change }) => change.kind !== "added").map((one) => one.commit))];
}
