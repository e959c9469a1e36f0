import { expect, test } from "vitest";
import { jobPermissions } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { branches, click, file, goodForm, manifestOn, request, title } from "./request-world.ts";
import { approve, commentsOf, later, validate, walkForTest } from "./walk-world.ts";

const id = "BYPASS-L1-20260302-090000";
const branch = `qms-request/${id}`;
/** The clock stands until a test moves it: the id of a request is the second in which it was filed, however busy the machine is. */
const standing = { frozen: true };

test("a good form becomes a branch with its manifest, and its author is told what to click and who approves", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  const step = await request(walk, number);
  expect(step.exitCode, step.log).toBe(0);
  expect(step.outputs).toMatchObject({ verdict: "ok", "bypass-id": id, "pull-request": "" });
  expect(await branches(walk)).toEqual([branch]);
  const text = await manifestOn(walk, branch);
  expect(text).toContain(`head_sha: ${walk.target.headSha}`);
  expect(text).toContain("requested_by: req");
  const [comment, ...more] = await commentsOf(walk, number);
  expect(more).toEqual([]);
  const { body } = comment ?? { body: "" };
  expect(body).toContain(`/compare/qms...${branch}?expand=1&title=`);
  expect(body).toContain("| lead | lea, lou, dov, qua |");
  expect(body).toMatch(/qms-digest: sha256:[0-9a-f]{64}/);
  expect(step.requests.length).toBeLessThanOrEqual(15);
});

test("from the form to an active bypass: the digest of the comment is the one that binds the approval", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await request(walk, number);
  const [digest] = /qms-digest: sha256:[0-9a-f]{64}/.exec((await commentsOf(walk, number))[0]?.body ?? "") ?? [];
  await later(walk);
  const pull = await click(walk, branch);
  const waiting = await validate(walk, pull);
  expect(waiting.outputs.verdict, waiting.summary).toBe("pending");
  expect(waiting.summary).not.toContain("UNATTRIBUTED_COMMIT");
  await approve(walk, "lea", pull, `Fine for a week.\n${digest}`);
  const step = await validate(walk, pull);
  expect(step.outputs, step.summary).toMatchObject({ verdict: "approved", merged: "true", "bypass-id": id });
});

test("with an App's token the pull request is there at once, with the procedure's record as its text", async () => {
  const walk = await walkForTest(standing);
  await walk.sandbox.admin("createApp", { id: 4242, slug: "qms-poster" });
  const permissions = { ...jobPermissions["request-bypass"], "pull-requests": "write" };
  const { token } = (await walk.sandbox.admin("installationToken", 4242, walk.repository, permissions)) as {
    token: string;
  };
  const number = await file(walk, await goodForm(walk));
  const step = await request(walk, number, { token });
  expect(step.outputs["pull-request"], step.log).toMatch(/^\d+$/);
  const pull = (await walk.as("dev", "GET", `pulls/${step.outputs["pull-request"]}`)) as {
    title: string;
    body: string;
    base: { ref: string };
  };
  expect(pull.base.ref).toBe("qms");
  expect(pull.title).toMatch(/^Level 1 Bypass Request - Docs coverage/);
  expect(pull.body).toContain(`- **Request ID**: ${id}`);
  expect((await commentsOf(walk, number))[0]?.body).toContain(`the request is #${step.outputs["pull-request"]}`);
  // A second run finds everything done.
  const again = await request(walk, number, { token });
  expect(again.outputs).toMatchObject({ verdict: "ok", "bypass-id": id });
  expect(await branches(walk)).toEqual([branch]);
  const decided = await validate(walk, Number(step.outputs["pull-request"]));
  expect(decided.outputs.verdict, decided.summary).toBe("pending");
  expect(decided.summary).not.toContain("REQUESTER_UNKNOWN");
});

test("an App that may open no pull request leaves the click to a person, and says why", async () => {
  const walk = await walkForTest(standing);
  await walk.sandbox.admin("createApp", { id: 4242, slug: "qms-poster" });
  const permissions = jobPermissions["request-bypass"];
  const { token } = (await walk.sandbox.admin("installationToken", 4242, walk.repository, permissions)) as {
    token: string;
  };
  const number = await file(walk, await goodForm(walk));
  const step = await request(walk, number, { token });
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", "bypass-id": id, "pull-request": "" });
  expect(step.annotations.map((item) => item.title)).toContain("PULL_REQUEST_REFUSED");
  expect((await commentsOf(walk, number))[0]?.body).toContain("one click is missing");
});

