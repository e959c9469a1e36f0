import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { withTeam } from "./team-world.ts";
import { approve, askL1, validate } from "./walk-world.ts";

/** validate-bypass with the job's token, and an App's that may read the organisation's members and nothing else. */
async function validateAsApp(walk: Walk, number: number) {
  await walk.sandbox.admin("createApp", { id: 4242, slug: "qms-members" });
  const { token } = (await walk.sandbox.admin("installationToken", 4242, walk.repository, { members: "read" })) as {
    token: string;
  };
  return walk.step("validate-bypass", {
    inputs: { "members-token": token },
    event: { name: "pull_request_target", payload: { action: "synchronize", pull_request: { number } } },
  });
}

test("a role that is a team's is looked up with an App's token, page by page", async () => {
  const walk = await withTeam(["mia", "dev", "lou"]);
  await walk.sandbox.admin("setPageSize", 1);
  const { number } = await askL1(walk);
  await approve(walk, "lou", number);
  const step = await validateAsApp(walk, number);
  expect([step.outputs.verdict, step.outputs.merged], step.log).toEqual(["approved", "true"]);
});

test("whoever was invited to the team and has not accepted holds nothing", async () => {
  const walk = await withTeam(["mia"], ["lou"]);
  const { number } = await askL1(walk);
  await approve(walk, "lou", number);
  const step = await validateAsApp(walk, number);
  expect(step.outputs.verdict).toBe("pending");
  expect(step.summary).toContain("NOT_IN_ROLE");
});

test("the job's own token may not know the members: an error, never nobody", async () => {
  const walk = await withTeam(["lou"]);
  const { number } = await askL1(walk);
  await approve(walk, "lou", number);
  const step = await validate(walk, number);
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.map((item) => item.title)).toContain("MEMBERSHIP_UNKNOWN");
});

test("a team that does not exist is no empty team: an error as well", async () => {
  const walk = await withTeam(["lou"]);
  const { number } = await askL1(walk);
  await walk.sandbox.admin("deleteTeam", "acme", "leads");
  const step = await validateAsApp(walk, number);
  expect(step.outputs.verdict).toBe("error");
});
