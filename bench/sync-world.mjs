// A repository with thousands of open remediations, everything up to date: manifests, ledger and tracking issues as the product writes them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sha256Hex } from "../build/core/document/read-document.js";
import { buildRecords } from "../build/core/ledger/build-record.js";
import { draftEvent } from "../build/core/ledger/draft-event.js";
import { extendFold, startFold } from "../build/core/ledger/fold-bypass.js";
import { statePath, stateText } from "../build/core/ledger/projections.js";
import { manifestPath, parseManifestId } from "../build/core/manifest/manifest-id.js";
import { readManifest } from "../build/core/manifest/read-manifest.js";
import { planNotices } from "../build/core/notices/plan-notices.js";
import { readPolicy } from "../build/core/procedure/read-policy.js";
import { planEscalation } from "../build/core/remediation/plan-escalation.js";
import { planOpening } from "../build/core/remediation/plan-opening.js";
import { planOverdue } from "../build/core/remediation/plan-overdue.js";
import { planTrackingIssue } from "../build/core/remediation/plan-tracking-issue.js";
import { noticeEvent } from "../build/operations/notice-record.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const EXAMPLE = readFileSync(`${root}schemas/examples/manifest/valid/BYPASS-L1-20260302-090000.yml`, "utf8");
const permissions = { contents: "write", issues: "write", "pull-requests": "read", checks: "read", statuses: "read" };

