import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { validate as validateResult } from "../../../src/generated/validators/result.ts";
import { approve, askL1, later, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

const open = (walk: Walk, inputs: Readonly<Record<string, string>> = {}) =>
  walk.step("open-remediation", { inputs: { operation: "open", ...inputs }, event: { name: "schedule", payload: {} } });

interface Shown {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string;
  readonly user: { readonly login: string };
  readonly assignees: readonly { readonly login: string }[];
  readonly pull_request?: unknown;
}

const issuesOf = async (walk: Walk): Promise<Shown[]> =>
  ((await walk.as("dev", "GET", "issues?state=all")) as Shown[]).filter((issue) => issue.pull_request === undefined);

/** From the request to the merge, by the built actions. */
async function use(walk: Walk) {
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  await validate(walk, asked.number);
  const activated = await walk.step("apply-override", {
    inputs: { operation: "activate", "bypass-id": asked.id },
  });
  expect(activated.outputs.state, activated.log + activated.stderr).toBe("active");
  await later(walk);
  await walk.as("dev", "PUT", `pulls/${walk.target.number}/merge`, { sha: walk.target.headSha });
  await later(walk);
  const settled = await walk.step("apply-override", { inputs: { operation: "settle", "bypass-id": asked.id } });
  expect(settled.outputs.state, settled.log + settled.stderr).toBe("used");
  return asked;
}

test("a used bypass gets its tracking issue, once, with who did what", async () => {
  // The check that is not asked about passes, so that the bypass is enough for the merge.
  const walk = await walkForTest({ seed: { checkRuns: { build: "success" } } });
  const asked = await use(walk);

  const planned = await open(walk, { "dry-run": "true" });
  expect(JSON.parse(planned.outputs.result ?? "")).toMatchObject({
    opened: [],
    planned: [expect.stringContaining(asked.id)],
  });
  expect(await issuesOf(walk)).toEqual([]);

  const first = await open(walk);
  expect(first.requests.length).toBeLessThanOrEqual(10);
  const [issue, ...more] = await issuesOf(walk);
  expect(more).toEqual([]);
  expect(first.outputs).toMatchObject({ verdict: "ok", opened: JSON.stringify([asked.id]), violations: "[]" });
  const result: unknown = JSON.parse(first.outputs.result ?? "");
  expect(validateResult(result), JSON.stringify((validateResult as { errors?: unknown }).errors)).toBe(true);
  expect(result).toMatchObject({ operation: "open", opened: [issue?.html_url], overridden: [], planned: [] });
  expect(issue).toMatchObject({ user: { login: "github-actions[bot]" }, assignees: [{ login: "req" }] });
  expect(issue?.body).toContain("| Approved by | lea \\(lead\\) |");
  expect(issue?.body).toContain("| Merged by | dev |");
  expect((await ledgerTypes(walk)).filter((type) => type === "remediation.opened")).toHaveLength(1);

  const before = await ledgerTypes(walk);
  const second = await open(walk);
  expect(second.outputs).toMatchObject({ verdict: "ok", opened: "[]" });
  expect(second.requests).toHaveLength(2);
  expect(await ledgerTypes(walk)).toEqual(before);
  expect(await issuesOf(walk)).toHaveLength(1);
  const named = await open(walk, { "bypass-id": asked.id });
  expect(JSON.parse(named.outputs.result ?? "")).toMatchObject({ state: "remediating", opened: [] });
}, 300_000);
