import { expect, test, vi } from "vitest";
import { type Client, repo, startSeeded } from "./support.ts";

const spawned = vi.hoisted(() => ({ count: 0 }));
vi.mock("node:child_process", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:child_process")>();
  const spawn = (...args: Parameters<typeof original.spawn>) => {
    spawned.count += 1;
    return original.spawn(...args);
  };
  return { ...original, spawn };
});

const inRepository = async (client: Client, selection: string) => {
  const { body } = await client.graphql(`{ repository(owner: "acme", name: "payments") { ${selection} } }`);
  expect(body.errors).toBeUndefined();
  return body.data.repository;
};

test("a job learns by viewer who it is, as a User with [bot], and by viewerDidAuthor what is its own", async () => {
  const { as, job } = await startSeeded();
  const bot = job();
  expect((await bot.graphql("{ viewer { __typename login databaseId } }")).body.data.viewer).toEqual({
    __typename: "User",
    login: "github-actions[bot]",
    databaseId: 41898282,
  });
  await bot.post(`${repo}/issues/1/comments`, { body: "<!-- marker -->" });
  await as("stranger").post(`${repo}/issues/1/comments`, { body: "<!-- marker -->" });
  await bot.post(`${repo}/issues`, { title: "tracked" });
  await as("lea").post(`${repo}/pulls/1/reviews`, { event: "COMMENT", body: "mine" });
  const selection = `pullRequest(number: 1) { viewerDidAuthor
      comments(first: 9) { nodes { viewerDidAuthor author { __typename login } } }
      reviews(first: 9) { nodes { viewerDidAuthor } } }
    issue(number: 2) { viewerDidAuthor }`;
  expect(await inRepository(bot, selection)).toEqual({
    pullRequest: {
      viewerDidAuthor: false,
      comments: {
        nodes: [
          { viewerDidAuthor: true, author: { __typename: "Bot", login: "github-actions" } },
          { viewerDidAuthor: false, author: { __typename: "User", login: "stranger" } },
        ],
      },
      reviews: { nodes: [{ viewerDidAuthor: false }] },
    },
    issue: { viewerDidAuthor: true },
  });
  const own = await inRepository(
    as("lea"),
    "pullRequest(number: 1) { reviews(first: 1) { nodes { viewerDidAuthor } } }",
  );
  expect(own.pullRequest.reviews.nodes).toEqual([{ viewerDidAuthor: true }]);
});

test("an edited comment and an edited issue name their editor and the time", async () => {
  let now = Date.parse("2026-03-02T09:00:00Z");
  const { as, job } = await startSeeded({ now: () => now });
  const bot = job();
  const { id } = (await bot.post(`${repo}/issues/1/comments`, { body: "c" })).body;
  const issue = (await bot.post(`${repo}/issues`, { title: "t", body: "b", assignees: ["lea"] })).body;
  const selection = `pullRequest(number: 1) { comments(first: 1) { nodes { createdAt updatedAt lastEditedAt editor { login } } } }
    issue(number: ${issue.number}) { body lastEditedAt updatedAt closedAt closed stateReason editor { login } assignees(first: 5) { totalCount nodes { databaseId login } } }`;
  const before = await inRepository(bot, selection);
  expect(before.pullRequest.comments.nodes[0]).toMatchObject({ lastEditedAt: null, editor: null });
  expect(before.issue).toMatchObject({ lastEditedAt: null, editor: null, closedAt: null, closed: false });
  now += 60_000;
  await as("lea").patch(`${repo}/issues/comments/${id}`, { body: "forged" });
  await as("dov").patch(`${repo}/issues/${issue.number}`, {
    body: "forged",
    state: "closed",
    state_reason: "not_planned",
  });
  expect(await inRepository(bot, selection)).toEqual({
    pullRequest: {
      comments: {
        nodes: [
          {
            createdAt: "2026-03-02T09:00:00Z",
            updatedAt: "2026-03-02T09:01:00Z",
            lastEditedAt: "2026-03-02T09:01:00Z",
            editor: { login: "lea" },
          },
        ],
      },
    },
    issue: {
      body: "forged",
      lastEditedAt: "2026-03-02T09:01:00Z",
      updatedAt: "2026-03-02T09:01:00Z",
      closedAt: "2026-03-02T09:01:00Z",
      closed: true,
      stateReason: "NOT_PLANNED",
      editor: { login: "dov" },
      assignees: { totalCount: 1, nodes: [{ databaseId: 101, login: "lea" }] },
    },
  });
});

