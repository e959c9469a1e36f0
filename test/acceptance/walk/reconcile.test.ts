import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { reconcilePermissions } from "../../../src/demo/open-walk.ts";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import { adminToken, cloneOf, mergeAs, openPull, reconcile, spareAdministrators } from "./reconcile-world.ts";
import { approve, later, ledgerTypes, validate, walkForTest, willBeFound } from "./walk-world.ts";

const git = (dir: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-C", dir, ...args], { encoding: "utf8" });

const green = { statuses: { "docs/coverage": "success" }, checkRuns: { build: "success" } };
const red = { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } };

describe("an administrator who merges past the rules", () => {
  test("by classic protection: the required check that was red at the merge tells, and it is recorded once", async () => {
    const walk = await walkForTest({ seed: red });
    willBeFound(walk, "UNREGISTERED_BYPASS");
    await spareAdministrators(walk, ["docs/coverage", "build"]);
    const sha = await mergeAs(walk, "ann");
    const step = await reconcile(walk);
    expect([step.exitCode, step.outputs.verdict], step.log + step.stderr).toEqual([1, "findings"]);
    expect(step.said.unregistered).toMatchObject([
      {
        pull_request: walk.target.number,
        merge_sha: sha,
        merged_by: { login: "ann" },
        found_by: ["check_not_green"],
        checks: [{ name: "docs/coverage", state: "failure", by: null }],
      },
    ]);
    expect(step.annotations.map(({ title }) => title)).toEqual(["UNREGISTERED_BYPASS"]);
    expect(step.summary).toContain("a required check was not green \\(docs/coverage: failure");
    expect(await ledgerTypes(walk)).toEqual(["unregistered.detected", "violation.recorded", "report.published"]);

    const again = await reconcile(walk);
    expect(again.said.unregistered).toHaveLength(1);
    expect(again.said.events).toEqual([]);
    expect(await ledgerTypes(walk)).toHaveLength(3);
  });

  test("by a ruleset that lets administrators past: GitHub's own record tells, with the rule; without a token for it, that is said", async () => {
    const walk = await walkForTest({ seed: green });
    willBeFound(walk, "UNREGISTERED_BYPASS");
    const { sandbox, repository } = walk;
    await sandbox.admin("setRole", repository, "ann", "admin");
    await sandbox.admin("addRuleset", repository, {
      name: "reviews",
      include: ["~DEFAULT_BRANCH"],
      bypassActors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
      rules: [
        {
          type: "pull_request",
          parameters: {
            ...{ required_approving_review_count: 1, require_code_owner_review: false },
            ...{ dismiss_stale_reviews_on_push: false, require_last_push_approval: false },
            required_review_thread_resolution: false,
          },
        },
      ],
    });
    await later(walk);
    await mergeAs(walk, "ann");
    const blind = await reconcile(walk);
    expect([blind.exitCode, blind.outputs.verdict, blind.said.covered.rule_suites], blind.log).toEqual([0, "ok", null]);
    expect(blind.said.not_checked.join("\n")).toContain("rule suites (the token needs administration: read");
    expect(blind.log).toContain("no unregistered bypass in what could be read");
    const step = await reconcile(walk, { "admin-token": await adminToken(walk) });
    expect(step.said.unregistered, step.log + step.stderr).toMatchObject([
      { pull_request: walk.target.number, found_by: ["rule_suite"], rules: ["pull_request"] },
    ]);
    expect(step.said.covered.rule_suites).toBe(1);
  });
});

