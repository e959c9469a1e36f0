import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { fix, issueOf, replies, type Shown, say, sync, url, used } from "./sync-world.ts";
import { later, ledgerTypes } from "./walk-world.ts";

const archive = "acme/archive";

/** The tracking issues that are there, oldest first. */
async function trackers(walk: Walk, id: string): Promise<readonly Shown[]> {
  const all = (await walk.as("dev", "GET", "issues?state=all&direction=asc")) as Shown[];
  return all.filter((one) => one.pull_request === undefined && one.title.includes(id));
}

const all = (walk: Walk) => sync(walk, { inputs: { operation: "all" } });
const codesOf = (step: { readonly annotations: readonly { readonly title: string | null }[] }) =>
  step.annotations.map(({ title }) => title);

test("a transferred tracking issue has one in its place, on which the remediation is completed, verified and closed", async () => {
  const { walk, id, issue } = await used();
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  expect((await all(walk)).outputs.verdict).toBe("ok");
  await walk.sandbox.admin("createRepository", { name: archive, roles: { boss: "admin", ari: "write" } });
  await later(walk, 700);
  await walk.sandbox.admin("transferIssue", walk.repository, issue, archive);
  await fix(walk);
  const step = await all(walk);
  expect([step.outputs.verdict, codesOf(step)], step.log).toEqual(["ok", ["TRACKING_ISSUE_REPLACED"]]);
  const [now, ...more] = await trackers(walk, id);
  expect(more).toEqual([]);
  const number = now?.number ?? 0;
  expect(number).toBeGreaterThan(issue);
  expect(step.annotations[0]?.message).toContain(`#${number} takes its place`);
  // What was answered on the former one is answered.
  expect(now?.body).toContain("- [x] **Hold the review**");
  expect(now?.body).toContain(`\`${walk.repository}#${issue}\``);
  const types = await ledgerTypes(walk);
  expect(types.filter((type) => type === "remediation.opened")).toHaveLength(2);
  expect(types.at(-1)).toBe("remediation.completed");
  const again = await all(walk);
  expect([again.outputs.verdict, codesOf(again), await ledgerTypes(walk)], again.log).toEqual(["ok", [], types]);
  expect(await trackers(walk, id)).toHaveLength(1);
  await say(walk, "req", number, "/qms lesson Write the reference first.");
  await say(walk, "lou", number, `/qms done criterion_1 ${url}`);
  await say(walk, "lou", number, `/qms done criterion_2 ${url}`);
  await say(walk, "lou", number, "/qms verify");
  expect((await all(walk)).outputs.verdict).toBe("ok");
  expect([await replies(walk, number), (await issueOf(walk, number)).state]).toEqual([[], "closed"]);
  // The record is whole all the same.
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const inputs = { operation: "verify", "as-of": new Date(await walk.now()).toISOString() };
  const verified = await walk.step("audit-report", { inputs, workspace: bare });
  expect([verified.outputs.verdict, codesOf(verified)], verified.log).toEqual(["ok", []]);
});

test("a record issue that is locked: what was said counts, the answer follows, and the rest of the run goes on", async () => {
  const { walk, issue } = await used();
  await all(walk);
  const record = ((await walk.as("dev", "GET", "issues?labels=qms:record")) as Shown[])[0]?.number ?? 0;
  await walk.sandbox.admin("lockIssue", walk.repository, record, true);
  await say(walk, "ari", record, "/qms frobnicate");
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  const step = await sync(walk);
  expect([step.outputs.verdict, codesOf(step)], step.log).toEqual(["ok", ["RECORD_ISSUE"]]);
  expect(step.annotations[0]?.message).toContain("Unlock it");
  expect(JSON.parse(step.outputs.updated ?? "[]")).toHaveLength(1);
  expect(await replies(walk, record)).toEqual([]);
  await walk.sandbox.admin("lockIssue", walk.repository, record, false);
  await sync(walk);
  expect(await replies(walk, record)).toHaveLength(1);
});
