import { finding } from "../findings/finding.ts";
import { type Arrival, arrivalsOf } from "./arrivals.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { branchWay } from "./branch-way.ts";
import type { DatedCommit } from "./check-commit-dates.ts";
import { foreignManifests } from "./check-foreign.ts";
import { checkHidden } from "./check-hidden.ts";
import { approvedStep, checkManifest, type ManifestCase } from "./check-manifest.ts";
import { checkPresent } from "./check-present.ts";
import type { RuledBefore } from "./check-rule-dates.ts";
import { checkTakenBack } from "./check-taken-back.ts";
import { checkTrees, type HeadTrees } from "./check-trees.ts";
import { descentOf } from "./descent.ts";
import { followMainline, type Step } from "./follow-mainline.ts";
import type { HistoryCommit } from "./history.ts";
import type { ManifestVersions } from "./manifest-name.ts";
import { areNamedById, type PathWitnesses, pinnedBy, type Witness } from "./witnesses.ts";

/** What the registry branch holds, and what is wrong with it. */
export interface RegistryAudit {
  readonly findings: readonly AuditFinding[];
  readonly manifests: number;
  /** Contents that paths had on the main line, one after the other. */
  readonly versions: number;
  /** The commits that brought what was activated, registered or amended. */
  readonly dated: readonly DatedCommit[];
  /** Approvals by rules that were changed behind the head that they name. Absent: not looked for. */
  readonly ruled?: readonly RuledBefore[];
  /** Whether the branch has at least one manifest that the ledger names; true where it names none. */
  readonly knowsAny: boolean;
  /** Paths that the history knows and the head does not have. */
  readonly absent: readonly string[];
  /** Whether manifests, and the records that name them, all have them under the paths of their ids. */
  readonly isNamedById: boolean;
  /** Path of people.yml, where an approval was decided by it; absent: none was. */
  readonly people?: string;
}

export interface RegistryOptions {
  readonly branch: string;
  /** Folder of the manifests, e.g. `.qms/bypasses`. */
  readonly folder: string;
  readonly versions: ManifestVersions;
  readonly witnesses: ReadonlyMap<string, PathWitnesses>;
  /**
   * Whether every record of the ledger could be read. If not, that nothing approves a manifest proves nothing, and only what the
   * records that are there say is compared.
   */
  readonly ledgerIsComplete: boolean;
  /** Commits at which records and anchors saw the branch (`registryHeads`). */
  readonly heads: readonly string[];
  /** Trees of the head; absent: they are not judged. */
  readonly trees?: HeadTrees;
  /** Whether the branch had a path before these commits; absent: they are all that there are. */
  readonly isHeld?: (path: string) => boolean;
}

/** Manifests and amendments lie below the registry's folder; what else lies there (a README) is nobody's bypass. */
export function isManifestPath(folder: string): (path: string) => boolean {
  return (path) => path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path);
}

