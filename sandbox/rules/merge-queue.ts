import { readRef, swapRef } from "../git/refs.ts";
import { deliverMergeGroup, deliverPull } from "../state/deliveries.ts";
import { mergeCommit } from "../state/merge-commit.ts";
import { afterRefUpdate, markMerged } from "../state/pulls.ts";
import type { Pull, QueueEntry } from "../state/records.ts";
import type { MergeQueueParameters } from "../state/rules.ts";
import type { Repo, User, World } from "../state/world.ts";
import { activeRulesets, rulesFor } from "./effective-rules.ts";
import { reportedSha, testMerge } from "./merge-state.ts";
import { missingForMerge } from "./missing-for-merge.ts";
import { type CheckVerdict, judgeRequired } from "./required-checks.ts";

/** The queue of a branch; null: it has none. */
export function queueOf(repo: Repo, branch: string): MergeQueueParameters | null {
  for (const { rules } of activeRulesets(repo, branch))
    for (const rule of rules) if (rule.type === "merge_queue") return rule.parameters;
  return null;
}

/** Who GitHub says merged what the queue merged. */
function queueBot(world: World): User {
  const bot = [...world.users.values()].find((user) => user.login === "github-merge-queue[bot]");
  if (bot === undefined) throw new Error("the queue's account is missing");
  return bot;
}

const entriesOf = (repo: Repo, branch: string): QueueEntry[] =>
  repo.queue.filter((entry) => entry.pull.base === branch);

const groupOf = (entry: QueueEntry) => ({
  head_sha: entry.groupSha,
  head_ref: entry.groupRef,
  base_sha: entry.baseSha,
  base_ref: `refs/heads/${entry.pull.base}`,
});

/** Builds the group of a pull request on what is in front of it, and asks for its checks. Null: it conflicts. */
async function build(world: World, repo: Repo, pull: Pull, by: User, front: string): Promise<QueueEntry | null> {
  const testSha = await testMerge(repo, front, pull.headSha);
  if (testSha === null) return null;
  const squash = queueOf(repo, pull.base)?.merge_method === "SQUASH";
  const groupSha = await mergeCommit(world, repo, pull, { baseSha: front, testSha, squash, by });
  const groupRef = `refs/heads/gh-readonly-queue/${pull.base}/pr-${pull.issue.number}-${front}`;
  const bot = queueBot(world);
  const before = await readRef(repo.dir, groupRef);
  await swapRef(repo.dir, groupRef, before, groupSha);
  await afterRefUpdate(world, repo, { ref: groupRef, before, after: groupSha }, bot);
  const headSha = pull.headSha;
  const entry = { pull, by, headSha, groupSha, groupRef, baseSha: front, builtAt: world.now() };
  deliverMergeGroup(world, repo, groupOf(entry), { action: "checks_requested" }, bot);
  return entry;
}

/** The group goes: its branch, and the word of why. */
async function destroy(world: World, repo: Repo, entry: QueueEntry, reason: string): Promise<void> {
  const bot = queueBot(world);
  await swapRef(repo.dir, entry.groupRef, entry.groupSha, null);
  await afterRefUpdate(world, repo, { ref: entry.groupRef, before: entry.groupSha, after: null }, bot);
  deliverMergeGroup(world, repo, groupOf(entry), { action: "destroyed", reason }, bot);
}

/** `reason`: GitHub's word, e.g. `MERGE`, `CI_FAILURE`. */
async function leave(world: World, repo: Repo, entry: QueueEntry, reason: string): Promise<void> {
  repo.queue.splice(repo.queue.indexOf(entry), 1);
  await deliverPull(world, repo, entry.pull, "dequeued", queueBot(world), { reason });
}

/** Builds everything again that stands on something else than what is in front of it now. */
async function rebuild(world: World, repo: Repo, branch: string): Promise<void> {
  let front = (await readRef(repo.dir, `refs/heads/${branch}`)) ?? "";
  for (const entry of entriesOf(repo, branch)) {
    if (entry.baseSha === front) {
      front = entry.groupSha;
      continue;
    }
    await destroy(world, repo, entry, "invalidated");
    const next = await build(world, repo, entry.pull, entry.by, front);
    if (next === null) {
      await leave(world, repo, entry, "MERGE_CONFLICT");
      continue;
    }
    repo.queue[repo.queue.indexOf(entry)] = next;
    front = next.groupSha;
  }
}

