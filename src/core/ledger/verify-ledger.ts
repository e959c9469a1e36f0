import { hasErrors } from "../document/read-document.ts";
import type { Code } from "../findings/catalogue.ts";
import type { LedgerEntry, LedgerHead } from "./build-record.ts";
import { entriesInOrder } from "./entries-in-order.ts";
import type { BypassFold } from "./fold-bypass.ts";
import { publishedAnchors } from "./published-anchors.ts";
import { recountComparisons } from "./recount-comparisons.ts";
import { recountReports } from "./recount-reports.ts";
import { checkAnchors } from "./verify-anchors.ts";
import { checkCommit } from "./verify-commit.ts";
import { checkProjections } from "./verify-projections.ts";
import { checkReports } from "./verify-reports.ts";
import { type Anchor, type LedgerCommit, type LedgerFinding, startWalk, type Walk } from "./verify-walk.ts";

/** What was proven, and over what. `pass` only if everything could be read and nothing is wrong. */
export interface LedgerVerification {
  readonly verdict: "pass" | "fail" | "inconclusive";
  readonly findings: readonly LedgerFinding[];
  /** The earliest record that an error names; null where there is none. */
  readonly firstDivergent: {
    readonly seq: number;
    readonly path: string | null;
    readonly commits: readonly string[];
  } | null;
  readonly covered: {
    readonly commits: number;
    readonly events: number;
    readonly bypasses: number;
    readonly anchors: number;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
    readonly head: LedgerHead | null;
    readonly headCommit: string | null;
  };
  /** Number of the first record that could not be read: from there on nothing rests on all records. Null: all were read. */
  readonly blindFrom: number | null;
  /** What this verification did not look at, in words. */
  readonly notChecked: readonly string[];
  /** Of that, what would need the records before the seed. */
  readonly beyond: readonly string[];
  /** Every record that was folded, in the order of the ledger. */
  readonly entries: readonly LedgerEntry[];
  /** Every bypass as its events leave it, for reports: a second reading would cost the same again. */
  readonly folds: ReadonlyMap<string, BypassFold>;
  /** Published reports and anchors by path, as they were added; bytes null: not in this clone. */
  readonly published: ReadonlyMap<string, { readonly bytes: Uint8Array | null }>;
}

/** Proof is impossible rather than refuted: a newer format, an incomplete clone. */
const inconclusive: ReadonlySet<Code> = new Set<Code>(["SCHEMA_VERSION", "OBJECTS_MISSING"]);

/**
 * Verifies a ledger from its commits, oldest first, root included: add-only, linear, no gap, both links, digests, ids, schemas, legal
 * transitions, projections as the last commit leaves them, published reports and anchors, checkpoints, anchors from outside. Gaps of the heartbeat, signatures and
 * guards of the clone are the caller's.
 * @param repositoryId GitHub's number of the repository; null: ids are not checked, which the result says.
 */
export function verifyLedger(
  commits: Iterable<LedgerCommit>,
  anchors: readonly Anchor[],
  repositoryId: number | null,
): LedgerVerification {
  const walk = startWalk(repositoryId);
  for (const commit of commits) checkCommit(walk, commit);
  return concludeWalk(walk, anchors);
}

/** What is left to judge when every commit has been walked through (`checkCommit`). Once: it adds to the walk. */
export function concludeWalk(walk: Walk, anchors: readonly Anchor[]): LedgerVerification {
  checkProjections(walk);
  checkReports(walk);
  recountReports(walk);
  recountComparisons(walk);
  checkAnchors(walk, [...anchors, ...publishedAnchors(walk)]);
  const { repositoryId } = walk;
  const { findings, entries, notChecked, beyond } = walk;
  notChecked.push(...beyond);
  if (repositoryId === null) notChecked.push("the ids of events: the number of the repository is not known here");
  if (anchors.length === 0) notChecked.push("whether the end was cut off or everything rewritten: no anchor was given");
  if (walk.foreign.size > 0) notChecked.push(`${walk.foreign.size} files that are no part of the ledger's layout`);
  if (walk.blindFrom !== null) {
    notChecked.push(`transitions and projections from record ${walk.blindFrom} on: it could not be read`);
  }
  if (entries.length === 0 && walk.seed === null) notChecked.push("anything: no record was read");
  return {
    verdict: verdictOf(findings, entries.length + (walk.seed?.head.seq ?? 0)),
    findings,
    firstDivergent: firstDivergentOf(findings),
    covered: {
      commits: walk.commits.size,
      events: entries.length,
      bypasses: [...walk.folds.keys()].filter((bypass) => bypass !== "PROCEDURE").length,
      anchors: anchors.length,
      firstAt: entries[0]?.event.at ?? null,
      lastAt: entries.at(-1)?.event.at ?? null,
      head: walk.head,
      headCommit: walk.headCommit,
    },
    blindFrom: walk.blindFrom,
    notChecked,
    beyond,
    entries: entriesInOrder(walk.folds.values()),
    folds: walk.folds,
    published: walk.published,
  };
}

function verdictOf(findings: readonly LedgerFinding[], events: number): LedgerVerification["verdict"] {
  if (hasErrors(findings.filter((item) => !inconclusive.has(item.code)))) return "fail";
  return hasErrors(findings) || events === 0 ? "inconclusive" : "pass";
}

function firstDivergentOf(findings: readonly LedgerFinding[]): LedgerVerification["firstDivergent"] {
  let first: (LedgerFinding & { seq: number }) | null = null;
  for (const item of findings) {
    if (item.severity !== "error" || item.seq === null) continue;
    if (first === null || item.seq < first.seq) first = { ...item, seq: item.seq };
  }
  return first === null ? null : { seq: first.seq, path: first.path, commits: first.commits };
}
