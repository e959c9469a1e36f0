import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { routes } from "../../sandbox/rest/routes.ts";
import { adminApp, type Client, dispatchable, openManifest, type Reply, repo, startSeeded } from "./support.ts";

const listed = readFileSync(new URL("../../sandbox/contract/operations.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => /^\w/.test(line));

test("the routes are exactly the operations of the contract", () => {
  expect([...routes.keys()].sort()).toEqual(listed.sort());
});

/** Reads and writes everything that says what a branch requires. */
// biome-ignore lint/suspicious/noExplicitAny: answers of a foreign interface; the contract layer checks their form
async function walkRules(app: Client, good: (reply: Promise<Reply>) => Promise<any>): Promise<void> {
  const protection = `${repo}/branches/main/protection`;
  const checks = `${protection}/required_status_checks`;
  const people = { users: ["lea"], teams: [], apps: ["qms-admin"] };
  await good(
    app.put(protection, {
      required_status_checks: { strict: true, contexts: [], checks: [{ context: "build" }] },
      enforce_admins: true,
      required_pull_request_reviews: { dismissal_restrictions: people, bypass_pull_request_allowances: people },
      restrictions: people,
    }),
  );
  await good(app.get(protection));
  await good(app.get(checks));
  await good(app.patch(checks, { strict: false }));
  await good(app.get(`${checks}/contexts`));
  await good(app.post(`${checks}/contexts`, { contexts: ["lint"] }));
  await good(app.call("DELETE", `${checks}/contexts`, { contexts: ["lint"] }));
  await good(app.put(`${checks}/contexts`, { contexts: ["test"] }));
  await good(app.delete(checks));
  for (const name of ["enforce_admins", "required_signatures"]) {
    await good(app.post(`${protection}/${name}`, undefined));
    await good(app.get(`${protection}/${name}`));
    await good(app.delete(`${protection}/${name}`));
  }
  await good(app.get(`${protection}/required_pull_request_reviews`));
  await good(app.patch(`${protection}/required_pull_request_reviews`, { required_approving_review_count: 2 }));
  await good(app.delete(`${protection}/required_pull_request_reviews`));
  await good(app.delete(protection));
  const ruleset = await good(app.post(`${repo}/rulesets`, { name: "new", enforcement: "active" }));
  await good(app.put(`${repo}/rulesets/${ruleset.id}`, { enforcement: "disabled" }));
  await good(app.delete(`${repo}/rulesets/${ruleset.id}`));
}

test("every route gives an answer that GitHub's description allows", async () => {
  const world = await startSeeded({ seed: { mainFiles: { ".github/workflows/qms.yml": dispatchable } } });
  const { sandbox, admin, seeded, as, job } = world;
  const bot = job();
  const [lea, req] = [as("lea"), as("req")];
  const sha = seeded.target.headSha;
  const good = async (reply: ReturnType<typeof bot.get>) => {
    const { status, body } = await reply;
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body;
  };
  await good(bot.get(repo));
  await good(as("boss").get(repo));
  await good(lea.get("/user"));
  await good(bot.get("/users/github-actions%5Bbot%5D"));
  admin.createTeam("acme", "leads", ["lea"], ["req"]);
  const members = await good(lea.get("/orgs/acme/teams/Leads/members"));
  expect(members.map((member: { login: string }) => member.login)).toEqual(["lea"]);
  expect((await bot.get("/orgs/acme/teams/leads/members")).status).toBe(403);
  expect((await lea.get("/orgs/acme/teams/nobody/members")).status).toBe(404);
  const main = await good(bot.get(`${repo}/branches/main`));
  await good(bot.get(`${repo}/rules/branches/qms`));
  const [ruleset] = await good(bot.get(`${repo}/rulesets`));
  await good(bot.get(`${repo}/rulesets/${ruleset.id}`));
  await good(bot.get(`${repo}/commits/feature`));
  await good(bot.get(`${repo}/commits/${sha}/pulls`));
  await good(bot.get(`${repo}/compare/main...feature`));
  await good(bot.get(`${repo}/collaborators/lea/permission`));
  await good(bot.get(`${repo}/activity?ref=qms`));
  await good(bot.get(`${repo}/contents/.qms/policy.yml?ref=qms`));
  await good(bot.get(`${repo}/contents/.qms?ref=qms`));

  const blob = await good(bot.post(`${repo}/git/blobs`, { content: "aGk=", encoding: "base64" }));
  await good(bot.get(`${repo}/git/blobs/${blob.sha}`));
  const tree = await good(
    bot.post(`${repo}/git/trees`, {
      base_tree: main.commit.sha,
      tree: [{ path: "a/b", mode: "100644", type: "blob", sha: blob.sha }],
    }),
  );
  await good(bot.get(`${repo}/git/trees/${tree.sha}?recursive=1`));
  const commit = await good(
    bot.post(`${repo}/git/commits`, { message: "m", tree: tree.sha, parents: [main.commit.sha] }),
  );
  await good(bot.get(`${repo}/git/commits/${commit.sha}`));
  await good(bot.post(`${repo}/git/refs`, { ref: "refs/heads/work", sha: main.commit.sha }));
  await good(bot.patch(`${repo}/git/refs/heads/work`, { sha: commit.sha, force: false }));
  await good(bot.get(`${repo}/git/ref/heads/work`));
  expect(await good(bot.get(`${repo}/git/matching-refs/heads/qm`))).toHaveLength(1);
  await good(bot.delete(`${repo}/git/refs/heads/work`));
  admin.setRole("acme/payments", "boss", "admin");
  const tip = await good(as("boss").get(`${repo}/git/ref/heads/qms`));
  await good(as("boss").post(`${repo}/git/refs`, { ref: "refs/heads/qms-ledger", sha: tip.object.sha }));
  const [suite] = await good(as("boss").get(`${repo}/rulesets/rule-suites`));
  await good(as("boss").get(`${repo}/rulesets/rule-suites/${suite.id}`));

  await good(
    bot.post(`${repo}/statuses/${sha}`, {
      state: "success",
      context: "x",
      description: "d",
      target_url: "https://x.test",
    }),
  );
  await good(bot.get(`${repo}/commits/${sha}/status`));
  await good(bot.get(`${repo}/commits/${sha}/statuses`));
  const output = { title: "t", summary: "s" };
  const run = await good(
    bot.post(`${repo}/check-runs`, {
      name: "y",
      head_sha: sha,
      status: "completed",
      conclusion: "success",
      external_id: "e",
      output,
    }),
  );
  await good(bot.get(`${repo}/check-runs/${run.id}`));
  await good(bot.get(`${repo}/commits/${sha}/check-runs?filter=all`));
  const ci = admin.runCi("acme/payments", "dev", {
    branch: "main",
    sha,
    jobs: [{ name: "lint", conclusion: "failure" }],
  });
  await good(bot.get(`${repo}/actions/runs/${ci.run}/jobs?filter=all`));
  await good(bot.post(`${repo}/actions/jobs/${ci.jobs[0]}/rerun`, {}));

  const issue = await good(
    bot.post(`${repo}/issues`, { title: "t", body: "b", labels: ["qms:bypass"], assignees: ["lea"] }),
  );
  await good(bot.get(`${repo}/issues/${issue.number}`));
  await good(bot.patch(`${repo}/issues/${issue.number}`, { state: "closed", state_reason: "completed" }));
  const milestone = await good(
    bot.post(`${repo}/milestones`, { title: "March", description: "d", due_on: "2026-03-31T12:00:00Z" }),
  );
  expect(await good(bot.get(`${repo}/milestones?state=all`))).toHaveLength(1);
  await good(bot.patch(`${repo}/milestones/${milestone.number}`, { state: "closed" }));
  await good(bot.get(`${repo}/issues?state=all&labels=qms:bypass`));
  await good(bot.post(`${repo}/issues/${issue.number}/assignees`, { assignees: ["dov"] }));
  await good(bot.call("DELETE", `${repo}/issues/${issue.number}/assignees`, { assignees: ["dov"] }));
  await good(bot.get(`${repo}/assignees/lea`));
  const comment = await good(bot.post(`${repo}/issues/${issue.number}/comments`, { body: "c" }));
  await good(bot.patch(`${repo}/issues/comments/${comment.id}`, { body: "d" }));
  await good(bot.get(`${repo}/issues/comments/${comment.id}`));
  await good(bot.get(`${repo}/issues/${issue.number}/comments`));
  await good(bot.post(`${repo}/labels`, { name: "qms:level-1", color: "00ff00", description: "d" }));
  await good(bot.get(`${repo}/labels`));
  await good(bot.get(`${repo}/labels/qms:level-1`));
  await good(bot.post(`${repo}/issues/${issue.number}/labels`, { labels: ["qms:level-1"] }));
  await good(bot.get(`${repo}/issues/${issue.number}/labels`));
  await good(bot.delete(`${repo}/issues/${issue.number}/labels/qms:level-1`));
  await good(bot.post(`${repo}/actions/workflows/qms.yml/dispatches`, { ref: "main", inputs: { pr: "1" } }));
  expect(admin.dispatches("acme/payments")).toMatchObject([{ workflow: "qms.yml", ref: "main", inputs: { pr: "1" } }]);

  const workflowRun = await admin.startRun("acme/payments", "lea", {
    path: ".github/workflows/qms.yml",
    event: "workflow_dispatch",
  });
  expect(await good(bot.get(`${repo}/actions/runs/${workflowRun.id}`))).toMatchObject({
    head_branch: "main",
    event: "workflow_dispatch",
    actor: { id: 101 },
  });

  const manifest = await openManifest(world);
  const pull = `${repo}/pulls/${manifest.number}`;
  await good(bot.get(`${repo}/pulls?state=all&base=qms`));
  await good(bot.get(pull));
  await good(bot.get(`${pull}/files`));
  await good(bot.get(`${pull}/commits`));
  await good(req.patch(pull, { title: "Another title" }));
  const review = await good(lea.post(`${pull}/reviews`, { event: "APPROVE", body: "fine" }));
  await good(lea.put(`${pull}/reviews/${review.id}`, { body: "really fine" }));
  await good(bot.get(`${pull}/reviews/${review.id}`));
  await good(as("boss").put(`${pull}/reviews/${review.id}/dismissals`, { message: "no" }));
  await good(lea.post(`${pull}/reviews`, { event: "APPROVE" }));
  await good(bot.get(`${pull}/reviews`));
  await good(bot.post(`${repo}/statuses/${manifest.sha}`, { state: "success", context: "qms/bypass" }));
  await good(bot.put(`${pull}/merge`, { sha: manifest.sha }));
  await good(bot.get(pull));

  await walkRules(adminApp(world), good);

  const called = new Set(sandbox.journal.requests.map((request) => request.operation));
  expect(listed.filter((operation) => !called.has(operation))).toEqual([]);
});
