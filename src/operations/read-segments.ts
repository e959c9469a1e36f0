import { type AuditFinding, auditFinding } from "../core/audit/audit-finding.ts";
import type { HistoryCommit } from "../core/audit/history.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { readSegment, segmentPath } from "../core/ledger/read-segment.ts";
import { withoutYear } from "../core/ledger/without-year.ts";
import type { Segment } from "../generated/types/segment.ts";
import type { BranchTip, RepositoryHistory } from "../ports.ts";
import type { LedgerPart } from "./walk-ledger.ts";

/** A ledger as the branches that it went over; no part where the way back could not be followed to its beginning. */
export interface SegmentsReading {
  /** The first branch first. */
  readonly parts: readonly LedgerPart[];
  readonly findings: readonly AuditFinding[];
}

/**
 * Follows a ledger branch back to where it began: each first commit says which branch it goes on from (`segment.json`), and that branch
 * is read as far as its end is named. One that began by itself costs nothing.
 */
export async function readSegments(
  head: { readonly tip: BranchTip; readonly commits: readonly HistoryCommit[] },
  history: Pick<RepositoryHistory, "branch" | "history" | "contents">,
): Promise<SegmentsReading> {
  const parts: LedgerPart[] = [];
  const findings: AuditFinding[] = [];
  const seen = new Set<string>();
  const stop = (item: Finding, commits: readonly string[]): SegmentsReading => ({
    parts: [],
    findings: [...findings, auditFinding(item, { commits })],
  });
  for (let part: typeof head | null = head; part !== null; ) {
    const { tip, commits }: typeof head = part;
    seen.add(tip.name);
    const segment: Segment | Finding | null = await segmentOf(commits[0], tip.ref, history);
    const about = commits.slice(0, 1).map(({ oid }) => oid);
    if (segment !== null && "code" in segment) return stop(segment, about);
    parts.unshift({ tip, commits, segment });
    if (segment === null) break;
    const { branch, commit } = segment.continues;
    if (seen.has(branch)) {
      const problem = `${branch} goes on from ${tip.name} in turn`;
      return stop(finding("SEGMENT_LINK_BROKEN", { branch: tip.ref, problem }, { path: segmentPath }), about);
    }
    const before: typeof head | null = await readUpTo(branch, commit, history, (extra, ref) => {
      const problem = `${ref} has ${extra} commits behind the end that it names`;
      const item = finding("SEGMENT_LINK_BROKEN", { branch: tip.ref, problem }, { path: segmentPath });
      findings.push(auditFinding(item, { commits: about }));
    });
    if (before === null) {
      const params = { branch: tip.ref, before: branch, commit, digest: segment.bundle_sha256 };
      return stop(finding("SEGMENT_MISSING", params), [commit]);
    }
    part = before;
  }
  return { parts, findings };
}

/** A branch that says that it goes on from another, and from which commit of it. */
interface BranchBehind {
  readonly name: string;
  readonly from: string;
}

/** The branches of this clone that say that they go on from a ledger branch; roll-over gives them names that begin as its does. */
export async function branchesBehind(
  branch: string,
  history: Pick<RepositoryHistory, "branch" | "branchNames" | "contents">,
): Promise<readonly BranchBehind[]> {
  const names = (await history.branchNames()).filter((name) => name !== branch && name.startsWith(familyOf(branch)));
  const tips = await Promise.all(names.map((name) => history.branch(name)));
  const places = tips.map((tip) => `${tip?.commit}:${segmentPath}`);
  const contents = names.length === 0 ? new Map<string, Uint8Array>() : await history.contents(places);
  return names.flatMap((name, index) => {
    const bytes = contents.get(places[index] ?? "");
    const segment = bytes === undefined ? null : readSegment(bytes, name);
    if (segment === null || "code" in segment || segment.continues.branch !== branch) return [];
    return [{ name, from: segment.continues.commit }];
  });
}

/**
 * The branches on which a ledger goes on now, where it was rolled over: the ends of every way on from it. Only what names a commit of
 * it as its end counts: a ledger set back to an earlier day had not ended then.
 */
export async function newestBehind(
  { tip, commits }: { readonly tip: Pick<BranchTip, "name">; readonly commits: readonly { readonly oid: string }[] },
  history: Pick<RepositoryHistory, "branch" | "branchNames" | "contents">,
): Promise<readonly string[]> {
  const first = await branchesBehind(tip.name, history);
  // Whoever may push a branch can name any commit of the ledger; what is written behind it shows that nobody was sent elsewhere.
  const end = commits.at(-1)?.oid;
  const open = first.flatMap(({ name, from }) => (from === end ? [name] : []));
  const seen = new Set([tip.name, ...open]);
  const newest: string[] = [];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const next = (await branchesBehind(name, history)).filter((behind) => !seen.has(behind.name));
    if (next.length === 0) newest.push(name);
    for (const behind of next) {
      seen.add(behind.name);
      open.push(behind.name);
    }
  }
  return newest.sort();
}

