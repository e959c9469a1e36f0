import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { eventsOf } from "./notice-world.ts";
import { fix, issueOf, replies, say, sync, url, used } from "./sync-world.ts";
import { commentsOf, later, ledgerTypes } from "./walk-world.ts";

test("from the open checklist to a verified remediation: the issue is closed by the record, not by a click", async () => {
  const { walk, issue } = await used();
  // What it said when it was opened was written before it was on record.
  await sync(walk);
  expect((await sync(walk)).log).toContain("nothing had to be done");

  await say(walk, "req", issue, "/qms progress Half of the symbols are documented.");
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  await sync(walk);
  const types = await ledgerTypes(walk);
  expect(types.slice(-2)).toEqual(["remediation.progress", "obligation.done"]);
  expect((await issueOf(walk, issue)).body).toMatch(
    /- \[x\] \*\*Hold the review\*\* · an approving role of L1 · done /,
  );

  await say(walk, "lou", issue, "/qms verify");
  await sync(walk);
  expect((await replies(walk, issue)).at(-1)?.body).toContain("the remediation is not completed");

  await fix(walk);
  const completed = await sync(walk);
  expect(completed.outputs.verdict, completed.log).toBe("ok");
  expect((await ledgerTypes(walk)).at(-1)).toBe("remediation.completed");
  expect((await issueOf(walk, issue)).state).toBe("open");

  await say(walk, "lou", issue, "/qms verify");
  await sync(walk);
  const open = (await replies(walk, issue)).at(-1)?.body ?? "";
  expect(open).toContain("criterion\\_1, criterion\\_2");
  expect(open).toContain("lessons\\_learned\\_capture");

  await say(walk, "req", issue, "/qms lesson Move the check together with the package that it reads.");
  await say(walk, "lou", issue, `/qms done criterion_1 ${url}`);
  await say(walk, "lou", issue, `/qms done criterion_2 ${url}`);
  await say(walk, "lou", issue, "/qms verify");
  const last = await sync(walk);
  expect(last.outputs.verdict, last.log).toBe("ok");
  expect((await ledgerTypes(walk)).at(-1)).toBe("remediation.verified");
  const [verified] = await eventsOf(walk, "remediation.verified");
  expect(verified?.data.obligations).toEqual([
    { key: "criterion_1", state: "done", by: "obligation.done" },
    { key: "criterion_2", state: "done", by: "obligation.done" },
    { key: "lessons_learned_capture", state: "done", by: "lesson.recorded" },
    { key: "5_day_review", state: "done", by: "obligation.done" },
  ]);
  const closed = await issueOf(walk, issue);
  expect(closed.state).toBe("closed");
  expect(closed.body).toContain("| State | closed |");
  expect(closed.body).toMatch(/- \[x\] docs\/coverage reports at least 85 % on main\. · confirmed/);
  const before = await commentsOf(walk, issue);
  expect((await sync(walk)).log).toContain("nothing had to be done");
  expect(await commentsOf(walk, issue)).toEqual(before);
}, 900_000);

test("who may not answer is told what it takes; whoever nobody knows is not answered", async () => {
  const { walk, issue } = await used();
  for (const [login, text] of [
    ["ari", `/qms done 5_day_review ${url}`],
    ["req", `/qms done 5_day_review ${url}`],
    ["lou", "/qms na 5_day_review We were all there anyway, so no review is held."],
    ["req", `/qms done criterion_1 ${url}`],
    ["lou", "/qms done nothing_known https://x.example/"],
    ["lou", "/qms done 5_day_review a-word"],
    ["lou", "/qms frobnicate"],
    ["lou", "/qms progress"],
    ["req", "/qms verify"],
    ["stranger", "/qms verify"],
    ["dev", `/qms done 5_day_review ${url}`],
    ["lou", "Not a command: /qms verify"],
  ] as const)
    await say(walk, login, issue, text);
  const before = await ledgerTypes(walk);
  await sync(walk);
  expect(await ledgerTypes(walk)).toEqual(before);
  const said = (await replies(walk, issue)).map(({ body }) => body.split("\n")[1] ?? "");
  expect(said).toHaveLength(9);
  expect(said[0]).toContain("takes an approving role of L1");
  expect(said[0]).toContain("Ask a holder of lead-devops, lead-frontend, lead-backend, lead-qa.");
  expect(said.join("\n")).not.toMatch(/level\\?_role|remediation\\?_owner/);
  expect(said[2]).toContain("one level up");
  expect(said[3]).toContain("not by the owner");
  expect(said[8]).toContain("does not verify it");
  await sync(walk);
  expect(await replies(walk, issue)).toHaveLength(9);
}, 900_000);