/** Everybody's git, none of anybody's settings. */
function git(folder, args, input) {
  const env = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  const result = spawnSync("git", args, { cwd: folder, env, input, maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`git ${args[0]}: ${result.stderr}`);
  return result.stdout.toString().trim();
}

const iso = (at) => new Date(at).toISOString();
const hour = 3_600_000;

/** `BYPASS-L1-20260302-090000` */
const idAt = (at) => `BYPASS-L1-${iso(at).slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}`;

/** From the request to the merge: who did what, as validate, activate and settle record it. */
function lifeOf(index, at, manifest) {
  const target = {
    pr: 512,
    ref: "refs/heads/main",
    commit: sha256Hex(Buffer.from(`head ${index}`)).slice(0, 40),
    tree: "e".repeat(40),
  };
  const check = `suite-${index}`;
  const decision_sha256 = "5".repeat(64);
  const review_id = 2_000_000 + index;
  const event = (minutes, type, data, key = type) => ({ type, key, data, at: at + minutes * 60_000, manifest, target });
  return [
    event(1, "request.accepted", { pull_request: 10_000 + index, repository_id: 1, level: "L1", checks: [check] }),
    event(4, "response.acknowledged", { review_id }),
    event(4, "review.started", { kind: "lead", review_id }),
    event(9, "review.completed", { kind: "lead", review_id }),
    event(9, "bypass.approved", {
      decision_sha256,
      approvers: [{ slot: "lead", id: 101, login: "lea", review_id }],
      policy_sha: "1".repeat(40),
      people_sha: "2".repeat(40),
    }),
    event(10, "bypass.activated", {
      activation: 1,
      checks: [{ name: check, kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null }],
      expires_at: iso(at + 72 * hour),
      decision_sha256,
    }),
    event(10, "override.posted", {
      activation: 1,
      check,
      kind: "status",
      remote_id: 31_000 + index,
      sha: target.commit,
    }),
    event(10, "override.verified", { activation: 1, checks: [check], merge_state: "CLEAN" }),
    event(20, "bypass.used", {
      merge_sha: sha256Hex(Buffer.from(`merge ${index}`)).slice(0, 40),
      base: "main",
      merged_by: { id: 103, login: "dov" },
    }),
    event(20, "bypass.deactivated", { activation: 1, reason: "used" }),
    event(21, "override.restored", { activation: 1, checks: [check] }),
  ];
}

/** All obligations of the procedure are answered a day later, and what is older than three days is completed and waits for its verification. */
function answersOf({ index, at, manifest, fold }, now) {
  const target = fold.state.activation.target;
  const day = 24 * hour;
  if (now - at < day) return [];
  const done = ["rollback_plans_validated", "post_merge_tracking", "incident_documented"].map((key, place) => ({
    type: "obligation.done",
    key: String(4_000_000 + index * 10 + place),
    at: at + day / 2,
    data: {
      key,
      comment_id: 4_000_000 + index * 10 + place,
      evidence_kind: "url",
      evidence: `https://ci.example.com/runs/${index}`,
    },
  }));
  if (now - at < 3 * day) return done;
  const { merge_sha } = fold.state.used;
  const checks = manifest.view.texts("/checks");
  return [
    ...done,
    { type: "remediation.completed", key: merge_sha, at: at + 2 * day, target, data: { commit: merge_sha, checks } },
  ];
}

/** @param {number} count bypasses, one every `spread` milliseconds up to an hour ago */
export async function makeSyncWorld(walk, count, spread) {
  const { sandbox, repository, repositoryId } = walk;
  const now = await walk.now();
  const dir = await sandbox.admin("repositoryDir", repository);
  const text = (await walk.as("dev", "GET", "contents/.qms/policy.yml?ref=qms")).content;
  const { compiled: policy } = readPolicy(Buffer.from(text, "base64"), ".qms/policy.yml");
  const { token } = await sandbox.admin("workflowToken", repository, permissions);
  const main = await sandbox.admin("head", repository, "main");
  const begun = Math.floor(now / 1000) * 1000 - hour - count * spread;
  const run = {
    id: 7,
    attempt: 1,
    workflow_ref: `${repository}/.github/workflows/qms.yml@refs/heads/main`,
    workflow_sha: "b".repeat(40),
  };
  const bypasses = Array.from({ length: count }, (_, index) => {
    const at = begun + index * spread;
    const id = idAt(at);
    const yaml = EXAMPLE.replace(/^id: .*$/m, `id: ${id}`);
    return { index, at, id, yaml, path: manifestPath(parseManifestId(id)), fold: startFold(id), labels: [] };
  });
  importFiles(
    dir,
    "qms",
    bypasses.map(({ path, yaml }) => [path, yaml]),
    now,
    "Add manifests",
  );
  await wake(walk);
  const commit = await sandbox.admin("head", repository, "qms");
  const first = (await walk.as("dev", "GET", "issues?state=all&per_page=1"))[0]?.number ?? 0;
  // Each life for itself, as the product plans it; then all of them in the order of their times, as one ledger has them.
  const drafts = bypasses.flatMap((one) => {
    const events = [];
    const take = (contents) => {
      for (const content of contents) {
        const provenance = {
          at: Math.min(content.at ?? one.at + 25 * 60_000, now - hour / 2),
          repositoryId,
          mainHead: main,
          automation: { id: 41_898_282, login: "github-actions[bot]" },
          runUrl: `${sandbox.url}/${repository}/actions/runs/7`,
          run,
        };
        const event = draftEvent(provenance, { ...content, at: provenance.at, bypass: one.id });
        events.push({ one, at: provenance.at, event });
        extend(one, buildRecords(null, [event], iso(provenance.at).slice(0, 10))[0]);
      }
    };
    one.manifest = readManifest(Buffer.from(one.yaml), one.path, policy);
    one.number = first + 1 + one.index;
    const manifest = { path: one.path, commit, blob: "b".repeat(40), sha256: one.manifest.sha256 };
    take(lifeOf(one.index, one.at, manifest));
    const issue = { repository, number: one.number, url: `${sandbox.url}/${repository}/issues/${one.number}` };
    take(planOpening(plannedFor(one), one.id, issue, one.fold));
    take(answersOf(one, now));
    for (let round = 0, due = dueOf(one); due.length > 0; round++, due = dueOf(one)) {
      if (round > 9) throw new Error(`${one.id} does not come to rest: ${due.map(({ key }) => key)}`);
      take(due);
    }
    one.fold = startFold(one.id);
    return events;
  });
  const records = [];
  let head = null;
  for (const { one, at, event } of drafts.sort((left, right) => left.at - right.at)) {
    const [record] = buildRecords(head, [event], iso(at).slice(0, 10));
    head = record.head;
    records.push([record.path, record.text]);
    extend(one, record);
  }
  const shown = bypasses.map(plannedFor);
  await wake(walk);
  for (let from = 0; from < count; from += 500) {
    const batch = shown.slice(from, from + 500).map(({ title, body, labels, owner, milestone }, place) => ({
      title,
      body,
      labels: [...new Set([...labels, ...bypasses[from + place].labels])],
      assignees: [owner],
      milestone: milestone.title,
    }));
    const numbers = await sandbox.admin("addIssues", repository, token, batch);
    if (numbers[0] !== bypasses[from].number)
      throw new Error(`issues begin at ${numbers[0]}, not ${bypasses[from].number}`);
  }
  const files = bypasses.flatMap(({ id, fold }) => [[statePath(id), stateText(fold)]]);
  importFiles(
    dir,
    "qms-ledger",
    [["README.md", "# Ledger\n"], ...records, ...files],
    now,
    `Record\n\nQms-Last: ${records.at(-1)[0]}\n`,
  );
  await wake(walk);
  return { events: records.length };

  /** What every run would record now: what is late, whom that is raised to, and the notices about it. */
  function dueOf(one) {
    const { obligations, subject } = plannedFor(one);
    const late = planOverdue(one.id, obligations, one.fold, now);
    const climbed = planEscalation(one.fold, obligations, subject, policy, now, [], repository);
    one.labels = [...one.labels, ...climbed.labels];
    const notices = planNotices(one.fold, "L1", subject, policy, now).map((notice) =>
      noticeEvent(one.id, notice, { outcome: "sent", status: 200, remoteId: null }),
    );
    const known = new Set(one.fold.entries.map(({ event }) => `${event.type} ${event.key}`));
    return [...late, ...climbed.events, ...notices]
      .filter(({ type, key }) => !known.has(`${type} ${key}`))
      .map((content) => ({ ...content, at: one.at + 72 * hour }));
  }

  function plannedFor({ id, manifest, fold }) {
    const plan = planTrackingIssue({
      bypass: id,
      level: "L1",
      manifest,
      fold,
      policy,
      repository,
      source: repository,
      registryBranch: "qms",
      asOf: now,
    });
    if (typeof plan === "string") throw new Error(plan);
    return plan;
  }
}

function extend({ fold }, record) {
  const illegal = extendFold(fold, record);
  if (illegal !== null) throw new Error(illegal.message);
}

/** While we were busy the sandbox closed its idle connections: a read may be sent again, what follows may not. */
async function wake(walk) {
  for (let tries = 1; ; tries++) {
    try {
      await walk.now();
      return;
    } catch (error) {
      if (tries === 9) throw error;
    }
  }
}

/** One commit on top of a branch, its objects loose: the sandbox reads those itself, and asks git for each one that is packed. */
function importFiles(dir, branch, files, now, message) {
  const exists =
    spawnSync("git", ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`], { cwd: dir }).status === 0;
  const seconds = Math.floor(now / 1000);
  const parts = [
    `commit refs/heads/${branch}\ncommitter Bench <bench@example.com> ${seconds} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n`,
    ...(exists ? [`from refs/heads/${branch}^0\n`] : []),
    ...files.map(([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`),
  ];
  git(dir, ["-c", `fastimport.unpackLimit=${10 * files.length}`, "fast-import", "--quiet", "--force"], parts.join(""));
}