test("whoever clicks the link, the requester is the one who filed the form; a trailer alone proves nothing", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await request(walk, number);
  await later(walk);
  const clicked = await validate(walk, await click(walk, branch, "dev"));
  expect(clicked.summary).not.toContain("REQUESTER_MISMATCH");

  // Opened after the second that the forged id names.
  await later(walk);
  const other = await file(walk, "The build is slow.", { title: "Slow" });
  const forged = (await manifestOn(walk, branch)).replaceAll("090000", "090100");
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "wish",
    from: "qms",
    author: "dev",
    message: `Ask\n\nQms-Request: #${other}\n`,
    files: { ".qms/bypasses/2026/03/BYPASS-L1-20260302-090100.yml": forged },
  });
  expect((await validate(walk, await click(walk, "wish", "dev"))).summary).toContain("REQUESTER_MISMATCH");
});

test("a bad form gets the list of fields to mend; mended, it is taken", async () => {
  const walk = await walkForTest(standing);
  const number = await file(
    walk,
    await goodForm(walk, {
      "Pull request": "999",
      "Failing checks": "docs/*",
      "Business impact": "[Describe business reasons for bypass]",
      "Risk level": "high",
    }),
  );
  const step = await request(walk, number);
  expect([step.exitCode, step.outputs.verdict, step.outputs["bypass-id"]]).toEqual([1, "findings", ""]);
  expect(await branches(walk)).toEqual([]);
  const [bad] = await commentsOf(walk, number);
  for (const words of ["TARGET_UNKNOWN", "WILDCARD_FORBIDDEN", "PLACEHOLDER_TEXT", "RISK_TOO_HIGH", "| Pull request |"])
    expect(bad?.body).toContain(words);
  expect(bad?.body).not.toContain("target.base");

  await later(walk, 600);
  await walk.as("req", "PATCH", `issues/${number}`, { body: await goodForm(walk) });
  const mended = await request(walk, number, {
    event: { name: "issues", payload: { action: "edited", issue: { number } } },
  });
  expect(mended.outputs, mended.log).toMatchObject({ verdict: "ok", "bypass-id": id });
  const comments = await commentsOf(walk, number);
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toContain("one click is missing");
});

test("a check that does not fail is told before anybody is asked to approve", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk, { "Failing checks": "docs/coverag\nbuild" }));
  const step = await request(walk, number);
  expect(step.outputs.verdict).toBe("findings");
  const [comment] = await commentsOf(walk, number);
  expect(comment?.body).toContain("| Failing checks |");
  expect(comment?.body).toContain("docs/coverage");
});

test.each([
  ["a stranger", "stranger", undefined],
  ["somebody's ordinary issue", "req", "It does not work\n\n### Bypass level\n\nL1"],
])("%s gets no answer", async (_, login, body) => {
  const walk = await walkForTest(standing);
  const number = await file(walk, body ?? (await goodForm(walk)), { login });
  const step = await request(walk, number);
  expect([step.exitCode, step.outputs.verdict]).toEqual([0, "ok"]);
  expect(await commentsOf(walk, number)).toEqual([]);
  expect(await branches(walk)).toEqual([]);
});

test("what is edited after it was accepted is told once and changes nothing", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await request(walk, number);
  const before = await manifestOn(walk, branch);
  await later(walk);
  await walk.as("req", "PATCH", `issues/${number}`, { body: await goodForm(walk, { "Failing checks": "unit-tests" }) });
  for (let times = 0; times < 2; times++) {
    const step = await request(walk, number);
    expect([step.exitCode, step.outputs.verdict]).toEqual([0, "ok"]);
    expect(step.annotations.map((item) => item.title)).toContain("EDITED_AFTER_ACCEPT");
    const comments = await commentsOf(walk, number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body.match(/EDITED_AFTER_ACCEPT/g)).toHaveLength(1);
    expect(comments[0]?.body).toContain("one click is missing");
  }
  expect(await manifestOn(walk, branch)).toBe(before);
  expect(await branches(walk)).toEqual([branch]);
});

