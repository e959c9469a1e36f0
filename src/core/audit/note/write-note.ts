import type { BypassApproved } from "../../../generated/types/event.ts";
import type { Verified, VerifiedTarget } from "../../../generated/types/verified.ts";
import type { Verify } from "../../../generated/types/verify.ts";
import { compareText, sha256Hex } from "../../document/read-document.ts";
import type { LedgerEntry } from "../../ledger/build-record.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import type { Anchor } from "../../ledger/verify-walk.ts";
import type { WalkSeed } from "../../ledger/walk-seed.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import { lastCheckpoint } from "../check-heartbeat.ts";
import { firstNamedClosing } from "../check-left-out.ts";
import type { RegistryAudit } from "../check-registry.ts";
import { writingBranches } from "../default-branches.ts";
import type { SignatureBasis } from "../signature-basis.ts";
import { isOpen, unusedTarget } from "./watched.ts";

/** What a verification that passed leaves to the next one. */
export interface NoteFacts {
  readonly asOf: Instant;
  readonly names: Verified["names"];
  /** Behind the last record. */
  readonly seed: WalkSeed;
  /** The ends of the branches that the ledger goes on from, the latest first. */
  readonly earlier: NonNullable<Verified["ledger"]["earlier"]>;
  /** The records that were read, in order: all of them, or those since the note before. */
  readonly entries: readonly LedgerEntry[];
  /** The bypasses that they are about, and those that were open before, each with all of its records. */
  readonly folds: readonly BypassFold[];
  readonly registry: Pick<RegistryAudit, "absent" | "isNamedById" | "people"> & { readonly commit: string };
  readonly mainCommit: string;
  /** The branches that were the default one before and that the clone has, with their heads. */
  readonly former: NonNullable<Verified["default_branch"]["former"]>;
  /** Refs of unused targets that the clone does not have. */
  readonly gone: ReadonlySet<string>;
  readonly signatures: SignatureBasis;
  readonly anchors: readonly Anchor[];
  readonly result: Pick<Verify, "findings" | "not_checked" | "repository">;
}

/**
 * The note of a verification. From the note before and what was read since follows the same as from everything, but for `whole`: what
 * the last whole verification found stays with it.
 * @returns null where there is nothing to go on from: a ledger that does not say whose it is, or has no record
 */
export function noteAfter(before: Verified | null, facts: NoteFacts): Verified | null {
  const { asOf, names, seed, entries, registry, signatures, result } = facts;
  const { repository } = result;
  const mainHead = entries.at(-1)?.event.main_head ?? before?.ledger.main_head;
  if (repository === null || mainHead === undefined || seed.headCommit === null) return null;
  const said: Omit<Verified, "sha256"> = {
    schema: "qms.verified/v1",
    as_of: formatEventInstant(asOf),
    repository,
    names,
    ledger: {
      commit: seed.headCommit,
      ...seed.head,
      main_head: mainHead,
      newest: seed.newest,
      tree: seed.tree.peaks.map((peak) => peak.toString("hex")),
      checkpoint: lastCheckpoint(entries, asOf, before?.ledger.checkpoint ?? null),
      ...(facts.earlier.length === 0 ? {} : { earlier: facts.earlier }),
      ...(before?.ledger.closings === "named" || firstNamedClosing(entries) < Infinity
        ? { closings: "named" as const }
        : {}),
    },
    registry: {
      commit: registry.commit,
      absent: joined(before?.registry.absent, registry.absent),
      ...(registry.people === undefined ? {} : { people: registry.people }),
      named_by_id: registry.isNamedById && before?.registry.named_by_id !== false,
    },
    default_branch: {
      commit: facts.mainCommit,
      ...(facts.former.length === 0 ? {} : { former: facts.former }),
      writers: joined(before?.default_branch.writers, [...writingBranches(entries).keys()]),
    },
    bypasses: watchedAfter(before, facts),
    signatures: {
      source: signatures.source,
      files: [...signatures.files]
        .map(([name, bytes]) => ({ name, sha256: sha256Hex(bytes) }))
        .sort((left, right) => compareText(left.name, right.name)),
      ledger_after: instantText(signatures.ledgerAfter),
      registry_after: instantText(signatures.registryAfter),
      ...(signatures.attested ? { attested: true } : {}),
    },
    anchors: anchorsAfter(before, facts.anchors),
    whole: before?.whole ?? wholeOf(facts, seed.headCommit),
  };
  return { ...said, sha256: digestOf(said) };
}

