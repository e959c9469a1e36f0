import { finding } from "../findings/finding.ts";
import type { JudgedCommit } from "../signatures/judge-signature.ts";
import { isTrustFile, readTrust } from "../signatures/read-trust.ts";
import type { TrustRoots } from "../signatures/trust-roots.ts";
import type { Instant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { placeSpan } from "./check-signing-times.ts";
import type { Contents, HistoryCommit } from "./history.ts";

export interface TrustOptions {
  readonly branch: string;
  /** Folder of the trust roots, e.g. `.qms/trust`. */
  readonly folder: string;
  readonly contents: Contents;
  /** Judges a commit of the line by roots; null: this clone does not have it. */
  readonly judge: (oid: string, roots: TrustRoots) => JudgedCommit | null;
  /** The newest instant that the ledger names. */
  readonly newest: Instant;
}

/** The roots that count at the head, and what is wrong with how they came to be. */
export interface FollowedTrust {
  /** Null: the branch never had such a file. Before its first key for commits the last version counts as it is: nobody vouches for it. */
  readonly roots: TrustRoots | null;
  /** The files that name them, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The commit with the first keys: nothing before it vouches for them. */
  readonly begun: string | null;
  readonly findings: readonly AuditFinding[];
}

/** Files of the trust folder itself; one in a folder below is passed over. */
export function isTrustPath(folder: string): (path: string) => boolean {
  return (path) => path.startsWith(`${folder}/`) && isTrustFile(path.slice(folder.length + 1));
}

/** The folder of the trust roots lies beside the policy. */
export function trustFolderOf(policyPath: string): string {
  return `${policyPath.slice(0, policyPath.lastIndexOf("/") + 1)}trust`;
}

/**
 * Follows the trust roots along the branch. The first keys are taken as they are. From then on a change counts only if its commit is
 * signed by a key that counted before; otherwise it is a finding, and the keys before it go on counting: whoever may push could else
 * write himself into the file and sign the rest. A merge that makes his own branch the first parent, so that the real line becomes a
 * side branch, shows by contents of the other parent that the line never had.
 * @param line the branch's first-parent line, oldest first
 */
export function followTrust(line: readonly HistoryCommit[], options: TrustOptions): FollowedTrust {
  const { contents, branch, folder } = options;
  const isTrust = isTrustPath(folder);
  const blobs = new Map<string, string>();
  /** Every content that the line had, by path. */
  const seen = new Map<string, Set<string>>();
  const findings: AuditFinding[] = [];
  let roots: TrustRoots | null = null;
  let unvouched: TrustRoots | null = null;
  let counted: ReadonlyMap<string, Uint8Array> = new Map();
  let begun: string | null = null;
  for (const [index, commit] of line.entries()) {
    const first = commit.parents[0] ?? null;
    const changes = commit.changes.filter(({ path, parent }) => parent === first && isTrust(path));
    const pushedAside = commit.changes.filter(
      ({ path, parent, previous }) =>
        parent !== first && isTrust(path) && previous !== null && seen.get(path)?.has(previous) !== true,
    );
    for (const { path } of pushedAside) {
      const problem =
        "it is a merge that pushes aside what the other side said about keys, as if the branch had never held that";
      const params = { what: changeOf(commit, branch), files: path, problem };
      findings.push(auditFinding(finding("TRUST_ROOT_CHANGED", params, { path }), { commits: [commit.oid] }));
    }
    if (changes.length === 0) continue;
    for (const { path, blob, mode } of changes) {
      // A link would show the owners one thing and git another; it is as good as no file.
      if (blob === null || mode === "120000") blobs.delete(path);
      else blobs.set(path, blob);
      if (blob !== null) seen.set(path, (seen.get(path) ?? new Set()).add(blob));
    }
    const files = new Map([...blobs].map(([path, blob]) => [path.slice(folder.length + 1), contents.get(blob)]));
    const absent = [...files].find(([, bytes]) => bytes === undefined)?.[0];
    const about = { commits: [commit.oid] };
    if (absent !== undefined) {
      const file = `${folder}/${absent}`;
      findings.push(auditFinding(finding("OBJECTS_MISSING", { file }, { path: file }), about));
      continue;
    }
    const next = readTrust(files as ReadonlyMap<string, Uint8Array>);
    if (roots === null) {
      [unvouched, counted] = [next, files as ReadonlyMap<string, Uint8Array>];
      if (next.keys.length > 0) [roots, begun] = [next, commit.oid];
      continue;
    }
    const problem = whyNot(line, index, roots, options);
    if (problem === null) [roots, counted] = [next, files as ReadonlyMap<string, Uint8Array>];
    else {
      const [path = ""] = changes.map((change) => change.path);
      const files = changes.map((change) => change.path).join(", ");
      const params = { what: changeOf(commit, branch), files, problem };
      findings.push(auditFinding(finding("TRUST_ROOT_CHANGED", params, { path }), about));
    }
  }
  return { roots: roots ?? unvouched, files: counted, begun, findings };
}

function changeOf({ oid }: HistoryCommit, branch: string): string {
  return `Commit ${oid} of ${branch} changes the trusted keys`;
}

/** Why a change of the roots does not count, by the roots before it; null: it does. */
function whyNot(
  line: readonly HistoryCommit[],
  index: number,
  roots: TrustRoots,
  { judge, newest }: TrustOptions,
): string | null {
  const judged = judge(line[index]?.oid ?? "", roots);
  if (judged === null || judged.state === "unsigned") return "it is not signed";
  if (judged.state === "foreign") return `it is signed by another key, ${judged.key}`;
  if (judged.state !== "good") return `its signature does not count: ${judged.problem}`;
  const { key, signedAt } = judged;
  if (key.isServer && signedAt !== null) {
    return placeSpan(key.periods, signedAt, signedAt) === "inside" ? null : "it is signed by a key that had ended";
  }
  if (key.periods.some(({ until }) => until === null)) return null;
  // What a server signed after it shows how old the change is at least; else it may be as young as the clone.
  let upper = newest;
  for (const { oid } of line.slice(index + 1)) {
    const later = judge(oid, roots);
    if (later?.state !== "good" || !later.key.isServer || later.signedAt === null) continue;
    upper = Math.min(upper, later.signedAt);
    break;
  }
  return placeSpan(key.periods, Number.NEGATIVE_INFINITY, upper) === "inside"
    ? null
    : "it is signed by a key that has ended, and nothing that a server signed shows that the change came before";
}
