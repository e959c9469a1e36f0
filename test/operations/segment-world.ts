import { rmSync } from "node:fs";
import { join } from "node:path";
import { createBranch } from "../../src/adapters/git/write-branch.ts";
import { writeBundle } from "../../src/adapters/git/write-bundle.ts";
import { ledgerReadme } from "../../src/core/ledger/ledger-readme.ts";
import { segmentPath, segmentText } from "../../src/core/ledger/read-segment.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { planRollOver, type RollOver } from "../../src/operations/plan-roll-over.ts";
import { appendTo, eventOf, type MemoryLedger, START } from "../core/ledger/fixture.ts";
import { BYPASS_A, BYPASS_B, lifeUntil, ordinaryWorld, type World } from "./audit-world.ts";
import { type ImportedCommit, importCommits } from "./fast-import.ts";
import { verifyOptions } from "./verify-options.ts";

export const NEXT = "qms-ledger-2027";
/** Half a year on: what was over by then stays behind. */
export const LATER = Date.UTC(2026, 8, 1, 12);

/** A ledger that was rolled over, in real git. */
export interface Rolled {
  readonly world: World;
  readonly plan: RollOver;
  readonly bundle: string;
  /** First commit of the new branch. */
  readonly start: string;
}

/** Minutes from the beginning of the worlds to the day before `LATER`. */
export const MUCH_LATER = (Date.UTC(2026, 7, 31, 12) - START) / 60_000;

/** A bypass that is closed, and one whose remediation is open; half a year after them somebody wrote again, or not. */
export function halfDoneWorld(isOld = true): World {
  return ordinaryWorld({
    events: (ids) => [
      lifeUntil("remediation.verified", BYPASS_A, ids),
      lifeUntil("remediation.opened", BYPASS_B, { ...ids, minute: 60 }),
    ],
    late: ({ mainHead }) => ({
      events: isOld ? [noticeAt(MUCH_LATER - 1, mainHead), noticeAt(MUCH_LATER, mainHead)] : [],
      day: "2026-08-31",
    }),
  });
}

/** A record that belongs to no bypass. */
export function noticeAt(minute: number, mainHead: string): LedgerEvent {
  return eventOf("incident.declared", minute, { bypass: "PROCEDURE", main_head: mainHead });
}

type Files = Map<string, string | { readonly blob: string }>;

/** Rolls the ledger over, as the command does; `change` damages what the new branch takes over. */
export async function rollOver(
  world: World,
  { asOf = LATER, change }: { readonly asOf?: number; readonly change?: (files: Files, plan: RollOver) => void } = {},
): Promise<Rolled> {
  const plan = await planRollOver(NEXT, verifyOptions(world.folder, { asOf }));
  if ("verdict" in plan) throw new Error(JSON.stringify(plan.findings, null, 1));
  const bundle = join(world.folder, ".git", "old.bundle");
  rmSync(bundle, { force: true });
  const { branch, commit } = plan.continues;
  const sha256 = await writeBundle(world.folder, branch, commit, bundle);
  const { continues, repository } = plan;
  const files: Files = new Map<string, string | { readonly blob: string }>([
    ["README.md", ledgerReadme(repository.name, repository.id, { name: NEXT, continues })],
    [segmentPath, segmentText({ schema: "qms.segment/v1", continues, bundle_sha256: sha256 })],
    ...[...plan.files].map(([path, blob]) => [path, { blob }] as const),
  ]);
  change?.(files, plan);
  world.git("config", "user.name", "Test");
  world.git("config", "user.email", "test@example.com");
  const start = createBranch(world.folder, NEXT, null, files, "Ledger goes on", "roll-over");
  return { world, plan, bundle, start };
}

/** Appends to the new branch what the old ledger with these events would have gone on with. */
export function appendBehind(
  { world, start }: Rolled,
  events: readonly LedgerEvent[],
  day = "2026-09-01",
): MemoryLedger {
  const next = appendTo(world.ledger, events, day);
  const added = next.commits.slice(world.ledger.commits.length);
  const commits = added.map(
    ({ changes }, index): ImportedCommit => ({
      name: `N${index + 1}`,
      branch: NEXT,
      parents: index === 0 ? [start] : [`N${index}`],
      files: Object.fromEntries(changes.map(({ path, bytes }) => [path, bytes])),
      author: "qms-bypass[bot] <bot@example.com>",
    }),
  );
  importCommits(world.folder, commits);
  return next;
}
