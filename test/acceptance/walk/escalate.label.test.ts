import { expect, test } from "vitest";
import { issueOf, sync, used } from "./sync-world.ts";
import { commentsOf, later, ledgerTypes } from "./walk-world.ts";

const day = 86_400;

// Days that pass, and how GitHub refuses then: on each of them something comes to the rung that labels.
const stories: readonly (readonly (readonly [number, number, string])[])[] = [
  [
    [4, 403, "Resource not accessible by integration"],
    [1, 404, "Not Found"],
  ],
  [[4, 422, "Validation Failed"]],
];

test.each(stories.map((rungs) => ({ rungs })))(
  "a label that GitHub refuses keeps no escalation and no notice back, nothing is told twice, and sync puts it on later ($rungs)",
  async ({ rungs }) => {
    const { walk, issue } = await used();
    const escalate = () => sync(walk, { inputs: { operation: "escalate" } });
    const notices = async () =>
      (await commentsOf(walk, issue)).filter(({ body }) => body.startsWith("<!-- qms-bypass:notice:")).length;
    const count = async (type: string) => (await ledgerTypes(walk)).filter((one) => one === type).length;
    await sync(walk, { inputs: { operation: "all" } });
    for (const [days, status, message] of rungs) {
      await later(walk, days * day);
      const before = [await count("escalation.raised"), await notices()] as const;
      await walk.sandbox.admin("clearFaults");
      await walk.sandbox.admin("addFault", {
        kind: "status",
        operation: "issues/add-labels",
        status,
        times: 99,
        body: { message },
      });
      const step = await escalate();
      const titles = step.annotations.map(({ title }) => title);
      const raised = await count("escalation.raised");
      expect([status, raised > before[0], (await notices()) > before[1]], step.log).toEqual([status, true, true]);
      expect([status, step.exitCode, titles], step.log).toEqual([status, 1, ["REMEDIATION_FAILED"]]);
      expect(step.annotations[0]?.message).toContain(`the labels qms:overdue on #${issue}`);
      const types = await ledgerTypes(walk);
      const told = await notices();
      const again = await escalate();
      expect([again.outputs.verdict, await ledgerTypes(walk), await notices()], again.log).toEqual(["ok", types, told]);
    }
    const labels = async () =>
      ((await issueOf(walk, issue)) as unknown as { labels: { name: string }[] }).labels.map(({ name }) => name);
    expect(await labels()).not.toContain("qms:overdue");
    await walk.sandbox.admin("clearFaults");
    expect((await sync(walk)).outputs.verdict).toBe("ok");
    expect(await labels()).toContain("qms:overdue");
  },
  900_000,
);