test("a role one level up sets aside, and the last word counts", async () => {
  const { walk, issue } = await used();
  await say(walk, "ari", issue, "/qms na 5_day_review The review was held together with another one.");
  const step = await sync(walk);
  expect(step.outputs.verdict, JSON.stringify(step.annotations)).toBe("ok");
  expect((await issueOf(walk, issue)).body).toMatch(/- \[x\] \*\*Hold the review\*\* · .* · not applicable /);
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  await sync(walk);
  expect((await issueOf(walk, issue)).body).toMatch(/- \[x\] \*\*Hold the review\*\* · .* · done /);
});

test("an edited command does not count, and what was recorded before stays", async () => {
  const { walk, issue } = await used();
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  await sync(walk);
  const [comment] = (await walk.as("dev", "GET", `issues/${issue}/comments`)) as { id: number }[];
  await walk.as("lou", "PATCH", `issues/comments/${comment?.id}`, { body: "/qms verify" });
  const before = await ledgerTypes(walk);
  await sync(walk);
  expect(await ledgerTypes(walk)).toEqual(before);
  const flagged = async () =>
    (await commentsOf(walk, issue)).filter(({ body }) => body.includes("was edited after it was recorded")).length;
  expect(await flagged()).toBe(1);
  await sync(walk);
  expect(await flagged()).toBe(1);
  await walk.as("req", "POST", `issues/${issue}/comments`, { body: "/qms progress One." });
  const all = (await walk.as("dev", "GET", `issues/${issue}/comments`)) as { id: number; body: string }[];
  const mine = all.find(({ body }) => body === "/qms progress One.");
  await later(walk);
  await walk.as("req", "PATCH", `issues/comments/${mine?.id}`, { body: "/qms progress Two." });
  await sync(walk);
  expect(await ledgerTypes(walk)).toEqual(before);
  expect((await replies(walk, issue)).at(-1)?.body).toContain("it was edited");
});

test("closed early, ticked, rewritten: the issue is brought back to what the record says", async () => {
  const { walk, issue, id } = await used();
  await sync(walk);
  const { body, title } = await issueOf(walk, issue);
  await walk.as("boss", "PATCH", `issues/${issue}`, {
    state: "closed",
    body: body.replaceAll("- [ ]", "- [x]"),
    title: "Done",
  });
  const step = await sync(walk);
  expect(step.outputs.updated).toBe(JSON.stringify([id]));
  expect(await issueOf(walk, issue)).toMatchObject({ state: "open", body, title });
  await walk.as("boss", "PATCH", `issues/${issue}`, { state: "closed" });
  await sync(walk);
  const early = (await commentsOf(walk, issue)).filter((one) => one.body.includes("closed before its remediation"));
  expect(early).toHaveLength(1);
  await walk.as("boss", "PATCH", `issues/${issue}`, { body: `Mine now.\n${body}` });
  const foreign = await sync(walk);
  expect([foreign.exitCode, foreign.outputs.verdict]).toEqual([1, "findings"]);
  expect(foreign.annotations.map((item) => item.title)).toContain("TRACKING_ISSUE_FOREIGN");
  expect((await issueOf(walk, issue)).body).toContain("Mine now.");
});

test("a check that is red, missing or green only at the bypass's own merge completes nothing", async () => {
  const { walk } = await used();
  const head = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("dev", "POST", `statuses/${head}`, { state: "success", context: "docs/coverage" });
  await sync(walk);
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
  await fix(walk, "failure");
  await sync(walk);
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
});

test("a check that runs on pull requests only completes by the one that was merged last", async () => {
  const { walk } = await used();
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    branch: "fix",
    from: "main",
    author: "dev",
    message: "Document the symbols",
    files: { "docs/reference.md": "# Reference\n" },
  })) as string;
  const pull = (await walk.as("dev", "POST", "pulls", { title: "Docs", head: "fix", base: "main" })) as {
    number: number;
  };
  await walk.as("dev", "POST", `statuses/${headSha}`, { state: "success", context: "docs/coverage" });
  await walk.sandbox.admin("reportCi", walk.repository, headSha, [{ name: "build", conclusion: "success" }]);
  await walk.as("mia", "PUT", `pulls/${pull.number}/merge`, {});
  await later(walk);
  const step = await sync(walk);
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect(await ledgerTypes(walk)).toContain("remediation.completed");
});

test("a pull request that never saw the bypassed commit completes nothing, however green it is", async () => {
  const { walk } = await used();
  const { sha: before } = (await walk.as("dev", "GET", "commits/main~1")) as { sha: string };
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    branch: "old",
    from: before,
    author: "dev",
    message: "Something else",
    files: { "src/else.ts": "export const other = 1;\n" },
  })) as string;
  const pull = (await walk.as("dev", "POST", "pulls", { title: "Else", head: "old", base: "main" })) as {
    number: number;
  };
  await walk.as("dev", "POST", `statuses/${headSha}`, { state: "success", context: "docs/coverage" });
  await walk.sandbox.admin("reportCi", walk.repository, headSha, [{ name: "build", conclusion: "success" }]);
  await walk.as("mia", "PUT", `pulls/${pull.number}/merge`, {});
  await later(walk);
  const step = await sync(walk);
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
});