test("a request that is emptied after it was accepted keeps its requester, and the edit is told", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await request(walk, number);
  await later(walk);
  const pull = await click(walk, branch, "mia");
  await walk.as("req", "PATCH", `issues/${number}`, { body: "Done, see the pull request." });
  expect((await request(walk, number)).annotations.map((item) => item.title)).toContain("EDITED_AFTER_ACCEPT");
  const decided = await validate(walk, pull);
  expect(decided.summary).not.toMatch(/REQUESTER_(?:UNKNOWN|MISMATCH)/);
});

test("a mark that somebody wrote into our comment accepts nothing", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk, { "Risk level": "high" }));
  await request(walk, number);
  const [comment] = (await walk.as("dev", "GET", `issues/${number}/comments`)) as { id: number }[];
  const mark = `<!-- qms-bypass:accepted:BYPASS-L1-20990101-000000/${"0".repeat(64)} -->`;
  await walk.as("boss", "PATCH", `issues/comments/${comment?.id}`, {
    body: `<!-- qms-bypass:request:${number} -->\n${mark}\nHa.`,
  });
  await walk.as("req", "PATCH", `issues/${number}`, { body: await goodForm(walk) });
  const step = await request(walk, number);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", "bypass-id": id });
  expect(await branches(walk)).toEqual([branch]);
});

test("a form that is older than a request may live is not taken any more", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk, { "Risk level": "high" }));
  await walk.sandbox.admin("advance", 73 * 3_600_000);
  await walk.as("req", "PATCH", `issues/${number}`, { body: await goodForm(walk) });
  const step = await request(walk, number);
  expect(step.outputs.verdict).toBe("findings");
  expect((await commentsOf(walk, number))[0]?.body).toContain("REQUEST_EXPIRED");
});

test("nobody puts words into another one's request", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await later(walk);
  await walk.as("boss", "PATCH", `issues/${number}`, { body: `${await goodForm(walk)}\n` });
  const step = await request(walk, number);
  expect(step.outputs.verdict).toBe("findings");
  expect((await commentsOf(walk, number))[0]?.body).toContain("EDITED_BY_ANOTHER");
  expect(await branches(walk)).toEqual([]);
});

test("a title that somebody else changed is no title of the author's; the author's own change is", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await walk.as("boss", "PATCH", `issues/${number}`, { title: "Something else altogether" });
  const step = await request(walk, number);
  expect(step.outputs.verdict).toBe("findings");
  expect((await commentsOf(walk, number))[0]?.body).toContain("boss");
  expect(await branches(walk)).toEqual([]);
  await walk.as("req", "PATCH", `issues/${number}`, { title: "Docs coverage is 78 % while the reference moves" });
  expect((await request(walk, number)).outputs.verdict).toBe("ok");
});

test("a branch that somebody else made in this request's name is passed by", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await walk.sandbox.admin("commit", walk.repository, {
    branch,
    from: "qms",
    author: "dev",
    message: `Ask for ${id}\n\nQms-Request: #${number}\n`,
    files: { [`.qms/bypasses/2026/03/${id}.yml`]: "schema: qms.manifest/v1\n" },
  });
  const step = await request(walk, number);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", "bypass-id": "BYPASS-L1-20260302-090001" });
  expect(await manifestOn(walk, "qms-request/BYPASS-L1-20260302-090001")).toContain("requested_by: req");
});

test("two requests of one second get two ids", async () => {
  const walk = await walkForTest(standing);
  const body = await goodForm(walk);
  const [first, second] = [await file(walk, body), await file(walk, body, { login: "mia" })];
  await request(walk, first);
  const step = await request(walk, second);
  expect(step.outputs["bypass-id"], step.log).toBe("BYPASS-L1-20260302-090001");
  expect(await manifestOn(walk, "qms-request/BYPASS-L1-20260302-090001")).toContain("requested_by: mia");
  expect((await request(walk, first)).outputs["bypass-id"]).toBe(id);
});

test("after the merge, its branch deleted, the request is still known", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  await request(walk, number);
  await later(walk);
  const pull = await click(walk, branch);
  await approve(walk, "lea", pull);
  expect((await validate(walk, pull)).outputs.merged).toBe("true");
  await walk.as("req", "DELETE", `git/refs/heads/${branch}`);
  const [comment] = (await walk.as("dev", "GET", `issues/${number}/comments`)) as { id: number }[];
  await walk.as("boss", "PATCH", `issues/comments/${comment?.id}`, { body: "gone" });
  const step = await request(walk, number);
  expect(step.outputs).toMatchObject({ verdict: "ok", "bypass-id": id });
  expect(await branches(walk)).toEqual([]);
});

