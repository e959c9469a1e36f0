import { expect, test } from "vitest";
import type { AskedRequest, Walk } from "../../../src/demo/open-walk.ts";
import { approve, askL1, later, validate, walkForTest } from "./walk-world.ts";

/** "Update branch" by a person: a merge of the registry into the request's branch; `manifest` is what an evil one slips in. */
async function updateBranch(walk: Walk, login: string, asked: AskedRequest, manifest?: string): Promise<void> {
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "ann",
    message: "A note",
    files: { "NOTES.md": "moves the base\n" },
  });
  await later(walk);
  const base = (await walk.sandbox.admin("head", walk.repository, "qms")) as string;
  const commit = (await walk.as(login, "GET", `git/commits/${asked.headSha}`)) as { tree: { sha: string } };
  const file = (path: string, content: string) => ({ path, mode: "100644", type: "blob", content });
  const tree = (await walk.as(login, "POST", "git/trees", {
    base_tree: commit.tree.sha,
    tree: [file("NOTES.md", "moves the base\n"), ...(manifest === undefined ? [] : [file(asked.path, manifest)])],
  })) as { sha: string };
  const merge = (await walk.as(login, "POST", "git/commits", {
    message: "Merge branch 'qms'",
    tree: tree.sha,
    parents: [asked.headSha, base],
  })) as { sha: string };
  await walk.as(login, "PATCH", `git/refs/heads/${asked.branch}`, { sha: merge.sha });
}

test("an approver who updates the branch from the registry stays an approver, and the earlier approval stays fresh", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await approve(walk, "lou", asked.number);
  await later(walk);
  await updateBranch(walk, "lou", asked);
  const step = await validate(walk, asked.number);
  expect([step.outputs.verdict, step.outputs.merged], step.log).toEqual(["approved", "true"]);
});

test("a merge of the registry that changes the manifest on the way makes its author a contributor", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await later(walk);
  await updateBranch(walk, "lou", asked, asked.text.replace("78 %", "77 %"));
  await later(walk);
  await approve(walk, "lou", asked.number);
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("pending");
  expect(step.summary).toContain("CONTRIBUTOR");
});