describe("what let a merge pass", () => {
  test("a green that a person posted over the red of CI is not the check's own", async () => {
    const walk = await walkForTest({ seed: { ...green, statuses: { "docs/coverage": "success" } } });
    willBeFound(walk, "UNREGISTERED_BYPASS");
    const { target, sandbox, repository } = walk;
    const { token } = (await sandbox.admin("workflowToken", repository, { statuses: "write" })) as { token: string };
    const post = async (authorization: string) =>
      fetch(`${sandbox.apiUrl}/repos/${repository}/statuses/${target.headSha}`, {
        method: "POST",
        headers: { authorization: `Bearer ${authorization}`, "content-type": "application/json" },
        body: JSON.stringify({ state: "failure", context: "docs/coverage" }),
      });
    expect((await post(token)).status).toBe(201);
    await later(walk);
    await walk.as("dev", "POST", `statuses/${target.headSha}`, { state: "success", context: "docs/coverage" });
    await later(walk);
    await mergeTarget(walk);
    const step = await reconcile(walk);
    expect(step.said.unregistered, step.log + step.stderr).toMatchObject([
      { found_by: ["foreign_producer"], checks: [{ name: "docs/coverage", by: "dev" }] },
    ]);
  });

  test("a check that turned green after the merge was red at the merge; one that turned red later was green", async () => {
    const walk = await walkForTest({ seed: red });
    willBeFound(walk, "UNREGISTERED_BYPASS");
    await spareAdministrators(walk, ["docs/coverage", "build"]);
    const { sandbox, repository, target } = walk;
    const other = await openPull(walk, "other");
    await sandbox.admin("reportCi", repository, other.sha, [{ name: "build", conclusion: "success" }]);
    await walk.as("mia", "POST", `statuses/${other.sha}`, { state: "success", context: "docs/coverage" });
    await later(walk);
    await mergeAs(walk, "ann");
    await mergeAs(walk, "ann", other.number);
    await later(walk);
    await walk.as("mia", "POST", `statuses/${target.headSha}`, { state: "success", context: "docs/coverage" });
    await sandbox.admin("reportCi", repository, other.sha, [{ name: "build", conclusion: "failure" }]);
    const step = await reconcile(walk);
    expect(step.said.unregistered.map(({ pull_request, checks }) => [pull_request, checks[0]?.state])).toEqual([
      [target.number, "failure"],
    ]);
  });

  test("skipped and neutral count as GitHub counts them", async () => {
    const walk = await walkForTest({ seed: { statuses: {}, checkRuns: { build: "skipped", lint: "neutral" } } });
    await later(walk);
    await mergeTarget(walk);
    const step = await reconcile(walk);
    expect([step.outputs.verdict, step.said.unregistered], step.log + step.stderr).toEqual(["ok", []]);
    expect(step.said.covered.merges).toBe(1);
  });
});

test("a push past the pull request is found, with who pushed; and checks that were green do not excuse it", async () => {
  const walk = await walkForTest({ seed: green });
  willBeFound(walk, "UNREGISTERED_BYPASS");
  const { sandbox, repository } = walk;
  await sandbox.admin("setRole", repository, "ann", "admin");
  await sandbox.admin("addRuleset", repository, {
    name: "pulls only",
    include: ["~DEFAULT_BRANCH"],
    bypassActors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
    rules: [
      {
        type: "pull_request",
        parameters: {
          ...{ required_approving_review_count: 0, require_code_owner_review: false },
          ...{ dismiss_stale_reviews_on_push: false, require_last_push_approval: false },
          required_review_thread_resolution: false,
        },
      },
    ],
  });
  await later(walk);
  const sha = (await sandbox.admin("commit", repository, {
    ...{ branch: "main", author: "ann", message: "Quick fix", files: { "src/app.ts": "export const total = 3;\n" } },
  })) as string;
  const step = await reconcile(walk);
  expect(step.said.unregistered, step.log + step.stderr).toMatchObject([
    { pull_request: null, merge_sha: sha, merged_by: { login: "ann" }, base: "main", found_by: ["direct_push"] },
  ]);
});

