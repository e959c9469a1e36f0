import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { checkApprovals } from "../core/audit/check-approvals.ts";
import { checkApprovers } from "../core/audit/check-approvers.ts";
import { checkCalledOff } from "../core/audit/check-called-off.ts";
import { checkBackdated, checkFuture, checkSteps, futureFrom } from "../core/audit/check-clock.ts";
import { checkClosings, unnamedClosings } from "../core/audit/check-closings.ts";
import { checkCommitDates } from "../core/audit/check-commit-dates.ts";
import { checkDuties } from "../core/audit/check-completeness.ts";
import { checkDecided } from "../core/audit/check-decided.ts";
import { checkEffects } from "../core/audit/check-effects.ts";
import { checkHeartbeat } from "../core/audit/check-heartbeat.ts";
import { checkMergedHeads, mergedOtherwise } from "../core/audit/check-merged-heads.ts";
import { checkNamedTimes, checkSeenMerges } from "../core/audit/check-named-times.ts";
import { noClock } from "../core/audit/check-records.ts";
import { checkRetroactiveChanges } from "../core/audit/check-retroactive-changes.ts";
import { checkToldTimes } from "../core/audit/check-told-times.ts";
import { checkUnregistered } from "../core/audit/check-unregistered.ts";
import { concludeSince } from "../core/audit/conclude-since.ts";
import { mergedWhileStopped } from "../core/audit/merged-while-stopped.ts";
import { anchorOfNote, seedOf } from "../core/audit/note/read-note.ts";
import { noteAfter, notedAnchor, reviewsOf, shortId } from "../core/audit/note/write-note.ts";
import { collectWitnesses } from "../core/audit/witnesses.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { withAnchorTags } from "../core/ledger/anchor-tag.ts";
import { canonicalJson } from "../core/ledger/canonical-json.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { concludeWalk, type LedgerVerification } from "../core/ledger/verify-ledger.ts";
import { expectedFiles } from "../core/ledger/verify-projections.ts";
import { startWalk, type Walk } from "../core/ledger/verify-walk.ts";
import { seedAfter } from "../core/ledger/walk-seed.ts";
import { bypassOfPath } from "../core/manifest/manifest-id.ts";
import { parseInstant } from "../core/time/instant.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { Verify } from "../generated/types/verify.ts";
import { goneRefs } from "./audit-merges.ts";
import { auditNewMain } from "./audit-new-main.ts";
import { auditNewRegistry } from "./audit-new-registry.ts";
import { auditNewSignatures } from "./audit-new-signatures.ts";
import { branchesBehind, familyOf } from "./read-segments.ts";
import { readSince, type SinceReading } from "./read-since.ts";
import { resumeFolds } from "./resume-folds.ts";
import { noteOf } from "./save-note.ts";
import { type VerifyOptions, verifyRepository } from "./verify-repository.ts";
import { walkLedger } from "./walk-ledger.ts";
import { withoutPolicy } from "./without-policy.ts";

/** A verification, and the note that the next one can go on from; null: it did not pass, or there is nothing to go on from. */
export interface NotedVerification {
  readonly result: Verify;
  readonly note: Verified | null;
}

/** Verifies everything, and makes the note of it. */
export async function verifyNoted(options: VerifyOptions): Promise<NotedVerification> {
  const verified = await verifyRepository(options);
  return { result: verified.result, note: await noteOf(verified, options) };
}

/**
 * Verifies what is new since a note, and only that, where it proves that nothing is wrong. It never accuses: at the first thing that is
 * odd, or that rests on what came before, everything is read and judged as ever, with the note as an anchor. So it finds what a whole
 * verification finds, and passes where one would.
 * @param source how the note is called, for messages
 * @throws ConfigurationError where the note is about something else
 */
export async function verifySince(note: Verified, source: string, options: VerifyOptions): Promise<NotedVerification> {
  checkNames(note, source, options);
  const attempt = await verifyNew(note, source, options);
  if (typeof attempt !== "string") return attempt;
  options.progress?.("reading everything again");
  const anchors = [...options.anchors, anchorOfNote(note, source)];
  const verified = await verifyRepository({ ...options, anchors });
  const { repository } = verified.result;
  const isOther = repository !== null && repository.id !== note.repository.id;
  // Another ledger in the place of ours is a finding; a clone that has nothing that the note saw is another repository's.
  if (isOther && (await options.history.lines([note.registry.commit, note.default_branch.commit])).size === 0) {
    throw new ConfigurationError(
      `${source} is about ${note.repository.name} (${note.repository.id}), and this is ${repository.name} (${repository.id}).`,
      "Give the note of this repository.",
    );
  }
  const result = { ...verified.result, since: sinceOf(note, source, attempt) };
  return { result, note: await noteOf({ ...verified, result }, options) };
}