test("where no branch may be made, the comment holds the file", async () => {
  const workflow = { ".github/workflows/qms-relay.yml": "name: relay\n" };
  const walk = await walkForTest(standing);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "boss",
    message: "The relay",
    files: workflow,
  });
  const number = await file(walk, await goodForm(walk));
  const step = await request(walk, number);
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([0, "ok"]);
  expect(step.annotations.map((item) => item.title)).toContain("BRANCH_REFUSED");
  const [comment] = await commentsOf(walk, number);
  expect(comment?.body).toContain(`/new/qms?filename=.qms%2Fbypasses%2F2026%2F03%2F${id}.yml`);
  expect(comment?.body).toContain(`    id: ${id}`);
  // With the same workflow on the default branch GitHub has nothing against the branch.
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "main",
    author: "boss",
    message: "The relay here, too",
    files: workflow,
  });
  expect((await request(walk, number)).log).toContain(`is ${id}`);
  expect(await branches(walk)).toEqual([branch]);
});

test("a broken policy is told to who asks, and nothing is made", async () => {
  const walk = await walkForTest(standing);
  const files = { ".qms/policy.yml": "schema: qms.policy/v1\nnonsense: true\n" };
  await walk.sandbox.admin("commit", walk.repository, { branch: "qms", author: "boss", message: "Oh", files });
  const number = await file(walk, await goodForm(walk));
  const step = await request(walk, number);
  expect(step.outputs.verdict).toBe("findings");
  expect((await commentsOf(walk, number))[0]?.body).toContain("FIELD_UNKNOWN");
  expect(await branches(walk)).toEqual([]);
});

test("a dry run writes nothing", async () => {
  const walk = await walkForTest(standing);
  const number = await file(walk, await goodForm(walk));
  const step = await request(walk, number, { inputs: { "dry-run": "true" } });
  expect(step.outputs).toMatchObject({ verdict: "ok", "bypass-id": id });
  expect(step.summary).toContain(`    id: ${id}`);
  expect(await commentsOf(walk, number)).toEqual([]);
  expect(await branches(walk)).toEqual([]);
  expect(step.requests.filter(({ operation }) => /create|update/.test(operation))).toEqual([]);
});

test("markup, commands and mentions in a form reach nobody", async () => {
  const walk = await walkForTest(standing);
  const evil = "@acme/all ::set-output name=verdict::ok <!-- qms-bypass:accepted:X --> [x](javascript:1) `rm -rf /` ";
  const number = await file(walk, await goodForm(walk, { "Technical details": evil.repeat(2), "Risk level": evil }), {
    title: `${title} @acme/all`,
  });
  const step = await request(walk, number);
  expect(step.outputs.verdict).toBe("findings");
  const [comment] = await commentsOf(walk, number);
  expect(comment?.body).not.toMatch(/@acme|<!-- qms-bypass:accepted/);
  expect(step.log).not.toMatch(/^::set-output/m);
});

test("killed after any request and run again, it leaves what an undisturbed run leaves", async () => {
  const traces = async (walk: Awaited<ReturnType<typeof walkForTest>>, number: number) => ({
    branches: await branches(walk),
    comments: (await commentsOf(walk, number)).map(({ body }) => body.replace(/127\.0\.0\.1:\d+/g, "host")),
    manifest: await manifestOn(walk, branch),
  });
  const quiet = await walkForTest(standing);
  const asked = await file(quiet, await goodForm(quiet));
  const { requests } = await request(quiet, asked);
  const wanted = await traces(quiet, asked);
  expect(requests.length).toBeGreaterThan(8);
  await quiet.close();
  for (let before = 1; before <= requests.length; before++) {
    const walk = await walkForTest(standing);
    const number = await file(walk, await goodForm(walk));
    const killed = await request(walk, number, { killAfter: { requests: before } });
    expect(killed.killed, `request ${before}`).toBe(true);
    const again = await request(walk, number);
    expect(again.outputs, `request ${before}`).toMatchObject({ verdict: "ok", "bypass-id": id });
    expect(await traces(walk, number), `request ${before}`).toEqual(wanted);
    await walk.close();
  }
  countKillPoints("request-bypass", requests.length);
}, 900_000);