/** Puts a pull request into the queue of its base. The checks of its head are wanted first; throws what is missing. */
export async function enqueue(world: World, repo: Repo, pull: Pull, by: User): Promise<QueueEntry> {
  const queue = queueOf(repo, pull.base);
  if (queue === null) throw new Error(`${pull.base} has no merge queue`);
  if (queue.merge_method === "REBASE" || queue.grouping_strategy === "HEADGREEN" || queue.min_entries_to_merge > 1)
    throw new Error("the sandbox merges group by group, without rebase");
  if (repo.queue.some((entry) => entry.pull === pull)) throw new Error(`#${pull.issue.number} is queued`);
  const front =
    entriesOf(repo, pull.base).at(-1)?.groupSha ?? (await readRef(repo.dir, `refs/heads/${pull.base}`)) ?? "";
  const sha = reportedSha(repo, pull.headSha, await testMerge(repo, front, pull.headSha));
  // Nobody's right to bypass counts here (reference-github.md section 8).
  const missing = await missingForMerge(world, repo, pull, sha, rulesFor(world, repo, pull.base));
  const closed = pull.issue.state === "closed" || pull.draft ? ["It is not open for merging."] : [];
  if (closed.length + missing.length > 0) throw new Error([...closed, ...missing].join(" "));
  await deliverPull(world, repo, pull, "enqueued", by);
  const entry = await build(world, repo, pull, by, front);
  if (entry === null) throw new Error(`#${pull.issue.number} conflicts with what is in front of it`);
  repo.queue.push(entry);
  return entry;
}

/** The group's own commit is judged, never the head: a check that reports there only leaves the group waiting, then failed. */
function verdictOf(world: World, repo: Repo, entry: QueueEntry, queue: MergeQueueParameters): CheckVerdict {
  const verdicts = rulesFor(world, repo, entry.pull.base).flatMap((source) =>
    source.checks.map((check) => judgeRequired(repo, entry.groupSha, check, world.variants)),
  );
  if (verdicts.includes("failing")) return "failing";
  const open = verdicts.find((verdict) => verdict !== "passed");
  const late = world.now() - entry.builtAt >= queue.check_response_timeout_minutes * 60_000;
  return open === undefined ? "passed" : late ? "failing" : open;
}

async function merge(world: World, repo: Repo, entry: QueueEntry): Promise<void> {
  const ref = `refs/heads/${entry.pull.base}`;
  const bot = queueBot(world);
  if (!(await swapRef(repo.dir, ref, entry.baseSha, entry.groupSha))) throw new Error(`${ref} moved meanwhile`);
  await leave(world, repo, entry, "MERGE");
  await markMerged(world, repo, entry.pull, bot, { sha: entry.groupSha, baseSha: entry.baseSha });
  await afterRefUpdate(world, repo, { ref, before: entry.baseSha, after: entry.groupSha }, bot, "pr_merge");
  await destroy(world, repo, entry, "merged");
}

/** Lets the queue of a branch do what is due: numbers of the pull requests that it merged and that it dropped. */
export async function advanceQueue(world: World, repo: Repo, branch: string) {
  const [merged, dropped]: [number[], number[]] = [[], []];
  const queue = queueOf(repo, branch);
  for (const entry of entriesOf(repo, branch)) {
    const gone = entry.pull.issue.state === "closed" || entry.pull.headSha !== entry.headSha || queue === null;
    if (!gone) continue;
    await leave(world, repo, entry, "MANUAL");
    await destroy(world, repo, entry, "dequeued");
    dropped.push(entry.pull.issue.number);
  }
  await rebuild(world, repo, branch);
  for (;;) {
    const first = entriesOf(repo, branch)[0];
    const verdict = first === undefined || queue === null ? "expected" : verdictOf(world, repo, first, queue);
    if (first === undefined || (verdict !== "passed" && verdict !== "failing")) return { merged, dropped };
    if (verdict === "passed") {
      await merge(world, repo, first);
      merged.push(first.pull.issue.number);
    } else {
      await leave(world, repo, first, "CI_FAILURE");
      await destroy(world, repo, first, "dequeued");
      dropped.push(first.pull.issue.number);
    }
    await rebuild(world, repo, branch);
  }
}
