import { type AuditFinding, auditFinding, withAuthors } from "../core/audit/audit-finding.ts";
import { idsOf } from "../core/audit/branch-line.ts";
import { checkDepth, checkGrafts, checkReplaced } from "../core/audit/check-clone.ts";
import { checkCommitDates } from "../core/audit/check-commit-dates.ts";
import { checkCompleteness } from "../core/audit/check-completeness.ts";
import { checkMergedHeads } from "../core/audit/check-merged-heads.ts";
import { unrecordedBy } from "../core/audit/check-merges.ts";
import { checkRecords } from "../core/audit/check-records.ts";
import type { RegistryAudit } from "../core/audit/check-registry.ts";
import { checkRecordedHeads, checkRegistryHead } from "../core/audit/check-registry-head.ts";
import { checkRuleDates } from "../core/audit/check-rule-dates.ts";
import { checkTrustRecords } from "../core/audit/check-trust-records.ts";
import { checkUnregistered } from "../core/audit/check-unregistered.ts";
import { checkVerifiers } from "../core/audit/check-verifiers.ts";
import { concludeAudit, type ReadBranch } from "../core/audit/conclude.ts";
import { splitAtMainline } from "../core/audit/follow-mainline.ts";
import { trustFolderOf } from "../core/audit/follow-trust.ts";
import type { SignatureBasis } from "../core/audit/signature-basis.ts";
import { finding } from "../core/findings/finding.ts";
import { withAnchorTags } from "../core/ledger/anchor-tag.ts";
import { concludeWalk, type LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { Anchor } from "../core/ledger/verify-walk.ts";
import type { TrustedKey } from "../core/signatures/trust-roots.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Verify } from "../generated/types/verify.ts";
import { auditMain, auditMergedOtherwise, type MainBranchAudit, nothingOfMain } from "./audit-main.ts";
import { auditRegistry } from "./audit-registry.ts";
import { auditSignatures } from "./audit-signatures.ts";
import { type BranchReading, type CloneOptions, type CloneReading, readClone } from "./read-clone.ts";
import { ownAnchorTags } from "./read-segments.ts";
import { continued, otherBranches, takenOver } from "./tell-segments.ts";
import { withoutPolicy } from "./without-policy.ts";

export interface VerifyOptions extends CloneOptions {
  /** Null: the branch that origin's HEAD names, else main or master. */
  readonly defaultBranch: string | null;
  /** What something outside once saw of the ledger. */
  readonly anchors: readonly Anchor[];
  /** The auditor's own trusted keys, as files by name; absent: those that the registry names. */
  readonly trust?: ReadonlyMap<string, Uint8Array>;
  /** The instant for which it is asked whether something is late. */
  readonly asOf: Instant;
}

/** The result, and what it rests on: a report would otherwise read everything a second time. */
export interface VerifiedRepository {
  readonly result: Verify;
  readonly clone: CloneReading;
  /** Null: there is no ledger branch, or its history could not be read whole. */
  readonly ledger: LedgerVerification | null;
  /** Keys that the registry names and that count at its head. Null: the auditor gave his own, or the registry here does not tell. */
  readonly keys: readonly TrustedKey[] | null;
  readonly basis: VerifiedBasis;
}

/** What the parts of a verification leave to a later one; null: that part was not there, or could not be read. */
export interface VerifiedBasis {
  readonly registry: RegistryAudit | null;
  readonly mainBranch: string | null;
  /** Branches that were the default one before, and that the clone has. */
  readonly former: ReadonlySet<string>;
  readonly signatures: SignatureBasis;
}

/** Audits a full clone, offline: the clone itself, the ledger, the registry against it, the merges, what should have followed. */
export async function verifyRepository(options: VerifyOptions): Promise<VerifiedRepository> {
  return auditClone(await readClone(options, "hashed"), options);
}

/** The same for a clone that was read before. */
export async function auditClone(clone: CloneReading, options: VerifyOptions): Promise<VerifiedRepository> {
  return (await examineClone(clone, options))(options.asOf);
}

/** The same once for several instants: only what is late depends on them. */
export async function examineClone(
  given: CloneReading,
  asked: Omit<VerifyOptions, "asOf">,
): Promise<(asOf: Instant) => VerifiedRepository> {
  const { commits = [], tip } = given.ledger ?? {};
  const judged = { branch: asked.ledgerBranch, commits, diverged: tip?.diverged ?? null };
  const tags = await ownAnchorTags(given.state.anchorTags, judged, asked.history);
  const clone = { ...given, state: { ...given.state, anchorTags: tags.own } };
  const options = withAnchorTags(asked, clone.state);
  const { anchors, progress } = options;
  progress?.("checking");
  const findings: AuditFinding[] = [];
  const notChecked: string[] = [];
  const ledgerRead = openBranch(clone, clone.ledger, findings, notChecked, [
    options.ledgerBranch,
    "the record",
    "--ledger-branch",
  ]);
  // What was asked, merged or owed may be answered by a record on the branch that goes on from this one.
  const isWholeLedger = clone.continuedOn.length === 0;
  const registryRead = isWholeLedger
    ? openBranch(clone, clone.registry, findings, notChecked, [
        options.registryBranch,
        "what was asked and approved",
        "--registry-branch",
      ])
    : null;
  const ledger = clone.walked === null ? null : concludeWalk(clone.walked.walk, anchors);
  findings.push(...clone.segmentFindings);
  findings.push(...(ledger?.findings ?? []).map((item) => ({ ...item, author: null, until: null })));
  notChecked.push(...(ledger?.notChecked ?? []));
  if (clone.repository === null && ledger !== null)
    notChecked.push("the ledger's own repository: the README.md of its first commit does not name it");
  if (registryRead !== null) notChecked.push(...withoutPolicy(clone.policy, options.policyPath, registryRead.tip.ref));
  const registry = registryRead === null ? null : auditRegistry(registryRead, clone, ledger, options, notChecked);
  findings.push(...(registry?.findings ?? []));
  const registryBranch = registryRead === null ? null : named(registryRead);
  if (registryBranch !== null) {
    const { ref, oids } = registryBranch;
    findings.push(...checkRegistryHead(anchors, ref, oids, ledger?.covered.head?.seq ?? 0));
  }
  let trust: readonly AuditFinding[] = [];
  if (ledger !== null && registryRead !== null) {
    const { tip, commits } = registryRead;
    const folder = trustFolderOf(options.policyPath);
    const about = { branch: tip.ref, folder, contents: clone.contents, notChecked };
    trust = checkTrustRecords(ledger.entries, splitAtMainline(commits).line, about);
    findings.push(...trust);
  }
  const main = isWholeLedger ? await auditMain(ledger, registry, options, clone, findings, notChecked) : nothingOfMain;
  const { mainBranch, since } = main;
  const known = { name: mainBranch?.name ?? null, former: main.former };
  if (ledger !== null && registryBranch !== null && !main.isForeign)
    findings.push(...checkRecordedHeads(ledger.entries, registryBranch.ref, registryBranch.oids));
  if (ledger !== null && ledgerRead !== null) {
    const last = clone.segments.length - 1;
    const tips = clone.segments.map(({ tip }, index) => ({ ...tip, tagsOfOrigin: index === last ? tags.ofOrigin : 0 }));
    findings.push(...checkRecords(ledger, tips, options.now ?? null, notChecked, known));
    // The audit of the registry, which knows the people, has done that.
    if (registryRead === null) findings.push(...checkVerifiers(ledger.folds.values()));
    notChecked.push(...takenOver(clone));
    notChecked.push(...(await otherBranches(clone, options)));
    findings.push(...continued(clone, ledger));
  }
  const canTell = isWholeLedger && ledger !== null && ledger.blindFrom === null;
  if (canTell) findings.push(...checkUnregistered(ledger.folds));
  else if (isWholeLedger && ledger !== null)
    notChecked.push("whether restores and remediations are missing: not every record could be read");
  findings.push(...(await cloneFindings(clone, options)));
  const signatures = await auditSignatures(clone, { ledger: ledgerRead, registry: registryRead }, options);
  findings.push(...signatures.findings);
  // A registry that is not whole, or not the one that was recorded, does not say which keys count.
  const isWhole = registryRead !== null && !signatures.findings.some(({ code }) => code === "OBJECTS_MISSING");
  const keys = isWhole && trust.length === 0 ? signatures.keys : null;
  notChecked.push(...signatures.notChecked);
  const parts = {
    repository: clone.repository,
    ledger: ledger === null || ledgerRead === null ? null : { branch: named(ledgerRead), verification: ledger },
    registry: registry === null || registryBranch === null ? null : { branch: registryBranch, ...registry },
    ...{ mainBranch, anchors, notChecked, signatures: signatures.coverage, checkpoints: signatures.checkpoints },
  };
  const dated = [...(registry?.dated ?? []), ...main.dated];
  const found = await withTheirAuthors(findings, { ...main, dated, ruled: registry?.ruled ?? [] }, options);
  return (asOf) => {
    // What is late names no commit, so it has no author.
    const late = canTell ? checkCompleteness(ledger, asOf) : [];
    return {
      result: concludeAudit({
        ...parts,
        asOf,
        findings: [...unrecordedBy(found, since, asOf, options.now ?? null), ...late, ...signatures.timesAt(asOf)],
      }),
      clone,
      ledger,
      keys,
      basis: { registry, mainBranch: mainBranch?.name ?? null, former: main.former, signatures: signatures.basis },
    };
  };
}

/** What git says of a tree object that is intact, and no tree. */
const unreadableTree = /empty filename in tree|malformed mode in tree|too-short tree/;

/** A branch whose history is whole; else the finding that says why nothing is judged by it. */
function openBranch(
  { state }: CloneReading,
  reading: BranchReading | null,
  findings: AuditFinding[],
  notChecked: string[],
  [branch, what, option]: readonly [string, string, string],
): BranchReading | null {
  if (reading === null) {
    findings.push(auditFinding(finding("BRANCH_MISSING", { branch, what, option })));
    return null;
  }
  const { tip, commits, problem } = reading;
  if (tip.diverged !== null)
    notChecked.push(`${tip.diverged}: it has gone another way than the local branch ${tip.ref}`);
  if (problem !== null) {
    const file = `the history of ${tip.ref}`;
    findings.push(auditFinding(finding("OBJECTS_MISSING", { file: `${file} (${problem})` })));
    if (unreadableTree.test(problem)) {
      const why = `has a tree that git cannot read (${problem})`;
      findings.push(auditFinding(finding("MALFORMED_TREE", { file, problem: why })));
    }
    return null;
  }
  const depth = checkDepth(tip.ref, commits, state);
  findings.push(...depth);
  return depth.length > 0 ? null : reading;
}

/** Of the commits that findings or times rest on, and no others: reading every author of a long history costs more than all the rest. */
async function withTheirAuthors(
  findings: readonly AuditFinding[],
  { dated, merged, ruled }: Pick<MainBranchAudit, "dated" | "merged"> & Required<Pick<RegistryAudit, "ruled">>,
  { history }: Pick<VerifyOptions, "history">,
): Promise<readonly AuditFinding[]> {
  const named = findings.flatMap(({ commits: [first] }) => first ?? []);
  const rested = [...dated.map(({ commit }) => commit), ...merged.map(({ merge }) => merge)];
  const commits = [...new Set([...named, ...rested, ...ruled.map(({ change }) => change)])];
  if (commits.length === 0) return findings;
  const lines = await history.lines(commits);
  const others = [...checkMergedHeads(merged, lines), ...(await auditMergedOtherwise(merged, lines, history))];
  const former = new Set(findings.flatMap(({ code, seq }) => (code === "APPROVAL_BY_FORMER_RULES" ? [seq] : [])));
  const dates = [...checkCommitDates(dated, lines), ...checkRuleDates(ruled, lines, former)];
  return withAuthors([...findings, ...dates, ...others], lines);
}

async function cloneFindings(
  clone: CloneReading,
  { history }: Pick<VerifyOptions, "history">,
): Promise<AuditFinding[]> {
  const { state, ledger, registry } = clone;
  const commits = [...(ledger?.commits ?? []), ...(registry?.commits ?? [])];
  const tips = [ledger?.tip.commit, registry?.tip.commit].filter((oid) => oid !== undefined);
  // Only where there are any: everything that the branches lead to is a long list.
  const replaced = state.replaced.length === 0 ? [] : await history.reachable(state.replaced, tips);
  return [...checkGrafts(commits, state), ...checkReplaced(replaced, commits)];
}

function named({ tip, commits }: BranchReading): ReadBranch {
  return { ref: tip.ref, commit: tip.commit, oids: idsOf(commits) };
}
