import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { stateNameOf } from "../core/ledger/bypass-state.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { statePath } from "../core/ledger/projections.ts";
import { manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import { isSame } from "../core/remediation/issues-of.ts";
import { needsIssue } from "../core/remediation/needs-issue.ts";
import { planTrackingIssue, type TrackingIssue, trackingMarker } from "../core/remediation/plan-tracking-issue.ts";
import { readStanding, type StandingOnFile } from "../core/remediation/read-standing.ts";
import type { GitHub, Issue, Ledger, LedgerSnapshot, Overview, RegistryFile, RegistryReader } from "../ports.ts";
import { approvedManifest } from "./approved-manifest.ts";
import { closeDuplicates } from "./close-duplicates.ts";
import { foldOf } from "./fold-of.ts";
import { type IssueHome, nameNow } from "./issue-home.ts";
import { keepMilestones, type MilestoneKeeper } from "./keep-milestones.ts";
import { readEach } from "./read-each.ts";
import type { RunReference } from "./record-events.ts";
import { type CentralRepository, ownIssuesSince, type RecordedEvent, trackBypass } from "./track-bypass.ts";

export interface OpenRemediationPorts {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly reader: RegistryReader;
  /** Another repository for tracking issues, where the own one takes none; absent: there can be no other. */
  readonly homeAt?: (name: string) => IssueHome;
}

export interface OpenRemediationOptions {
  /** Null: every bypass that owes an issue. */
  readonly bypass: string | null;
  readonly registryBranch: string;
  /** Folder of the manifests. */
  readonly path: string;
  readonly policyPath: string;
  readonly dryRun: boolean;
  readonly run: RunReference;
  /** Repository of the tracking issues that this run is about, owner/name; absent: the repository of the ledger. */
  readonly home?: string;
  /**
   * Told, as soon as they are known, the other repositories that hold tracking issues: they get their turn whatever becomes of this one.
   */
  readonly onElsewhere?: (names: readonly string[]) => void;
}

/** What a run came to; ids of bypasses in the order of their ids. */
export interface OpenedRemediations {
  /** State of the bypass that was asked for; null: none was, or the ledger has none. */
  readonly state: string | null;
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  readonly opened: readonly string[];
  readonly tracked: readonly {
    readonly bypass: string;
    readonly issue: { readonly number: number; readonly url: string };
  }[];
  /** What a dry run would open. */
  readonly planned: readonly TrackingIssue[];
}

/**
 * Opens the tracking issue of every bypass that owes one and has none (60-remediation.md, `open`). Safe to repeat and to kill: the ledger
 * tells what is done, and an issue that a killed run left is found by its marker and author and only recorded.
 */
export async function openRemediation(
  ports: OpenRemediationPorts,
  options: OpenRemediationOptions,
): Promise<OpenedRemediations> {
  const { github, ledger, reader } = ports;
  const { registryBranch } = options;
  const overview = await reader.overview(registryBranch);
  const standing =
    options.bypass === null ? await findOwing(reader, overview) : { owing: [options.bypass], tracked: new Map() };
  const wanted = standing.owing;
  if (wanted.length === 0) return nothing(null);
  const { snapshot, ids: owing, findings: unread } = await readEach(ledger, wanted);
  const folds = owing.map((bypass) => foldOf(snapshot, bypass));
  const state = options.bypass === null ? null : stateOf(folds[0], options.bypass);
  // Read again: what the state files said may be done by now.
  const due = folds.filter((fold) => needsIssue(standingOf(fold)));
  if (due.length === 0) return { ...nothing(state), findings: unread };
  const { policy, manifests } = await readGovernance(reader, overview, due, options);
  const asOf = github.serverTime() ?? 0;
  const source = overview.repository.name;
  const findings: Finding[] = [...unread];
  const home =
    options.home === undefined
      ? source
      : await nameNow({ github, name: options.home }, "the input issue-repository", findings);
  const plans: { readonly fold: BypassFold; readonly plan: TrackingIssue }[] = [];
  for (const fold of due) {
    const plan = planOf(fold, manifests.get(manifestPathOf(fold.bypass, options.path)), policy);
    if ("code" in plan) findings.push(plan);
    else plans.push({ fold, plan });
  }
  if (plans.length === 0 || options.dryRun) {
    return { ...nothing(state), findings, planned: plans.map(({ plan }) => plan) };
  }
  const keeper = keepMilestones(github, { findings });
  const own = await ownIssuesSince(github, Math.min(...plans.map(({ plan }) => plan.start.at)), keeper);
  findings.push(...(await closeKnown(own, standing.tracked)));
  return followAll(plans, own, keeper, snapshot);

  function planOf(
    fold: BypassFold,
    file: RegistryFile | undefined,
    compiled: CompiledPolicy,
    repository = home,
  ): TrackingIssue | Finding {
    const { bypass } = fold;
    const level = parseManifestId(bypass)?.level ?? "L1";
    const manifest = approvedManifest(fold, file, compiled, registryBranch);
    if ("code" in manifest) return manifest;
    const plan = planTrackingIssue({
      bypass,
      level,
      manifest,
      fold,
      policy: compiled,
      repository,
      source,
      registryBranch,
      asOf,
    });
    return typeof plan === "string" ? finding("REMEDIATION_UNPLANNABLE", { bypass, problem: plan }) : plan;
  }

  /** What a run left that was killed after it lost a race: seen where something is listed anyway, beside the one on record. */
  async function closeKnown(found: readonly Issue[], tracked: ReadonlyMap<string, TrackedAt>): Promise<Finding[]> {
    const closed: Finding[] = [];
    for (const [bypass, { number, repository }] of tracked) {
      if (!isSame(repository, home) || !found.some((issue) => issue.number === number)) continue;
      const marker = trackingMarker(bypass, home, source);
      const known = { number, reference: `#${number}` };
      closed.push(...(await closeDuplicates(github, found, { bypass, marker, known })));
    }
    return closed;
  }

  /** Where the policy has one that is not the home itself. */
  function openCentral(): Omit<CentralRepository, "plan"> | null {
    const name = policy.policy.issues?.central;
    if (name === undefined || ports.homeAt === undefined || isSame(name, home)) return null;
    const there = ports.homeAt(name);
    return { home: there, keeper: keepMilestones(there.github, { findings }) };
  }

  /** Planned anew, because the mark names what it tracks. */
  function centralFor(fold: BypassFold, there: ReturnType<typeof openCentral>): CentralRepository | null {
    if (there === null) return null;
    const file = manifests.get(manifestPathOf(fold.bypass, options.path));
    const plan = planOf(fold, file, policy, there.home.name);
    return "code" in plan ? null : { ...there, plan };
  }

  async function followAll(
    todo: typeof plans,
    found: readonly Issue[],
    keeper: MilestoneKeeper,
    start: LedgerSnapshot,
  ): Promise<OpenedRemediations> {
    const result = { opened: [] as string[], events: [] as RecordedEvent[] };
    const tracked: OpenedRemediations["tracked"][number][] = [];
    const there = openCentral();
    let current = start;
    for (const { fold, plan } of todo) {
      const recorder = { github, ledger, repository: overview.repository, run: options.run };
      const central = centralFor(fold, there);
      const context = { ...recorder, policy, about: owing, home, central, keeper };
      const done = await trackBypass(context, fold.bypass, plan, found, current);
      current = done.snapshot;
      findings.push(...done.findings);
      result.events.push(...done.events);
      if (done.opened) result.opened.push(fold.bypass);
      if (done.issue !== null) tracked.push({ bypass: fold.bypass, issue: done.issue });
    }
    const after = options.bypass === null ? null : stateNameOf(foldOf(current, options.bypass).state);
    return { state: after, findings, ...result, tracked, planned: [] };
  }
}

function nothing(state: string | null): OpenedRemediations {
  return { state, findings: [], events: [], opened: [], tracked: [], planned: [] };
}

/** By the state files, in batches: one small file each, whatever the ledger has grown to. */
async function findOwing(
  reader: RegistryReader,
  { ledgerHead, states }: Overview,
): Promise<{ readonly owing: readonly string[]; readonly tracked: ReadonlyMap<string, TrackedAt> }> {
  const owing: string[] = [];
  const tracked = new Map<string, TrackedAt>();
  if (ledgerHead === null || states.length === 0) return { owing, tracked };
  for (const file of (await reader.files(ledgerHead, states)).values()) {
    const standing = readStanding(file.bytes);
    if (standing === null || statePath(standing.bypass) !== file.path) continue;
    if (needsIssue(standing)) owing.push(standing.bypass);
    if (standing.issue !== null) tracked.set(standing.bypass, standing.issue);
  }
  return { owing, tracked };
}

type TrackedAt = NonNullable<StandingOnFile["issue"]>;

function standingOf({ bypass, state }: BypassFold) {
  return {
    bypass,
    state: stateNameOf(state),
    remediation: state.remediation,
    activated: state.activation !== null,
  };
}

/** State of the one that was asked for. Throws where the ledger knows no such bypass. */
export function stateOf(fold: BypassFold | undefined, bypass: string): string | null {
  if (fold !== undefined && fold.entries.length > 0) return stateNameOf(fold.state);
  throw new ConfigurationError(
    `The ledger knows no bypass ${bypass}.`,
    "Check the id; a request gets its first record when validate-bypass accepts it.",
  );
}

/** Where a manifest lies; empty for what is no id. */
export function manifestPathOf(bypass: string, root: string): string {
  const id = parseManifestId(bypass);
  return id === null ? "" : manifestPath(id, root);
}

/** Policy and manifests at one commit of the registry branch. */
export async function readGovernance(
  reader: RegistryReader,
  overview: Overview,
  due: readonly BypassFold[],
  { registryBranch, path, policyPath }: OpenRemediationOptions,
): Promise<{ policy: CompiledPolicy; manifests: ReadonlyMap<string, RegistryFile>; commit: string }> {
  const { registryHead: commit } = overview;
  if (commit === null) {
    throw new ConfigurationError(
      `There is no branch ${registryBranch}.`,
      'Name the registry branch in the input "registry-branch".',
    );
  }
  const files = await reader.files(commit, [policyPath, ...due.map((fold) => manifestPathOf(fold.bypass, path))]);
  const file = files.get(policyPath);
  const { compiled, findings } = file === undefined ? readDefaultPolicy() : readPolicy(file.bytes, policyPath);
  if (compiled === null) {
    throw new ConfigurationError(
      `${policyPath} on ${registryBranch} is not valid: ${findings.find((item) => item.severity === "error")?.message ?? ""}`,
      "Correct it by a pull request; `qms-bypass validate` names every error.",
    );
  }
  return { policy: compiled, manifests: files, commit };
}