describe("a bypass on record", () => {
  test("a governed merge is accounted for, also before its use is recorded, and its restored red is no finding", async () => {
    const walk = await walkForTest({ seed: red });
    await activate(walk, await merged(walk));
    await later(walk);
    await mergeTarget(walk);
    const before = await reconcile(walk, { "dry-run": "true" });
    expect(before.said, before.log + before.stderr).toMatchObject({
      unregistered: [],
      unrecorded: [{ recorded: false, pull_request: walk.target.number }],
    });
    await settle(walk, "closed");
    const step = await reconcile(walk);
    expect(step.said, step.log).toMatchObject({ verdict: "ok", unregistered: [], unrecorded: [], undecided: [] });
    expect(step.said.covered).toMatchObject({ merges: 2, registered: 1 });
  });

  test("it excuses the checks that it names and no other", async () => {
    const walk = await walkForTest({
      seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "failure" } },
    });
    willBeFound(walk, "UNREGISTERED_BYPASS");
    await spareAdministrators(walk, ["docs/coverage", "build"]);
    await activate(walk, await merged(walk));
    await later(walk);
    await mergeAs(walk, "ann");
    await settle(walk, "closed");
    const step = await reconcile(walk);
    expect(step.said.unregistered, step.log + step.stderr).toMatchObject([
      { checks: [{ name: "build", state: "failure" }], bypass: expect.stringMatching(/^BYPASS-L1-/) },
    ]);
  });

  test("a merge behind its end that no event reported is recorded late, as what it was", async () => {
    const walk = await walkForTest({ seed: red });
    await spareAdministrators(walk, ["docs/coverage", "build"]);
    await activate(walk, await merged(walk));
    await later(walk, 40 * 24 * 3600);
    await walk.step("apply-override", { inputs: { operation: "sweep" } });
    const sha = await mergeAs(walk, "ann");
    const step = await reconcile(walk);
    expect(step.said, step.log + step.stderr).toMatchObject({
      unregistered: [],
      unrecorded: [{ recorded: true, merge_sha: sha }],
    });
    expect((await ledgerTypes(walk)).slice(-3)).toEqual(["bypass.used", "violation.recorded", "report.published"]);
    expect((await reconcile(walk)).said).toMatchObject({ unrecorded: [], events: [] });
    const proof = await walk.step("audit-report", { inputs: { operation: "verify" }, workspace: await cloneOf(walk) });
    const codes = (JSON.parse(proof.outputs.findings ?? "[]") as { code: string }[]).map(({ code }) => code);
    // The remediation is owed from the merge on; everything else about the record is in order.
    expect(codes.filter((code) => code !== "MISSING_REMEDIATION")).toEqual([]);
  });

  test("a registration afterwards settles what was found", async () => {
    const walk = await walkForTest({ seed: red });
    willBeFound(walk, "UNREGISTERED_BYPASS");
    await spareAdministrators(walk, ["docs/coverage", "build"]);
    const sha = await mergeAs(walk, "ann");
    await reconcile(walk);
    const verify = async () =>
      walk.step("audit-report", { inputs: { operation: "verify" }, workspace: await cloneOf(walk) });
    expect((await verify()).annotations.map(({ title }) => title)).toContain("UNREGISTERED_BYPASS");
    const asked = await walk.ask({
      ...{ level: "L1", checks: ["docs/coverage"] },
      changes: { retroactive: { merge_sha: sha, merged_by: "ann" } },
    });
    await approve(walk, "lea", asked.number);
    expect((await validate(walk, asked.number)).outputs.merged).toBe("true");
    await walk.step("apply-override", {
      inputs: { operation: "activate", "bypass-id": asked.id },
      event: await walk.event("closed", asked.number),
    });
    await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": asked.id } });
    const step = await reconcile(walk);
    expect([step.outputs.verdict, step.said.unregistered], step.log).toEqual(["ok", []]);
    const proof = await verify();
    expect(proof.outputs.verdict, proof.log).toBe("ok");
    expect(JSON.parse(proof.outputs.findings ?? "[]")).toMatchObject([
      { code: "UNREGISTERED_BYPASS", severity: "warning" },
    ]);
  });
});

describe("a token that may not", () => {
  test("without the results of checks it says so, and still looks at what it may", async () => {
    const walk = await walkForTest({ seed: green });
    await mergeTarget(walk);
    const { checks: _, statuses: __, ...fewer } = reconcilePermissions;
    const step = await reconcile(walk, {}, fewer);
    expect(step.said.not_checked.join("\n"), step.log + step.stderr).toContain("results of checks (the token needs");
    expect(step.said.covered.merges).toBe(1);
  });

  test("without pull requests there is nothing to say, and the run is broken", async () => {
    const walk = await walkForTest({ seed: green });
    const step = await reconcile(walk, {}, { contents: "write", checks: "read", statuses: "read" });
    expect([step.exitCode, step.outputs.verdict]).toEqual([1, "error"]);
    expect(step.annotations.map(({ title }) => title)).toEqual(["PERMISSION_MISSING"]);
  });
});

