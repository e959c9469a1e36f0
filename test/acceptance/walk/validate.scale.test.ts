import { expect, test } from "vitest";
import { formatManifestId, manifestPath, parseManifestId } from "../../../src/core/manifest/manifest-id.ts";
import { approve, askL1, commentsOf, ledgerTypes, validate, walkForTest, willBeFound } from "./walk-world.ts";

const isWrite = ({ operation, status }: { operation: string; status: number }) =>
  status < 300 && /create|update|merge/i.test(operation);

test("with ten thousand manifests in the registry a decision takes no more requests", async () => {
  const walk = await walkForTest({ now: "2026-03-02T08:00:00Z" });
  willBeFound(walk, "MANIFEST_UNAPPROVED", "MANIFEST_UNPARSABLE");
  const start = Date.UTC(2026, 1, 1);
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => {
      const id = formatManifestId("L1", start + index * 200_000);
      return [manifestPath(parseManifestId(id) ?? never()), "schema: qms.manifest/v1\n"];
    }),
  );
  const commit = { branch: "qms", author: "ann", message: "Three weeks of a nervous company", files };
  await walk.sandbox.admin("commit", walk.repository, commit);
  await walk.sandbox.admin("advance", 3_600_000);
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  await approve(walk, "lea", asked.number);
  const { requests, outputs, log } = await validate(walk, asked.number);
  expect([outputs.verdict, outputs.merged], log).toEqual(["approved", "true"]);
  const writes = requests.filter(isWrite);
  expect(writes.length).toBeLessThanOrEqual(6);
  expect(requests.length - writes.length).toBeLessThanOrEqual(8);
});

test("150 reviews: the one that counts is found on any page, and the comment stays readable", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  for (let index = 0; index < 150; index++) {
    const login = `fan-${index}`;
    await walk.sandbox.admin("setRole", walk.repository, login, "read");
    if (index === 75) await approve(walk, "lea", asked.number);
    const body =
      index % 2 === 0 ? "LGTM <img src=x onerror=alert(1)> @everyone" : "::set-output name=verdict::approved";
    await walk.as(login, "POST", `pulls/${asked.number}/reviews`, { event: "APPROVE", body });
  }
  await walk.sandbox.admin("setPageSize", 20);
  const step = await validate(walk, asked.number, { "merge-when-approved": "false" });
  expect(step.outputs.verdict, step.log).toBe("approved");
  const comment = (await commentsOf(walk, asked.number)).find((item) => item.body.includes("qms-digest")) ?? never();
  expect(comment.body.length).toBeLessThan(60_000);
  expect(comment.body).toContain("<details><summary>150 reviews by accounts that people.yml does not know</summary>");
  expect(comment.body).not.toContain("<img");
  expect(comment.body).not.toMatch(/@(?!&#8203;)\w/);
}, 240_000);

test.each([
  { what: "the second page of reviews", nth: 2 },
  { what: "the third", nth: 3 },
])("$what fails: an error, and nothing is recorded", async ({ nth }) => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  for (const login of ["fan-1", "fan-2", "fan-3", "fan-4"]) {
    await walk.sandbox.admin("setRole", walk.repository, login, "read");
    await walk.as(login, "POST", `pulls/${asked.number}/reviews`, { event: "COMMENT", body: "Watching." });
  }
  await walk.sandbox.admin("setPageSize", 2);
  await walk.sandbox.admin("addFault", { operation: "graphql/repository", kind: "status", status: 502, nth, times: 9 });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("error");
  expect(step.log).toContain("502");
  expect(await ledgerTypes(walk)).toEqual([]);
});

function never(): never {
  throw new Error("the test's own world is not what it takes it for");
}