function checkNames({ names }: Verified, source: string, options: VerifyOptions): void {
  // A ledger goes on under another name: what the note saw of it has to be there all the same.
  const ledger = (name: string) => (familyOf(name) === familyOf(names.ledger_branch) ? names.ledger_branch : name);
  const mine = [ledger(options.ledgerBranch), options.registryBranch, options.folder, options.policyPath];
  const noted = [names.ledger_branch, names.registry_branch, names.folder, names.policy];
  const index = mine.findIndex((name, at) => name !== noted[at]);
  if (index < 0) return;
  throw new ConfigurationError(
    `${source} is about ${noted[index]}, not about ${mine[index]}.`,
    "Give the options with which the note was written, or verify without --since.",
  );
}

export function sinceOf(note: Verified, source: string, reread: string | null): NonNullable<Verify["since"]> {
  return {
    source: source.replace(/[\r\n]+/g, " ").slice(0, 4000),
    as_of: note.as_of,
    ledger_commit: note.ledger.commit,
    seq: note.ledger.seq,
    registry_commit: note.registry.commit,
    main_commit: note.default_branch.commit,
    whole_as_of: note.whole.as_of,
    reread,
  };
}

/** The verification of what is new; a text says why it does not suffice. */
async function verifyNew(note: Verified, source: string, asked: VerifyOptions): Promise<NotedVerification | string> {
  const options = withAnchorTags(asked, await asked.history.state());
  if (note.names.ledger_branch !== options.ledgerBranch) return `it is about the branch ${note.names.ledger_branch}`;
  const { asOf, now, history, progress } = options;
  if (asOf < (parseInstant(note.as_of) ?? 0)) return "the note is of a later time";
  const { newest, day } = note.ledger;
  if (now !== undefined && (newest.at > futureFrom(now) || day > futureFrom(now).slice(0, 10)))
    return "the note has records of a time that has not come";
  if (!note.registry.named_by_id) return "manifests lie under other paths than those of their ids";
  const name = options.defaultBranch ?? (await history.defaultBranch());
  if (name !== note.names.default_branch) return "another default branch is compared than before";
  const [next] = await branchesBehind(options.ledgerBranch, history);
  if (next !== undefined) return `${next.name} goes on from ${options.ledgerBranch}`;
  progress?.("reading what is new");
  const reading = await readSince(note, options);
  if (typeof reading === "string") return reading;
  const resumed = await resumeFolds([...reading.bypasses, ...manifestOwners(reading, options)], note, history);
  if (typeof resumed === "string") return resumed;
  const before = collectWitnesses(resumed.values());
  const walk = beginWalk(note, resumed);
  const walked = await walkLedger([{ ...reading.ledger, segment: null }], history, progress, {
    walk,
    repository: note.repository,
  });
  const held = new Set(note.anchors.map((anchor) => canonicalJson(anchor)));
  const open = options.anchors.filter((anchor) => !held.has(canonicalJson(notedAnchor(anchor))));
  const ledger = concludeWalk(walk, [...open, anchorOfNote(note, source)]);
  const reach = beyondReach(note, walk, ledger);
  if (reach !== null) return reach;
  const [main, registry, signatures] = await Promise.all([
    auditNewMain(note, reading, { walk, anchors: open, history }),
    auditNewRegistry(note, reading, {
      before,
      walk,
      anchors: open,
      history,
      folder: options.folder,
      policyPath: options.policyPath,
      ...(options.peoplePath === undefined ? {} : { peoplePath: options.peoplePath }),
    }),
    auditNewSignatures(note, { ...reading, walked }, { ...options, end: endOf(walk, note, asOf) }),
  ]);
  if (typeof main === "string") return main;
  if (typeof registry === "string") return registry;
  if (typeof signatures === "string") return signatures;
  const { commits, tip } = reading.registry;
  const place = `${tip.commit}:${options.policyPath}`;
  const policy = commits.length === 0 ? null : ((await history.contents([place])).get(place) ?? null);
  const dated = [...main.dated, ...registry.dated];
  const lines = dated.length === 0 ? new Map() : await history.lines(dated.map(({ commit }) => commit));
  const [other] = mergedOtherwise(main.merged, lines);
  if (other !== undefined)
    return `${other.head} came into ${other.branch} otherwise than record ${other.held.seq} says`;
  const findings = [
    ...[...findingsOf(note, walk, options), ...signatures.findings],
    ...[...checkCommitDates(dated, lines), ...checkMergedHeads(main.merged, lines)],
  ];
  const [found] = findings;
  if (found !== undefined) return `there is something to be looked at (${found.code})`;
  const result = concludeSince({
    ...{ note, asOf, ledger, entries: walk.entries, since: sinceOf(note, source, null) },
    anchors: [...options.anchors, anchorOfNote(note, source)],
    branches: { ledger: reading.ledger, registry: reading.registry },
    registry: registry.audit,
    main: { name, commits: reading.mainCommits.size, merges: main.merges },
    ...{ signatures: signatures.coverage, checkpoints: signatures.checkpoints },
    notChecked: [
      ...signatures.notChecked,
      ...registry.notChecked,
      ...withoutPolicy(policy, options.policyPath, tip.ref),
      ...[...main.notChecked, ...(now === undefined ? [noClock] : [])],
      ...[unnamedClosings(walk.entries), mergedWhileStopped(walk.folds.values(), note.ledger.seq)].filter(
        (line) => line !== null,
      ),
    ],
  });
  const seed = seedAfter(walk);
  if (seed === null) return "the records do not follow each other";
  const folds = [...walk.folds.values()];
  const facts = {
    ...{ asOf, names: note.names, seed, entries: walk.entries, folds, result },
    gone: await goneRefs(folds, name, history),
    earlier: note.ledger.earlier ?? [],
    registry: { ...registry.audit, commit: reading.registry.tip.commit },
    ...{ mainCommit: reading.main.commit, former: main.former, signatures: signatures.basis, anchors: open },
  };
  return { result, note: noteAfter(note, facts) };
}