test("issues are listed by author, label, state and change, ordered, without pull requests", async () => {
  let now = Date.parse("2026-03-02T09:00:00Z");
  const { admin, as, job } = await startSeeded({ now: () => now });
  const bot = job();
  await bot.post(`${repo}/issues`, { title: "a", labels: ["qms:bypass"] });
  now += 60_000;
  await as("lea").post(`${repo}/issues`, { title: "b", labels: ["qms:bypass"] });
  now += 60_000;
  await bot.post(`${repo}/issues`, { title: "c" });
  await bot.patch(`${repo}/issues/2`, { state: "closed" });
  const titles = async (args: string) =>
    (await inRepository(bot, `issues(first: 9, ${args}) { nodes { title } }`)).issues.nodes.map(
      (node: { title: string }) => node.title,
    );
  expect(await titles("orderBy: {field: CREATED_AT, direction: DESC}")).toEqual(["c", "b", "a"]);
  expect(await titles("orderBy: {field: UPDATED_AT, direction: ASC}")).toEqual(["b", "a", "c"]);
  expect(await titles("states: [OPEN]")).toEqual(["b", "c"]);
  expect(await titles('labels: ["QMS:bypass"]')).toEqual(["a", "b"]);
  expect(await titles('filterBy: {createdBy: "github-actions[bot]"}')).toEqual(["a", "c"]);
  expect(await titles('filterBy: {createdBy: "github-actions"}')).toEqual([]);
  expect(await titles('filterBy: {since: "2026-03-02T09:02:00Z"}')).toEqual(["a", "c"]);
  const page = await inRepository(bot, "issues(first: 2) { totalCount pageInfo { hasNextPage } }");
  expect(page.issues).toEqual({ totalCount: 3, pageInfo: { hasNextPage: true } });
  admin.setHasIssues("acme/payments", false);
  expect(await inRepository(bot, "hasIssuesEnabled issues(first: 2) { totalCount }")).toEqual({
    hasIssuesEnabled: false,
    issues: { totalCount: 0 },
  });
});

test("by variant a bot's issues are not found by their author", async () => {
  const { job } = await startSeeded({ variants: { createdByFindsBots: false } });
  await job().post(`${repo}/issues`, { title: "a" });
  const selection = 'issues(first: 9, filterBy: {createdBy: "github-actions[bot]"}) { totalCount }';
  expect((await inRepository(job(), selection)).issues.totalCount).toBe(0);
});

test("150 files of one commit come in one document and without a process each; binary ones without text, missing ones as null", async () => {
  const { admin, job } = await startSeeded();
  const files = Object.fromEntries(Array.from({ length: 149 }, (_, n) => [`e/${n % 7}/${n}.json`, `{"n":${n}}`]));
  const head = await admin.commit("acme/payments", {
    branch: "qms-ledger",
    from: null,
    author: "boss",
    message: "events",
    files: { ...files, "bin/x": "\0binary" },
  });
  const paths = [...Object.keys(files), "bin/x", "e/0/none.json", "none/at/all", "e/0/0.json/below"];
  const aliases = paths
    .map((path, n) => `f${n}: object(expression: "${head}:${path}") { ... on Blob { oid text isBinary } }`)
    .join("\n");
  const before = spawned.count;
  const found = await inRepository(job(), aliases);
  // With a process per file it took seconds.
  expect(spawned.count - before).toBe(0);
  expect(before).toBeGreaterThan(0);
  expect(found.f0.text).toBe('{"n":0}');
  expect(found.f148.text).toBe('{"n":148}');
  expect(found.f149).toMatchObject({ text: null, isBinary: true });
  expect([found.f150, found.f151, found.f152]).toEqual([null, null, null]);
  const folder = await inRepository(
    job(),
    `object(expression: "qms-ledger:e/0") { __typename ... on Tree { entries { name } } }`,
  );
  expect(folder.object).toMatchObject({ __typename: "Tree" });
  const message = await inRepository(job(), `object(oid: "${head}") { ... on Commit { message } }`);
  expect(message.object).toEqual({ message: "events" });
});