/** Judges every version of every manifest on the registry branch against the events that name it. */
export function checkRegistry(commits: readonly HistoryCommit[], options: RegistryOptions): RegistryAudit {
  const { witnesses } = options;
  const isManifest = isManifestPath(options.folder);
  const way = branchWay(commits, options.heads);
  const { steps, leftOut, aside, split } = followMainline(commits, isManifest, way.turns);
  const digestOf = (blob: string | null): string | null => options.versions.get(blob ?? "")?.sha256 ?? null;
  const findings: AuditFinding[] = foreignManifests(commits, options.branch, isManifest);
  const dated: DatedCommit[] = [];
  const moved = new Set<string>();
  const descent = descentOf(commits, options.heads, way.turns);
  const arrived: Arrival[] = [];
  const pins = new Map<string, Witness | null>();
  const paths = [...new Set([...steps.keys(), ...witnesses.keys()])].sort();
  for (const path of paths) {
    const item: ManifestCase = {
      branch: options.branch,
      path,
      steps: steps.get(path) ?? [],
      aside: aside.get(path) ?? [],
      leftOut: leftOut.get(path) ?? [],
      witnesses: witnesses.get(path) ?? { approvals: [], activations: [], acts: [] },
      pinned: pinnedOn(steps.get(path) ?? [], witnesses.get(path), digestOf),
      digestOf,
      descent,
    };
    const found = checkManifest(item);
    findings.push(...found);
    for (const to of newPlaces(item.steps, found)) moved.add(to);
    const { pinned } = item;
    pins.set(path, pinned);
    const brought = pinned === null ? undefined : approvedStep(item, pinned);
    if (pinned === null || brought === undefined) continue;
    const { sha256 } = pinned.manifest;
    arrived.push({ commit: brought.commit.oid, path, sha256, witnesses: item.witnesses });
    // An approval comes before the merge; what is recorded of something merged does not.
    if (pinned.type === "bypass.approved") continue;
    const { bypass, seq, at } = pinned;
    dated.push({ commit: brought.commit.oid, bypass, seq, path, at });
  }
  const present = paths.flatMap((path) => lastVersion(path, steps.get(path), pins.get(path) ?? null));
  const there = checkPresent(present, moved, digestOf, options);
  findings.push(...there.findings);
  if (options.ledgerIsComplete) {
    const about = { branch: options.branch, way, arrivals: arrivalsOf(arrived, way), descent, digestOf };
    for (const path of new Set([...paths, ...aside.keys()])) {
      if (moved.has(path)) continue;
      const [own, pinned] = [steps.get(path), pins.get(path) ?? null];
      if (own !== undefined) {
        const isApproved = approvalOf(path, witnesses, digestOf);
        findings.push(...checkTakenBack(path, draftsOf(own, pinned, digestOf), isApproved, pinned !== null, about));
      } else if (pinned === null && options.isHeld?.(path) !== true)
        findings.push(...checkHidden(path, aside.get(path) ?? [], about));
    }
  }
  const head = { commit: commits.at(-1)?.oid ?? "", trees: options.trees ?? new Map(), folder: options.folder };
  findings.push(...checkTrees(split, head, options.isHeld === undefined));
  for (const { path, blob, commit } of present) {
    if (blob === null || options.versions.has(blob)) continue;
    const about = { commits: [commit.oid] };
    findings.push(auditFinding(finding("OBJECTS_MISSING", { file: path }, { path }), about));
  }
  const versions = [...steps.values()].flat().filter((step) => step.kind === "version").length;
  const isAny = witnesses.size === 0 || [...witnesses.keys()].some((path) => steps.has(path));
  const held = new Set(present.map(({ path }) => path));
  const absent = [...new Set([...steps.keys(), ...leftOut.keys(), ...aside.keys()])]
    .filter((path) => !held.has(path))
    .sort();
  const isNamedById = there.isNamedById && areNamedById(witnesses, options.folder);
  return { findings, manifests: present.length, versions, dated, knowsAny: isAny, absent, isNamedById };
}

/** Where something is that was approved under another name: it has its finding there. What nobody approved has none. */
function newPlaces(steps: readonly Step[], found: readonly AuditFinding[]): string[] {
  const moves = new Set(found.flatMap(({ code, commits: [first] }) => (code === "MANIFEST_MOVED" ? [first] : [])));
  return steps.flatMap((step) =>
    step.kind === "gone" && step.movedTo !== null && moves.has(step.commit.oid) ? [step.movedTo] : [],
  );
}

type DigestOf = ManifestCase["digestOf"];

/** The record of a path, of which an approval counts for what came onto the branch. */
function pinnedOn(steps: readonly Step[], witnesses: PathWitnesses | undefined, digestOf: DigestOf): Witness | null {
  if (witnesses === undefined || witnesses.approvals.length < 2) return pinnedBy(witnesses);
  const held = new Set(steps.flatMap((step) => (step.kind === "version" ? [digestOf(step.blob)] : [])));
  return pinnedBy(witnesses, ({ manifest }) => held.has(manifest.sha256));
}

/** What the main line did to a path until it had what its record names: from then on `checkManifest` judges. */
function draftsOf(steps: readonly Step[], pinned: Witness | null, digestOf: DigestOf): readonly Step[] {
  if (pinned === null) return steps;
  const { sha256 } = pinned.manifest;
  const first = steps.findIndex((step) => step.kind === "version" && digestOf(step.blob) === sha256);
  return first < 0 ? steps : steps.slice(0, first + 1);
}

/** Whether a record approves a content under this path. What this clone does not have is not accused. */
function approvalOf(
  path: string,
  witnesses: RegistryOptions["witnesses"],
  digestOf: DigestOf,
): (blob: string | null) => boolean {
  const { approvals = [], activations = [] } = witnesses.get(path) ?? {};
  const named = new Set([...approvals, ...activations].map(({ manifest }) => manifest.sha256));
  return (blob) => {
    const digest = digestOf(blob);
    return named.size > 0 && (digest === null ? blob !== null : named.has(digest));
  };
}

/** A manifest that the head of the branch has. */
export interface PresentManifest {
  readonly path: string;
  readonly blob: string | null;
  readonly commit: HistoryCommit;
  readonly pinned: Witness | null;
}

function lastVersion(path: string, steps: readonly Step[] | undefined, pinned: Witness | null): PresentManifest[] {
  const last = steps?.at(-1);
  if (last === undefined || last.kind === "gone") return [];
  return [{ path, blob: last.blob, commit: last.commit, pinned }];
}
