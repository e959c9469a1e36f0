import type { EventActor } from "../../generated/types/event.ts";
import type { Finding } from "../findings/finding.ts";
import type { LedgerEntry, LedgerHead } from "./build-record.ts";
import type { BypassFold } from "./fold-bypass.ts";
import type { WalkSeed } from "./walk-seed.ts";

/** One path that a commit of the ledger branch changed, against its first parent, without rename detection. */
export interface LedgerChange {
  readonly path: string;
  readonly kind: "added" | "modified" | "deleted";
  /** Git's file mode after the change, e.g. `100644`; null where deleted. */
  readonly mode: string | null;
  /** Content after the change; null where deleted, or where this clone does not have it. */
  readonly bytes: Uint8Array | null;
}

/** One commit of the ledger branch. */
export interface LedgerCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly changes: readonly LedgerChange[];
}

/** What something outside once saw: a commit, a record, or both. */
export interface Anchor {
  /** Where it comes from, for messages, e.g. `tag qms-anchor/2026-11-22`. */
  readonly source: string;
  /** It is a tag of the repository itself: there may be one for each day, and whoever may move tags may have moved it. */
  readonly isTag?: true;
  readonly commit?: string;
  /** Head of the default branch that it saw. */
  readonly mainHead?: string;
  /** Head of the registry branch that it saw. */
  readonly registryHead?: string;
  /**
   * `event_sha256` alone binds that one event; `link_sha256`, where the anchor names it, binds every event before it too (and so does
   * `commit`).
   */
  readonly record?: { readonly seq: number; readonly event_sha256: string; readonly link_sha256?: string };
}

/** A finding with the record, bypass, people and commits that it is about. */
export interface LedgerFinding extends Finding {
  readonly bypass: string | null;
  /** Number of the record at which the ledger diverges; null where it is about none. */
  readonly seq: number | null;
  readonly commits: readonly string[];
  readonly actor: EventActor | null;
}

/** What is known so far while the commits are walked. Only this folder's functions change it. */
export interface Walk {
  readonly repositoryId: number | null;
  /** What was walked before; null: it begins with the first record. */
  readonly seed: WalkSeed | null;
  readonly findings: LedgerFinding[];
  readonly notChecked: string[];
  /** What cannot be judged without reading what lies before the seed, in words. */
  readonly beyond: string[];
  readonly commits: Set<string>;
  headCommit: string | null;
  /** Null before the first record and after one that could not be read. */
  head: LedgerHead | null;
  /** Number of the last record, read or not. */
  seq: number;
  lastDay: string | null;
  /** Set once a record could not be read: what rests on all records cannot be judged any more. */
  blindFrom: number | null;
  readonly entries: LedgerEntry[];
  /** What the next record is chained to, by number of the record. */
  readonly heads: Map<number, LedgerHead>;
  readonly ids: Map<string, number>;
  readonly folds: Map<string, BypassFold>;
  /** sha256 of the files under state and active as the last commit leaves them; null: not in this clone. */
  readonly projections: Map<string, string | null>;
  /** The files under reports and anchors as they were added, and in which commit; bytes null: not in this clone. */
  readonly published: Map<string, { readonly bytes: Uint8Array | null; readonly oid: string }>;
  readonly foreign: Set<string>;
  /** Paths that the commits so far have left there, of any kind. */
  readonly files: Set<string>;
  /** Since a commit that does not follow the one before it nobody can tell what the next one was compared with. */
  forked: boolean;
}

/** Before the first commit, or behind what a seed stands for. Folds of bypasses that began before it are the caller's to add. */
export function startWalk(repositoryId: number | null, seed: WalkSeed | null = null): Walk {
  const head = seed?.head ?? null;
  return {
    repositoryId,
    seed,
    findings: [],
    notChecked: [],
    beyond: [],
    commits: new Set(),
    headCommit: seed?.headCommit ?? null,
    head,
    seq: head?.seq ?? 0,
    lastDay: head?.day ?? null,
    blindFrom: null,
    entries: [],
    heads: new Map(head === null ? [] : [[head.seq, head]]),
    ids: new Map(),
    folds: new Map(),
    projections: new Map(),
    published: new Map(),
    foreign: new Set(),
    files: new Set(),
    forked: false,
  };
}

/** Whether a commit is known to be in the history; one from before the seed's own is not known. */
export function hasCommit({ commits, seed }: Walk, oid: string): boolean {
  return commits.has(oid) || seed?.headCommit === oid;
}

/** Whether a record lies before the last one of the seed, so that nothing is known of it. */
export function isBeyond({ seed }: Walk, seq: number): boolean {
  return seed !== null && seq < seed.head.seq;
}

/** Adds a finding to the walk, with what it is about. */
export function report(walk: Walk, item: Finding, about: Partial<LedgerFinding>): void {
  walk.findings.push({ ...item, bypass: null, seq: null, commits: [], actor: null, ...about });
}