/** Bypasses whose manifests new commits of the registry touch. */
function manifestOwners({ registry }: SinceReading, { folder }: VerifyOptions): readonly string[] {
  return registry.commits.flatMap(({ changes }) => changes.flatMap(({ path }) => bypassOfPath(path, folder) ?? []));
}

/** Behind what was verified, with the bypasses that may go on, and what lay under their derived files. */
function beginWalk(note: Verified, folds: ReadonlyMap<string, BypassFold>): Walk {
  const walk = startWalk(note.repository.id, seedOf(note));
  for (const [bypass, fold] of folds) {
    walk.folds.set(bypass, fold);
    for (const { event, seq } of fold.entries) walk.ids.set(event.id, seq);
  }
  for (const [path, { sha256 }] of expectedFiles(folds.values())) walk.projections.set(path, sha256);
  return walk;
}

/** Why the new records cannot be judged by themselves, or null. */
function beyondReach(note: Verified, walk: Walk, ledger: LedgerVerification): string | null {
  const { bypasses } = note;
  const [found] = ledger.findings;
  if (found !== undefined) return `there is something to be looked at (${found.code})`;
  if (ledger.beyond[0] !== undefined) return ledger.beyond[0];
  if (walk.blindFrom !== null) return `record ${walk.blindFrom} could not be read`;
  const known = new Set(bypasses.procedure);
  const reviews = new Set(bypasses.reviews);
  const own = new Map<number, string>();
  for (const fold of walk.folds.values()) {
    // Of the records that were verified only: a new one must not vouch for itself.
    const verified = fold.entries.filter(({ seq }) => seq <= note.ledger.seq);
    for (const review of verified.flatMap(reviewsOf)) own.set(review, fold.bypass);
  }
  for (const entry of walk.entries) {
    const { event, seq } = entry;
    if (event.bypass === "PROCEDURE" && known.has(shortId(event.id))) return `record ${seq} may be there twice`;
    if (event.supersedes !== undefined) return `record ${seq} corrects an earlier one`;
    if (event.type === "trust.changed") return `record ${seq} is about a trusted key, which the whole registry tells`;
    const carried = reviewsOf(entry).find((review) => reviews.has(review) && own.get(review) !== event.bypass);
    if (carried !== undefined) return `record ${seq} names a review that was named before`;
    if (bypasses.unregistered && /^bypass\.(?:used|registered|activated)$/.test(event.type)) {
      return `record ${seq} may account for a merge that was found before`;
    }
  }
  return null;
}

function findingsOf(
  { ledger, names, default_branch }: Verified,
  walk: Walk,
  { asOf, now }: VerifyOptions,
): readonly AuditFinding[] {
  const isNew = ({ seq }: AuditFinding): boolean => seq === null || seq > ledger.seq;
  const folds = [...walk.folds.values()];
  return [
    ...[...checkApprovals(folds), ...checkApprovers(folds), ...checkRetroactiveChanges(folds)].filter(isNew),
    ...[...checkEffects(folds), ...checkClosings(folds), ...checkDecided(folds)].filter(isNew),
    ...[...checkNamedTimes(folds), ...checkToldTimes(folds), ...checkSteps(folds), ...checkCalledOff(folds)].filter(
      isNew,
    ),
    // An earlier record of the same bypass may have seen a merge that is recorded only now.
    ...checkSeenMerges(
      folds.flatMap((fold) => fold.entries),
      names.default_branch,
      new Set(default_branch.former?.map(({ branch }) => branch)),
    ),
    ...checkBackdated(walk.entries, ledger.newest),
    ...checkFuture(walk.entries, now ?? null),
    ...checkUnregistered(walk.folds),
    ...checkDuties(folds, asOf),
    ...checkHeartbeat(walk.entries, asOf, ledger.checkpoint),
  ];
}

/** Nothing in the clone was written later. */
function endOf({ entries }: Walk, note: Verified, asOf: number): number {
  const instants = [note.ledger.newest.at, ...entries.map(({ event }) => event.at)].map((at) => parseInstant(at) ?? 0);
  return instants.reduce((latest, instant) => Math.max(latest, instant), asOf);
}
