import { expect, test } from "vitest";
import { repositoryFile } from "../../sandbox/contract/locate.ts";
import { loadRestContract } from "../../sandbox/contract/rest-contract.ts";
import { repo, startSeeded } from "./support.ts";

const contract = loadRestContract(repositoryFile("sandbox/contract/operations.ndjson"));

test("a request that GitHub would not accept is refused and recorded", async () => {
  const { sandbox, job, seeded } = await startSeeded({}, { unlisted: 0, violations: 4 });
  const sha = seeded.target.headSha;
  const wrong = await job().post(`${repo}/statuses/${sha}`, { state: "passed" });
  expect(wrong.status).toBe(422);
  expect(wrong.headers.get("x-sandbox-violation")).toContain("/state");
  expect((await job().post(`${repo}/statuses/${sha}`, { state: "success", contxt: "x" })).status).toBe(422);
  expect((await job().get(`${repo}/pulls?stat=open`)).status).toBe(422);
  expect((await job().post(`${repo}/issues`, { body: "no title" })).status).toBe(422);
  expect(sandbox.journal.violations.map((violation) => [violation.operation, violation.side])).toEqual([
    ["repos/create-commit-status", "request"],
    ["repos/create-commit-status", "request"],
    ["pulls/list", "request"],
    ["issues/create", "request"],
  ]);
});

test("a route, a parameter or a field that the sandbox does not have fails loudly instead of being ignored", async () => {
  const { sandbox, job } = await startSeeded({}, { unlisted: 4, violations: 0 });
  expect((await job().get(`${repo}/releases`)).headers.get("x-sandbox-unlisted")).toBe("true");
  expect((await job().get(`${repo}/pulls?sort=popularity&direction=desc&state=open`)).status).toBe(200);
  expect((await job().get(`${repo}/issues?milestone=1`)).status).toBe(404);
  expect((await job().post(`${repo}/issues`, { title: "t", type: "Bug" })).status).toBe(404);
  expect(
    (await job().graphql(`{ repository(owner: "acme", name: "payments") { stargazerCount } }`)).headers.get(
      "x-sandbox-unlisted",
    ),
  ).toBe("true");
  expect(sandbox.journal.unlisted.map((entry) => entry.why)).toEqual([
    "no such route",
    "query milestone is not implemented",
    "body field type is not implemented",
    'Cannot query field "stargazerCount" on type "Repository".',
  ]);
});

test("a GraphQL document that GitHub's schema does not allow is a violation, not an unlisted field", async () => {
  const { sandbox, job } = await startSeeded({}, { unlisted: 0, violations: 2 });
  const wrong = await job().graphql(
    `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) { titel } } }`,
  );
  expect(wrong.headers.get("x-sandbox-violation")).toBe("true");
  await job().graphql(
    `query($n: Int!) { repository(owner: "acme", name: "payments") { pullRequest(number: $n) { title } } }`,
    { n: "one" },
  );
  expect(sandbox.journal.violations.map((violation) => violation.side)).toEqual(["request", "request"]);
});

test("an answer that GitHub would not give is found: a missing field, a wrong type, an unlisted status", () => {
  const status = {
    url: "u",
    avatar_url: null,
    id: 1,
    node_id: "n",
    state: "success",
    description: null,
    target_url: null,
    context: "c",
    created_at: "x",
    updated_at: "x",
    creator: null,
  };
  expect(contract.checkResponse("repos/create-commit-status", 201, status)).toEqual([]);
  expect(contract.checkResponse("repos/create-commit-status", 201, { ...status, id: "1" })[0]).toContain(
    "/id must be integer",
  );
  const { context: _, ...without } = status;
  expect(contract.checkResponse("repos/create-commit-status", 201, without)[0]).toContain("context");
  expect(contract.checkResponse("pulls/merge", 201, {})).toEqual(["status 201 is not listed"]);
  expect(contract.checkResponse("pulls/merge", 502, {})).toEqual([]);
});

test("paths are GitHub's: the literal one wins over the parameter, refs keep their slashes", () => {
  expect(contract.match("PATCH", "/repos/o/r/issues/comments/5")).toEqual({
    id: "issues/update-comment",
    params: { owner: "o", repo: "r", comment_id: "5" },
  });
  expect(contract.match("GET", "/repos/o/r/git/ref/heads/a/b%23c")?.params.ref).toBe("heads/a/b#c");
  expect(contract.match("GET", "/repos/o/r/commits/heads/a/check-runs")).toMatchObject({
    id: "checks/list-for-ref",
    params: { ref: "heads/a" },
  });
  expect(contract.match("DELETE", "/repos/o/r")).toBeNull();
});
