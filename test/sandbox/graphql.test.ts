import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { githubSchema } from "../../sandbox/contract/graphql-contract.ts";
import { sandboxSchema } from "../../sandbox/graphql/execute.ts";
import { repo, startSeeded } from "./support.ts";

test("our schema is a part of GitHub's: same types, fields, arguments and values", () => {
  const full = githubSchema();
  const differences: string[] = [];
  for (const [name, type] of Object.entries(sandboxSchema().getTypeMap())) {
    if (name.startsWith("__")) continue;
    const theirs = full.getType(name);
    if (isEnumType(type) && isEnumType(theirs)) {
      const values = (of: typeof type) =>
        of
          .getValues()
          .map((value) => value.name)
          .sort();
      if (String(values(type)) !== String(values(theirs))) differences.push(name);
    } else if (isInputObjectType(type) && isInputObjectType(theirs)) {
      for (const [field, { type: of }] of Object.entries(type.getFields()))
        if (String(theirs.getFields()[field]?.type) !== String(of)) differences.push(`${name}.${field}`);
    } else if ((isObjectType(type) && isObjectType(theirs)) || (isInterfaceType(type) && isInterfaceType(theirs))) {
      for (const [field, { type: of, args }] of Object.entries(type.getFields())) {
        const real = theirs.getFields()[field];
        if (String(real?.type) !== String(of)) differences.push(`${name}.${field}: ${real?.type}`);
        for (const arg of args)
          if (String(real?.args.find((other) => other.name === arg.name)?.type) !== String(arg.type))
            differences.push(`${name}.${field}(${arg.name})`);
      }
    } else if (theirs === undefined || theirs.constructor.name !== type.constructor.name) differences.push(name);
  }
  expect(differences).toEqual([]);
  expect(() => buildSchema("type Query { a: Int }")).not.toThrow();
});

const facts = `query Facts($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    policy: object(expression: "qms:.qms/policy.yml") { ... on Blob { oid text isTruncated } }
    manifests: object(expression: "qms:.qms") { ... on Tree { entries { name type mode } } }
    collaborators(first: 100) { edges { permission node { databaseId login } } }
    pullRequest(number: $number) {
      author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
      baseRefName headRefOid isCrossRepository isDraft state mergeable mergeStateStatus reviewDecision
      files(first: 100) { totalCount nodes { path changeType } }
      commits(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { oid
        authors(first: 10) { nodes { email user { databaseId login } } } committer { user { login } } } } }
      statusCheckRollup { state contexts(first: 100) { nodes { __typename
        ... on StatusContext { context state isRequired(pullRequestNumber: $number) creator { login } }
        ... on CheckRun { name status conclusion databaseId isRequired(pullRequestNumber: $number) checkSuite { app { databaseId } } } } } }
    }
  }
}`;

test("one document serves the facts of a pull request: people, files, commits, required checks", async () => {
  const { job } = await startSeeded();
  const { body } = await job().graphql(facts, { owner: "acme", name: "payments", number: 1 });
  expect(body.errors).toBeUndefined();
  const { policy, collaborators, pullRequest: pull } = body.data.repository;
  expect(policy.text).toContain("schema: qms.policy/v1");
  expect(collaborators.edges).toContainEqual({ permission: "WRITE", node: { databaseId: 101, login: "lea" } });
  expect(pull).toMatchObject({
    author: { __typename: "User", login: "dev", databaseId: 200 },
    baseRefName: "main",
    mergeable: "MERGEABLE",
    mergeStateStatus: "BLOCKED",
    reviewDecision: null,
    files: { totalCount: 1, nodes: [{ path: "src/app.ts", changeType: "MODIFIED" }] },
    statusCheckRollup: { state: "FAILURE" },
  });
  expect(pull.commits.nodes[0].commit.authors.nodes[0].user).toEqual({ databaseId: 200, login: "dev" });
  expect(pull.statusCheckRollup.contexts.nodes).toMatchObject([
    { name: "unit-tests", conclusion: "FAILURE", isRequired: true, checkSuite: { app: { databaseId: 15368 } } },
    { name: "build", conclusion: "SUCCESS", isRequired: true },
    { context: "docs/coverage", state: "FAILURE", isRequired: true },
  ]);
});

test("co-authors are authors; an address without an account has no user", async () => {
  const { admin, job } = await startSeeded();
  await admin.commit("acme/payments", {
    branch: "feature",
    author: "dev",
    message: "m\n\nCo-authored-by: Lea <101+lea@users.noreply.github.com>\nco-authored-by: X <x@example.test>",
    files: { f: "f" },
  });
  const query = `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) { commits(last: 1) { nodes { commit { authors(first: 9) { nodes { user { login } } } } } } } } }`;
  const { body } = await job().graphql(query);
  expect(body.data.repository.pullRequest.commits.nodes[0].commit.authors.nodes).toEqual([
    { user: { login: "dev" } },
    { user: { login: "lea" } },
    { user: null },
  ]);
});