/** The anchor tags of a clone, as far as they are for the ledger that is judged to answer for. */
interface OwnTags {
  readonly own: ReadonlyMap<string, string>;
  /** How many are left out because origin's branch has their commits, which has gone another way. */
  readonly ofOrigin: number;
}

/**
 * The tags among those of a clone that are for this ledger to answer for: where it goes on on another branch, later days are that
 * branch's; where origin's has gone another way than the local one, that is one finding, and its days are no others.
 */
export async function ownAnchorTags(
  tags: ReadonlyMap<string, string>,
  {
    branch,
    commits,
    diverged,
  }: {
    readonly branch: string;
    readonly commits: readonly { readonly oid: string }[];
    readonly diverged: string | null;
  },
  history: Pick<RepositoryHistory, "branch" | "branchNames" | "contents" | "commitsOf" | "history">,
): Promise<OwnTags> {
  const known = new Set(commits.map(({ oid }) => oid));
  const strange = [...tags].filter(([, commit]) => !known.has(commit));
  if (strange.length === 0) return { own: tags, ofOrigin: 0 };
  const origins = (diverged === null ? null : await history.commitsOf(branch)) ?? new Set<string>();
  const later = new Set<string>();
  const open: Ended[] = [{ name: branch, end: commits.at(-1)?.oid }];
  const seen = new Set([branch]);
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    for (const { name } of await branchesBehind(part.name, history)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const its = await commitsBehind(name, part, history);
      open.push({ name, end: its.at(-1) });
      for (const commit of its) later.add(commit);
    }
  }
  const isOwn = (commit: string) => known.has(commit) || !(later.has(commit) || origins.has(commit));
  return {
    own: new Map([...tags].filter(([, commit]) => isOwn(commit))),
    ofOrigin: strange.filter(([, commit]) => origins.has(commit)).length,
  };
}

/** A branch, and its last commit. */
interface Ended {
  readonly name: string;
  readonly end: string | undefined;
}

/**
 * The commits of a branch that began as one that goes on from the end of another, oldest first; none where it did not. Whoever may push a
 * branch can put a `segment.json` on top of any commit, or merge one in: then the ledger of before, of which the tags tell, would be that
 * branch's. And whoever may write behind the end of the other one would make that the ledger, and the tags those of nobody.
 */
async function commitsBehind(
  name: string,
  before: Ended,
  history: Pick<RepositoryHistory, "branch" | "history" | "contents">,
): Promise<readonly string[]> {
  const tip = await history.branch(name);
  const reading = tip === null ? null : await history.history(tip, []);
  if (reading?.outcome !== "read") return [];
  const { commits } = reading;
  const [first, other] = commits.filter(({ parents }) => parents.length === 0);
  const segment = other === undefined ? await segmentOf(first, name, history) : null;
  if (segment === null || "code" in segment) return [];
  const { branch, commit } = segment.continues;
  return branch === before.name && commit === before.end ? commits.map(({ oid }) => oid) : [];
}

/** How the names of the branches of one ledger begin: `qms-ledger-` for `qms-ledger` and `qms-ledger-2027`. */
export function familyOf(branch: string): string {
  return `${withoutYear(branch)}-`;
}

async function segmentOf(
  first: HistoryCommit | undefined,
  branch: string,
  history: Pick<RepositoryHistory, "contents">,
): Promise<Segment | Finding | null> {
  const blob = first?.changes.find(({ path }) => path === segmentPath)?.blob ?? null;
  if (blob === null) return null;
  const bytes = (await history.contents([blob])).get(blob);
  if (bytes === undefined) return finding("OBJECTS_MISSING", { file: segmentPath }, { path: segmentPath });
  return readSegment(bytes, branch);
}

/** A branch as far as a commit. Null: this clone does not have it as far as that. */
async function readUpTo(
  name: string,
  commit: string,
  history: Pick<RepositoryHistory, "branch" | "history">,
  tellExtra: (commits: number, ref: string) => void,
): Promise<{ tip: BranchTip; commits: readonly HistoryCommit[] } | null> {
  const tip = await history.branch(name);
  if (tip === null) return null;
  const reading = await history.history(tip, []);
  if (reading.outcome === "unreadable") return null;
  const end = reading.commits.findIndex(({ oid }) => oid === commit);
  if (end < 0) return null;
  const extra = reading.commits.length - end - 1;
  if (extra > 0) tellExtra(extra, tip.ref);
  return { tip, commits: reading.commits.slice(0, end + 1) };
}
