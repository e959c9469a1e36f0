import { expect, test } from "vitest";
import { askL3, id, rollback, say, standby } from "./level-three-world.ts";
import { approve, commentsOf, later, ledgerTypes, pullOf, validate, walkForTest } from "./walk-world.ts";

test("L3: four slots by digest, two obligations by comment, the executive notice attempted; then it is merged", async () => {
  const { walk, number, digest } = await askL3();
  const body = `The exposure is smaller than leaving the hole open.\n\nqms-digest: sha256:${digest}`;
  for (const login of ["cora", "sec", "biz", "lex"]) await approve(walk, login, number, body);
  const waiting = await validate(walk, number);
  expect(waiting.outputs.verdict).toBe("pending");
  expect(waiting.outputs["missing-slots"]).toBe("[]");
  expect(waiting.annotations.map((item) => item.title)).toContain("OBLIGATION_OPEN");

  const half = await say(walk, "sec", number, standby);
  expect(half.outputs.verdict).toBe("pending");
  const ready = await say(walk, "sol", number, rollback);
  expect([ready.outputs.verdict, ready.outputs.merged], ready.log).toEqual(["approved", "true"]);
  expect((await pullOf(walk, number)).merged).toBe(true);
  const types = await ledgerTypes(walk);
  expect(types.filter((type) => type === "obligation.done")).toHaveLength(2);
  expect(types.filter((type) => type === "consultation.completed")).toHaveLength(3);
  // The attempt is recorded, and only then the approval.
  expect(types.indexOf("notification.failed")).toBeGreaterThan(0);
  expect(types.indexOf("notification.failed")).toBeLessThan(types.indexOf("bypass.approved"));

  const active = await walk.step("apply-override", {
    inputs: { operation: "activate", "bypass-id": id },
    event: await walk.event("closed", number),
  });
  expect([active.outputs.verdict, active.outputs.state], active.log).toEqual(["ok", "active"]);
});

test("an answer that is edited or deleted before the decision does not count; the answer of the wrong role is answered", async () => {
  const { walk, number } = await askL3();
  const wrong = await say(walk, "cora", number, rollback);
  expect(wrong.annotations.map((item) => item.title)).toContain("COMMAND_IGNORED");
  await say(walk, "sec", number, rollback);
  const [comment] = (
    (await commentsOf(walk, number)) as unknown as { id: number; body: string; user: { login: string } }[]
  ).filter((item) => item.user.login === "sec");
  await later(walk);
  await walk.as("sec", "PATCH", `issues/comments/${comment?.id}`, { body: `${rollback}0` });
  const edited = await validate(walk, number);
  const open = edited.annotations.filter((item) => item.title === "OBLIGATION_OPEN").map((item) => item.message);
  // The ledger holds the earlier answer; without its comment that proves nothing.
  expect(open.join("\n")).toContain("rollback_plans_validated");
  expect(await ledgerTypes(walk)).toContain("obligation.done");
});

test("a comment on a pull request that is no request is talk: nothing is written there", async () => {
  const walk = await walkForTest();
  const step = await say(walk, "dev", walk.target.number, rollback);
  expect(step.outputs.verdict).not.toBe("approved");
  const written = step.requests.filter(
    ({ operation, status }) => status < 300 && /create|update|merge/i.test(operation),
  );
  expect(written).toEqual([]);
  expect(await commentsOf(walk, walk.target.number)).toHaveLength(1);
});
