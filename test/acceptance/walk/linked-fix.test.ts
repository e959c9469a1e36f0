import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { eventsOf } from "./notice-world.ts";
import { issueOf, sync, used } from "./sync-world.ts";
import { later, ledgerTypes } from "./walk-world.ts";

/** A pull request that mends, with what its checks say. */
async function propose(walk: Walk, body: string, { branch = "mend", login = "dev", state = "success" } = {}) {
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch, from: "main", author: "dev", message: "Document the symbols" },
    files: { [`docs/${branch}.md`]: "# Reference\n" },
  })) as string;
  const pull = { title: "Docs", head: branch, base: "main", body };
  const { number } = (await walk.as(login, "POST", "pulls", pull)) as { number: number };
  await report(walk, headSha, state);
  return { number, headSha };
}

async function report(walk: Walk, sha: string, state: string): Promise<void> {
  await walk.as("dev", "POST", `statuses/${sha}`, { state, context: "docs/coverage" });
  await walk.sandbox.admin("reportCi", walk.repository, sha, [{ name: "build", conclusion: "success" }]);
  await later(walk, 5);
}

const merge = async (walk: Walk, number: number) => {
  const { sha } = (await walk.as("mia", "PUT", `pulls/${number}/merge`, {})) as { sha: string };
  await later(walk, 5);
  return sha;
};
const links = async (walk: Walk) =>
  (await eventsOf(walk, "remediation.progress")).map(({ data }) => [data.pull_request, data.state, data.merge_commit]);

test("a pull request that names the bypass is shown while it is open; merged and green it completes, pending verification", async () => {
  const { walk, id, issue } = await used();
  const { number } = await propose(walk, `Mends it.\n\nqms: ${id}\n`);
  await sync(walk);
  expect(await links(walk)).toEqual([[number, "open", undefined]]);
  expect((await issueOf(walk, issue)).body).toContain(`### Fixes\n\n- #${number} · open\n`);
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
  // Nothing new: nothing is written.
  const again = await sync(walk);
  expect(JSON.parse(again.outputs.updated ?? "null"), again.log).toEqual([]);
  const sha = await merge(walk, number);
  const step = await sync(walk);
  expect(await links(walk), step.log).toEqual([
    [number, "open", undefined],
    [number, "merged", sha],
  ]);
  expect(await eventsOf(walk, "remediation.completed")).toMatchObject([{ data: { commit: sha, fixes: [number] } }]);
  const shown = await issueOf(walk, issue);
  expect(shown.body).toContain(`- #${number} · merged as \`${sha.slice(0, 10)}\``);
  expect(shown.body).toContain("| State | completed |");
  expect(shown.state).toBe("open");
}, 240_000);

test("a closing keyword for its issue links it, too; merged and red it completes nothing until a run is green", async () => {
  const { walk, issue } = await used();
  const { number } = await propose(walk, `Fixes #${issue}`);
  await sync(walk);
  const sha = await merge(walk, number);
  await report(walk, sha, "failure");
  const step = await sync(walk);
  expect(
    (await links(walk)).map(([, state]) => state),
    step.log,
  ).toEqual(["open", "merged"]);
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
  await report(walk, sha, "success");
  await sync(walk);
  expect(await eventsOf(walk, "remediation.completed")).toMatchObject([{ data: { fixes: [number] } }]);
}, 240_000);

test("withdrawn, taken up again, and named no more: the issue says so", async () => {
  const { walk, id, issue } = await used();
  const { number } = await propose(walk, `qms: ${id}`);
  const change = async (fields: object) => {
    await walk.as("dev", "PATCH", `pulls/${number}`, fields);
    await later(walk, 5);
    await sync(walk);
  };
  await sync(walk);
  await change({ state: "closed" });
  expect((await issueOf(walk, issue)).body).toContain(`- #${number} · closed, or names it no more`);
  await change({ state: "open" });
  await change({ body: "Something else." });
  expect((await links(walk)).map(([, state]) => state)).toEqual(["open", "closed", "open", "closed"]);
}, 240_000);

test("the pull request that the bypass let through mends nothing, whatever it says", async () => {
  const { walk, id } = await used();
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { body: `qms: ${id}` });
  const other = await propose(walk, "qms: BYPASS-L1-20200101-000000\nFixes #99999", { branch: "other" });
  await later(walk, 5);
  const step = await sync(walk);
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect([other.number > 0, await links(walk)]).toEqual([true, []]);
}, 240_000);