/** The digest that a note holds of the rest of itself. */
export function digestOf(said: Omit<Verified, "sha256">): string {
  return sha256Hex(Buffer.from(canonicalJson(said)));
}

/** The text of a note: canonical JSON and one LF, so that equal notes are equal files. */
export function noteText(note: Verified): string {
  return `${canonicalJson(note)}\n`;
}

function watchedAfter(
  before: Verified | null,
  { entries, folds, names, gone }: Pick<NoteFacts, "entries" | "folds" | "names" | "gone">,
): Verified["bypasses"] {
  const read = new Set(folds.map(({ bypass }) => bypass));
  const open: string[] = [];
  const targets: VerifiedTarget[] = (before?.bypasses.targets ?? []).filter(({ bypass }) => !read.has(bypass));
  for (const fold of folds) {
    if (fold.bypass === "PROCEDURE") continue;
    const target = unusedTarget(fold);
    if (isOpen(fold)) open.push(fold.bypass);
    else if (target !== null) {
      const { commit, ref } = target;
      const isElsewhere = ref !== `refs/heads/${names.default_branch}` && !gone.has(ref);
      targets.push({ bypass: fold.bypass, commit, ...(isElsewhere ? { ref } : {}) });
    }
  }
  const reviews = new Set(before?.bypasses.reviews);
  for (const review of entries.flatMap(reviewsOf)) reviews.add(review);
  const procedure = entries.flatMap(({ event }) => (event.bypass === "PROCEDURE" ? [shortId(event.id)] : []));
  return {
    open: open.sort(compareText),
    targets: targets.sort((left, right) => compareText(left.bypass, right.bypass)),
    reviews: [...reviews].sort((left, right) => left - right),
    procedure: joined(before?.bypasses.procedure, procedure),
    unregistered:
      before?.bypasses.unregistered === true || entries.some(({ event }) => event.type === "unregistered.detected"),
  };
}

/** The reviews by which a record approves. */
export function reviewsOf({ event }: LedgerEntry): readonly number[] {
  if (event.type !== "bypass.approved" && event.type !== "bypass.amended") return [];
  return (event.data as unknown as BypassApproved).approvers.map(({ review_id }) => review_id);
}

/** As many digits of an event's id as its path has. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}

function wholeOf({ asOf, result }: NoteFacts, commit: string): Verified["whole"] {
  const counts = new Map<string, number>();
  for (const { code } of result.findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return {
    as_of: formatEventInstant(asOf),
    ledger_commit: commit,
    warnings: [...counts].sort(([left], [right]) => compareText(left, right)).map(([code, count]) => ({ code, count })),
    not_checked: result.not_checked,
  };
}

/** An anchor as a note names it. */
export function notedAnchor({ commit, mainHead, record }: Anchor): Verified["anchors"][number] {
  const { seq = null, event_sha256 = null, link_sha256 = null } = record ?? {};
  return { commit: commit ?? null, seq, event_sha256, link_sha256, main_head: mainHead ?? null };
}

function anchorsAfter(before: Verified | null, anchors: readonly Anchor[]): Verified["anchors"] {
  const all = [...(before?.anchors ?? []), ...anchors.map(notedAnchor)];
  const byText = new Map(all.map((anchor) => [canonicalJson(anchor), anchor]));
  return [...byText].sort(([left], [right]) => compareText(left, right)).map(([, anchor]) => anchor);
}

function joined(before: readonly string[] | undefined, more: readonly string[]): string[] {
  return [...new Set([...(before ?? []), ...more])].sort(compareText);
}

function instantText(instant: Instant): string | null {
  const text = Number.isFinite(instant) ? formatEventInstant(instant) : "";
  return parseInstant(text) === null ? null : text;
}