test("a repository in which nothing happened: nothing found, the window is on record, a dry run records nothing", async () => {
  const walk = await walkForTest({ seed: green });
  const dry = await reconcile(walk, { "dry-run": "true" });
  expect(dry.said, dry.log + dry.stderr).toMatchObject({ verdict: "ok", covered: { merges: 0 }, events: [] });
  expect(dry.said.planned).toHaveLength(1);
  expect(await ledgerTypes(walk)).toEqual([]);
  const step = await reconcile(walk);
  expect(step.said.events.map(({ type }) => type)).toEqual(["report.published"]);
  // What was covered stays with the ledger, under the digest that the event names.
  const workspace = await cloneOf(walk);
  const show = (path: string) => git(workspace, "show", `origin/qms-ledger:${path}`);
  const kept = show("reports/2026/reconcile-2026-03-02.r1.json");
  expect(JSON.parse(kept)).toEqual({ ...step.said, events: [] });
  const record = git(workspace, "ls-tree", "-r", "--name-only", "origin/qms-ledger", "ledger").trim();
  expect(JSON.parse(show(record)).event.data.sha256).toBe(createHash("sha256").update(kept).digest("hex"));
  const proof = await walk.step("audit-report", { inputs: { operation: "verify" }, workspace });
  expect(proof.outputs.verdict, proof.log).toBe("ok");
  await later(walk, 25 * 3600);
  const next = await reconcile(walk);
  expect(Date.parse(next.said.window.start)).toBe(Date.parse(step.said.as_of) - 24 * 3_600_000);
});

test("two pull requests at one commit are one merge past the rules, recorded once; later runs go on", async () => {
  const walk = await walkForTest({ seed: red });
  willBeFound(walk, "UNREGISTERED_BYPASS");
  await spareAdministrators(walk, ["docs/coverage", "build"]);
  const sha = walk.target.headSha;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/also", sha });
  await walk.as("dev", "POST", "pulls", { title: "Also", head: "also", base: "main" });
  await later(walk);
  const merge = await mergeAs(walk, "ann");
  const step = await reconcile(walk);
  expect(step.outputs.verdict, step.log + step.stderr).toBe("findings");
  expect(step.said.unregistered).toMatchObject([{ merge_sha: merge, found_by: ["check_not_green"] }]);
  expect(await ledgerTypes(walk)).toEqual(["unregistered.detected", "violation.recorded", "report.published"]);
  const again = await reconcile(walk);
  expect([again.outputs.verdict, again.said.events], again.log).toEqual(["findings", []]);
});

test("a red pull request that came in with a green one above it was merged past no rule", async () => {
  const walk = await walkForTest({ seed: red });
  const { repository, sandbox, target } = walk;
  const commit = { branch: "above", from: target.branch, author: "dev", message: "Mend it" };
  const files = { "docs/reference.md": "# Reference\n" };
  const headSha = (await sandbox.admin("commit", repository, { ...commit, files })) as string;
  const pull = await walk.as("dev", "POST", "pulls", { title: "Mend", head: "above", base: "main" });
  await walk.as("dev", "POST", `statuses/${headSha}`, { state: "success", context: "docs/coverage" });
  await sandbox.admin("reportCi", repository, headSha, [{ name: "build", conclusion: "success" }]);
  await later(walk);
  await mergeAs(walk, "mia", (pull as { number: number }).number);
  expect(await walk.as("dev", "GET", `pulls/${target.number}`)).toMatchObject({ merged: true });
  const step = await reconcile(walk);
  expect([step.outputs.verdict, step.said.unregistered], step.log + step.stderr).toEqual(["ok", []]);
});