test("what is late is recorded once, from its limit on, and the issue says so", async () => {
  const { walk, issue } = await used();
  await walk.sandbox.admin("advance", 10 * 24 * 3_600_000);
  await sync(walk);
  const path = async (type: string) => (await ledgerTypes(walk)).filter((one) => one === type).length;
  expect(await path("violation.recorded")).toBe(2);
  const labels = (await walk.as("dev", "GET", `issues/${issue}/labels`)) as { name: string }[];
  expect(labels.map(({ name }) => name)).toContain("qms:overdue");
  await sync(walk);
  expect(await path("violation.recorded")).toBe(2);
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const records = execFileSync("git", ["-C", bare, "grep", "-h", "limit_at", "qms-ledger", "--", "ledger"], {
    encoding: "utf8",
  });
  expect(records).toContain('"kind":"obligation_overdue:5_day_review"');
  expect(records).toMatch(/"kind":"remediation_deadline_missed","limit_at":"2026-03-0\dT23:00:00.000Z"/);
});

test("two verifications at once are one, and a killed run still closes the issue", async () => {
  const { walk, issue } = await used();
  await fix(walk);
  await sync(walk);
  await say(walk, "req", issue, "/qms lesson Move a check together with what it reads.");
  for (const key of ["5_day_review", "criterion_1", "criterion_2"])
    await say(walk, "lou", issue, `/qms done ${key} ${url}`);
  await say(walk, "lou", issue, "/qms verify");
  await say(walk, "lea", issue, "/qms verify");
  const killed = await sync(walk, { killAfter: { requests: 11 } });
  expect(killed.killed).toBe(true);
  await sync(walk);
  await sync(walk);
  expect((await ledgerTypes(walk)).filter((type) => type === "remediation.verified")).toHaveLength(1);
  expect((await issueOf(walk, issue)).state).toBe("closed");
});

test("a verification that was refused does not count later by itself", async () => {
  const { walk, issue } = await used();
  await say(walk, "lou", issue, "/qms verify");
  await sync(walk);
  await fix(walk);
  await say(walk, "req", issue, "/qms lesson Move a check together with what it reads.");
  for (const key of ["5_day_review", "criterion_1", "criterion_2"])
    await say(walk, "lou", issue, `/qms done ${key} ${url}`);
  await sync(walk);
  await sync(walk);
  expect(await ledgerTypes(walk)).not.toContain("remediation.verified");
});

test("secrets and markup in a command go nowhere", async () => {
  const { walk, issue } = await used();
  await say(walk, "req", issue, "/qms progress the token is ghp_0123456789abcdefghijABCDEFGHIJ012345");
  await say(walk, "req", issue, "/qms progress @acme/all <img src=x> ::error::no");
  const step = await sync(walk);
  expect((await ledgerTypes(walk)).filter((type) => type === "remediation.progress")).toHaveLength(1);
  expect((await replies(walk, issue)).at(-1)?.body).toContain("looks like a secret");
  expect(step.log).not.toMatch(/ghp_|^::error::no/m);
});

test("killed after any request and run again, it leaves what an undisturbed run leaves", async () => {
  const prepare = async () => {
    const world = await used();
    await fix(world.walk);
    await say(world.walk, "ari", world.issue, "/qms verify");
    await say(world.walk, "req", world.issue, "/qms lesson Move a check together with what it reads.");
    for (const key of ["5_day_review", "criterion_1", "criterion_2"])
      await say(world.walk, "lou", world.issue, `/qms done ${key} ${url}`);
    await say(world.walk, "lou", world.issue, "/qms verify");
    return world;
  };
  const traces = async (walk: Walk, issue: number) => ({
    ledger: await ledgerTypes(walk),
    state: (await issueOf(walk, issue)).state,
    issue: (await issueOf(walk, issue)).body
      .replaceAll(/\d\d:\d\d(?::\d\d)? UTC/g, "HH:MM UTC")
      .replaceAll(/`[0-9a-f]{10,40}`/g, "SHA"),
    comments: (await commentsOf(walk, issue)).map(({ body }) => body.replaceAll(/\d{5,}/g, "N")),
  });
  const quiet = await prepare();
  const { requests } = await sync(quiet.walk);
  const wanted = await traces(quiet.walk, quiet.issue);
  expect(wanted.ledger).toContain("remediation.completed");
  expect([wanted.ledger.at(-1), wanted.state]).toEqual(["remediation.verified", "closed"]);
  await quiet.walk.close();
  for (let before = 1; before <= requests.length; before++) {
    const { walk, issue } = await prepare();
    const killed = await sync(walk, { killAfter: { requests: before } });
    expect(killed.killed, `request ${before}`).toBe(true);
    await sync(walk);
    expect(await traces(walk, issue), `request ${before}`).toEqual(wanted);
    await walk.close();
  }
  countKillPoints("open-remediation: sync", requests.length);
}, 900_000);