const append = `mutation Append($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid parents(first: 1) { nodes { oid } } } ref { name } } }`;
const input = (head: string, path: string, branchName = "qms-ledger") => ({
  input: {
    branch: { repositoryNameWithOwner: "acme/payments", branchName },
    expectedHeadOid: head,
    message: { headline: "events" },
    fileChanges: { additions: [{ path, contents: Buffer.from("{}\n").toString("base64") }] },
  },
});

test("createCommitOnBranch appends where the head is the expected one and is STALE_DATA where it is not", async () => {
  const { admin, job } = await startSeeded();
  const head = await admin.commit("acme/payments", {
    branch: "qms-ledger",
    from: null,
    author: "boss",
    message: "g",
    files: { a: "a" },
  });
  const first = await job().graphql(append, input(head, "ledger/1.json"));
  const { oid } = first.body.data.createCommitOnBranch.commit;
  expect(await admin.head("acme/payments", "qms-ledger")).toBe(oid);
  const lost = await job().graphql(append, input(head, "ledger/2.json"));
  expect(lost).toMatchObject({
    status: 200,
    body: { data: { createCommitOnBranch: null }, errors: [{ type: "STALE_DATA", path: ["createCommitOnBranch"] }] },
  });
  expect((await job().graphql(append, input(oid, "ledger/2.json"))).body.errors).toBeUndefined();
  const { body } = await job().get(`${repo}/git/trees/qms-ledger?recursive=1`);
  expect(body.tree.map((entry: { path: string }) => entry.path)).toEqual([
    "a",
    "ledger",
    "ledger/1.json",
    "ledger/2.json",
  ]);
});

test("of many writers at once each commit lands once, none is lost", async () => {
  const { admin, job } = await startSeeded();
  await admin.commit("acme/payments", {
    branch: "qms-ledger",
    from: null,
    author: "boss",
    message: "g",
    files: { a: "a" },
  });
  const bot = job();
  const appendUntilDone = async (path: string) => {
    for (;;) {
      const head = (await admin.head("acme/payments", "qms-ledger")) ?? "";
      if ((await bot.graphql(append, input(head, path))).body.errors === undefined) return;
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => appendUntilDone(`e/${index}.json`)));
  const { body } = await bot
    .get(`${repo}/compare/main...qms-ledger`)
    .then((reply) => (reply.status === 404 ? bot.get(`${repo}/git/trees/qms-ledger?recursive=1`) : reply));
  expect(body.tree.filter((entry: { path: string }) => entry.path.startsWith("e/"))).toHaveLength(8);
});

test("a missing permission is FORBIDDEN beside the data that was allowed; rules hold for the mutation", async () => {
  const { admin, job } = await startSeeded();
  const query = `{ repository(owner: "acme", name: "payments") { nameWithOwner pullRequest(number: 1) { title } } }`;
  expect((await job({ contents: "read" }).graphql(query)).body).toMatchObject({
    data: { repository: { nameWithOwner: "acme/payments", pullRequest: null } },
    errors: [
      { type: "FORBIDDEN", message: "Resource not accessible by integration", path: ["repository", "pullRequest"] },
    ],
  });
  const head = (await admin.head("acme/payments", "qms")) ?? "";
  expect((await job({ contents: "read" }).graphql(append, input(head, "x", "qms"))).body.errors[0].type).toBe(
    "FORBIDDEN",
  );
  expect((await job().graphql(append, input(head, "x", "qms"))).body.errors[0].message).toContain(
    "Changes must be made through a pull request",
  );
  expect((await job().graphql(`{ repository(owner: "acme", name: "none") { id } }`)).body.errors[0].type).toBe(
    "NOT_FOUND",
  );
});

test("connections want a bound and page by cursor", async () => {
  const { admin, job } = await startSeeded({ pageSize: 2 });
  for (const name of ["a", "b", "c"])
    await admin.commit("acme/payments", { branch: "feature", author: "dev", message: name, files: { [name]: name } });
  const page = (after: string | null) =>
    job().graphql(
      `query($after: String) { repository(owner: "acme", name: "payments") { pullRequest(number: 1) { commits(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { message } } } } } }`,
      { after },
    );
  const first = (await page(null)).body.data.repository.pullRequest.commits;
  expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
  const second = (await page(first.pageInfo.endCursor)).body.data.repository.pullRequest.commits;
  expect([...first.nodes, ...second.nodes].map((node: { commit: { message: string } }) => node.commit.message)).toEqual(
    ["Round half to even", "a", "b", "c"],
  );
  const unbound = await job().graphql(
    `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) { commits { totalCount } } } }`,
  );
  expect(unbound.body.errors[0].type).toBe("MISSING_PAGINATION_BOUNDARIES");
});
