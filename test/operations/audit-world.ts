import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventDraft } from "../../src/core/ledger/event-id.ts";
import { ledgerReadme } from "../../src/core/ledger/ledger-readme.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { appendTo, emptyLedger, eventOf, type MemoryLedger } from "../core/ledger/fixture.ts";
import { gitIn, type ImportedCommit, importCommits } from "./fast-import.ts";

export const LEDGER_README = ledgerReadme("acme/payments", 700123, { name: "qms-ledger", continues: null });
const TARGET = "a".repeat(40);

/** A repository with three branches, as real git: what each test then damages. */
export interface World {
  readonly folder: string;
  /** Ids of commits by name. */
  readonly commits: ReadonlyMap<string, string>;
  readonly ledger: MemoryLedger;
  commit(name: string): string;
  git(...args: string[]): string;
}

export function newRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), "qms-audit-"));
  gitIn(folder, ["init", "--quiet", "--initial-branch=main", "."]);
  return folder;
}

export function removeRepository(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export const manifestPath = (bypass: string): string =>
  `.qms/bypasses/${bypass.split("-")[2]?.slice(0, 4)}/${bypass.split("-")[2]?.slice(4, 6)}/${bypass}.yml`;

/** @param more further lines of the target, and of the whole; they may name other checks */
export const manifestText = (bypass: string, more = ""): string => `schema: qms.manifest/v1
id: ${bypass}
level: L1
title: Docs coverage moves
severity: S4
impact: { security_or_compliance: false, code_quality_only: true }
${/^checks:/m.test(more) ? "" : `checks: ["docs/coverage"]\n`}target:
  repository: acme/payments
  pull_request: 512
${more}`;

export interface Changes {
  readonly expires_at?: string;
  readonly target_date?: string;
  readonly owner?: string;
  /** Of the record alone. */
  readonly deadline?: string;
}

/** An amendment, as somebody writes it. */
export const amendmentText = (bypass: string, { expires_at, target_date, owner }: Changes): string =>
  `schema: qms.amendment/v1\namends: ${bypass}\nnumber: 1\nchanges: ${JSON.stringify({ expires_at, remediation: { target_date, owner } })}\n`;

/** The built-in policy, with a class for the check that these worlds set aside. */
export const policyText = `schema: qms.policy/v1
extends: default
checks:
  - { match: "docs/*", class: documentation_coverage }
`;

export function blobOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

export const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A manifest as events name it. */
export function manifestOf(bypass: string, text = manifestText(bypass), path = manifestPath(bypass)) {
  return { path, commit: "c".repeat(40), blob: blobOf(text), sha256: sha256Of(text) };
}

type Extra = Partial<EventDraft>;

/** Who approved: a review is given for one content, so each content has one of its own. */
export function approvedBy(bypass: string, { path, sha256 }: ReturnType<typeof manifestOf>) {
  const review = Number.parseInt(sha256Of(`${bypass} ${path} ${sha256}`).slice(0, 8), 16) + 1;
  return { approvers: [{ slot: "lead", id: 101, login: "lea", review_id: review }] };
}

/** Ends of a life that has the merge. */
const merged = new Set([
  ...["bypass.used", "bypass.deactivated", "override.restored"],
  ...["remediation.opened", "remediation.completed", "remediation.verified"],
]);

/** A request is mostly taken down by an earlier run than the one that decides. */
const requestRun = {
  ...{ id: 2, attempt: 1, workflow_sha: "f".repeat(40) },
  workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
};

/** The life of a bypass up to and with `until`, one event per type, bound to real commits. */
export function lifeUntil(
  until: string,
  bypass: string,
  {
    mergeSha,
    mainHead,
    fixed = "8".repeat(40),
    minute = 0,
    mainBefore = mainHead === mergeSha && (minute === 0 || merged.has(until)) ? MAIN_ROOT : mainHead,
    registryHead,
    manifest = manifestOf(bypass),
    extra = {} as Readonly<Record<string, Extra>>,
  }: {
    readonly mergeSha: string;
    readonly mainHead: string;
    /** Commit of main at which the checks are green again; absent: one that is nowhere. */
    readonly fixed?: string;
    /** What the records before the merge saw at the head of main; absent: its root, or what all of them saw. */
    readonly mainBefore?: string;
    /** What records saw at the head of the registry; absent: they name one that is nowhere. */
    readonly registryHead?: string;
    readonly minute?: number;
    readonly manifest?: ReturnType<typeof manifestOf>;
    readonly extra?: Readonly<Record<string, Extra>>;
  },
): LedgerEvent[] {
  const types = [
    "request.accepted",
    "review.completed",
    "bypass.approved",
    "bypass.activated",
    "override.posted",
    "override.verified",
    "bypass.used",
    "bypass.deactivated",
    "override.restored",
    "remediation.opened",
    "remediation.completed",
    "remediation.verified",
  ];
  const last = types.indexOf(until);
  if (last < 0) throw new Error(`no such step: ${until}`);
  const target = { pr: 512, ref: "refs/heads/main", commit: TARGET, tree: "e".repeat(40) };
  const saw = registryHead === undefined ? {} : { policy_sha: registryHead, people_sha: registryHead };
  const found = registryHead === undefined ? manifest : { ...manifest, commit: registryHead };
  const dataOf: Readonly<Record<string, Extra["data"]>> = {
    ...actsOf(extra["bypass.activated"] ?? {}, target.commit),
    "review.completed": { review_id: approvedBy(bypass, manifest).approvers[0]?.review_id },
    "bypass.approved": { ...approvedBy(bypass, manifest), ...saw },
    "bypass.used": { merge_sha: mergeSha, base: "main" },
    "remediation.completed": {
      commit: fixed,
      ...actsOf(extra["bypass.activated"] ?? {}, target.commit)["remediation.completed"],
    },
  };
  return types.slice(0, last + 1).map((type, index) =>
    eventOf(type, minute + index, {
      bypass,
      main_head: index < types.indexOf("bypass.used") ? mainBefore : mainHead,
      ...(type === "bypass.activated" ? { manifest: found, target } : {}),
      ...(type === "bypass.approved" || type === "review.completed" ? { manifest } : {}),
      ...(type === "review.completed" ? { target: extra["bypass.approved"]?.target ?? target } : {}),
      ...(type === "request.accepted" ? { run: requestRun } : {}),
      ...extra[type],
      data: { ...dataOf[type], ...extra[type]?.data },
    }),
  );
}

/** What is done of an activation, by the record of it: about its commit and its checks. */
function actsOf({ target, data }: Extra, commit: string): Readonly<Record<string, Extra["data"]>> {
  const list = data?.checks as readonly { readonly name: string }[] | undefined;
  const checks = list?.map(({ name }) => name);
  const named = checks === undefined ? undefined : { checks };
  const check = checks === undefined ? {} : { check: checks[0] };
  return {
    "override.posted": { sha: target?.commit ?? commit, ...check },
    "override.verified": named,
    "override.restored": named,
    "remediation.completed": named,
  };
}

/** The commits of a ledger branch: one per transaction, README.md in the first. */
export function ledgerCommitsOf(ledger: MemoryLedger, branch = "qms-ledger"): ImportedCommit[] {
  return ledger.commits.map((commit, index) => ({
    name: `L${index + 1}`,
    branch,
    parents: index === 0 ? [] : [`L${index}`],
    files: {
      ...(index === 0 ? { "README.md": LEDGER_README } : {}),
      ...Object.fromEntries(commit.changes.map(({ path, bytes }) => [path, bytes])),
    },
    author: "qms-bypass[bot] <bot@example.com>",
  }));
}

/** Appends each list as one transaction. */
export function ledgerWith(...transactions: readonly (readonly LedgerEvent[])[]): MemoryLedger {
  return transactions.reduce<MemoryLedger>((ledger, events) => appendTo(ledger, events), emptyLedger);
}

/** How a manifest comes onto the registry branch. */
export type MergeKind = "merge" | "squash" | "rebase";

export function registryCommitsOf(
  bypasses: readonly {
    readonly id: string;
    readonly kind?: MergeKind;
    readonly text?: string;
    readonly draft?: string;
  }[],
): ImportedCommit[] {
  const commits: ImportedCommit[] = [{ name: "R0", branch: "qms", files: { ".qms/policy.yml": policyText } }];
  let tip = "R0";
  for (const [index, { id, kind = "merge", text = manifestText(id), draft }] of bypasses.entries()) {
    const path = manifestPath(id);
    const name = `R${index + 1}`;
    const pull = kind === "merge" ? `pull-${index}` : "qms";
    const first =
      draft === undefined ? [] : [{ name: `${name}-draft`, branch: pull, parents: [tip], files: { [path]: draft } }];
    const from = draft === undefined ? tip : `${name}-draft`;
    if (kind === "squash" || (kind === "rebase" && draft === undefined)) {
      commits.push({ name, branch: "qms", parents: [tip], files: { [path]: text } });
    } else if (kind === "rebase") {
      commits.push(...first, { name, branch: "qms", parents: [from], files: { [path]: text } });
    } else {
      commits.push(...first, { name: `${name}-pull`, branch: pull, parents: [from], files: { [path]: text } });
      commits.push({ name, branch: "qms", parents: [tip, `${name}-pull`], files: { [path]: text } });
    }
    tip = name;
  }
  return commits;
}

/** The first of them: the same in every world. */
export const MAIN_ROOT = "44ae35eb72d76f891e07156d8529fcf3ae9b94af";

/** The last of them, by which pull request 512 came in. */
export const MAIN_MERGE = "77d58e4e3567546bbcbc205999d54e7e6343b775";

/** main: a root, and one squash merge of a pull request, whose head is on no branch. */
export const mainCommits: readonly ImportedCommit[] = [
  { name: "M0", branch: "main", files: { "src.txt": "one\r\ntwo\r\n" } },
  { name: "M0-pull", branch: "feature", parents: ["M0"], files: { "docs.txt": "docs\n" } },
  { name: "M1", branch: "main", parents: ["M0"], files: { "docs.txt": "docs\n" } },
];

export const BYPASS_A = "BYPASS-L1-20260302-090000";
export const BYPASS_B = "BYPASS-L1-20260302-100000";

/** The ordinary world: two bypasses, one over and closed, one in force. */
export function ordinaryWorld(
  options: {
    readonly kinds?: readonly [MergeKind, MergeKind];
    readonly registry?: readonly ImportedCommit[];
    readonly main?: readonly ImportedCommit[];
    readonly events?: (ids: {
      readonly mergeSha: string;
      readonly mainHead: string;
      readonly registryHead: string;
      readonly fixed: string;
      /** Id of a commit of main or the registry, by its name. */
      readonly commit: (name: string) => string;
    }) => readonly (readonly LedgerEvent[])[];
    /** A last transaction, and the day of its writing. */
    readonly late?: (ids: { readonly mainHead: string; readonly registryHead: string }) => {
      readonly events: readonly LedgerEvent[];
      readonly day: string;
    };
    readonly changeLedger?: (commits: ImportedCommit[]) => ImportedCommit[];
    readonly draft?: string;
    /** Writes the registry anew before anything is recorded of it; returns the id of its first commit. */
    readonly rewrite?: (folder: string) => string | undefined;
  } = {},
): World {
  const folder = newRepository();
  const [a, b] = options.kinds ?? ["merge", "squash"];
  const draft = options.draft === undefined ? {} : { draft: options.draft };
  const registry =
    options.registry ??
    registryCommitsOf([
      { id: BYPASS_A, kind: a, ...draft },
      { id: BYPASS_B, kind: b },
    ]);
  const before = [...mainCommits, ...(options.main ?? [])];
  const last = before.findLast(({ branch }) => branch === "main")?.name ?? "M1";
  const fix = { name: "F1", branch: "main", parents: [last], files: { "fix.txt": "fixed\n" } };
  const first = importCommits(folder, [...before, ...registry, fix]);
  // The first one, before any manifest: nothing later is proven to have been a state of the branch.
  const registryHead = options.rewrite?.(folder) ?? first.get(registry[0]?.name ?? "") ?? "";
  if (first.get("M0") !== MAIN_ROOT) throw new Error(`the root of main is ${first.get("M0")}`);
  if (first.get("M1") !== MAIN_MERGE) throw new Error(`the merge of main is ${first.get("M1")}`);
  const ids = {
    mergeSha: first.get("M1") ?? "",
    mainHead: first.get("M1") ?? "",
    registryHead,
    fixed: first.get("F1") ?? "",
  };
  const named = { ...ids, commit: (name: string) => first.get(name) ?? `no commit ${name}` };
  const events = options.events?.(named) ?? [
    lifeUntil("bypass.approved", BYPASS_A, ids),
    lifeUntil("remediation.opened", BYPASS_A, ids).slice(3),
    lifeUntil("override.verified", BYPASS_B, { ...ids, minute: 60 }),
    lifeUntil("remediation.verified", BYPASS_A, ids).slice(10),
  ];
  const late = options.late?.(ids) ?? { events: [], day: "2026-03-02" };
  const early = ledgerWith(...events);
  const ledger = late.events.length === 0 ? early : appendTo(early, late.events, late.day);
  const written = ledgerCommitsOf(ledger);
  const second = importCommits(folder, options.changeLedger?.(written) ?? written);
  const commits = new Map([...first, ...second]);
  return {
    folder,
    commits,
    ledger,
    commit: (name) => commits.get(name) ?? `no commit ${name}`,
    git: (...args) => gitIn(folder, args),
  };
}
