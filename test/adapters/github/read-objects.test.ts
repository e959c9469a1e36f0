import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Client, openClient } from "../../../src/adapters/github/client.ts";
import { issueTracker } from "../../../src/adapters/github/issue-tracker.ts";
import { readObjects } from "../../../src/adapters/github/read-objects.ts";
import { repo, type Seeded, startSeeded } from "../../sandbox/support.ts";

const name = "acme/payments";
const tooMuch = {
  status: 200,
  body: {
    data: null,
    errors: [{ type: "RESOURCE_LIMITS_EXCEEDED", message: "Resource limits for this query exceeded." }],
  },
};
const days = ["2026/03/01", "2026/03/02", "2026/03/03"];
const pathOf = (day: string, index: number): string => `ledger/${day}/${String(index).padStart(4, "0")}.json`;
let world: Seeded;
let client: Client;
let commit: string;

beforeEach(async () => {
  world = await startSeeded();
  const files = Object.fromEntries(
    days.flatMap((day) => Array.from({ length: 150 }, (_, index) => [pathOf(day, index), `${day} ${index}\n`])),
  );
  // One folder of which nearly nothing is wanted, and a text that GraphQL cannot give.
  for (let index = 0; index < 40; index++) files[`other/${index}.json`] = `other ${index}\n`;
  commit = await world.admin.commit(name, { branch: "data", from: "main", author: "boss", message: "Files", files });
  client = anotherClient();
});

function anotherClient(): Client {
  const { token } = world.admin.workflowToken(name, { contents: "read", issues: "read" });
  const { apiUrl, graphqlUrl } = world.sandbox;
  return openClient({ token, repository: name, apiUrl, graphqlUrl, userAgent: "test" });
}

afterEach(() => world.admin.clearFaults());

const everything = (): string[] => [
  ...days.flatMap((day) => Array.from({ length: 150 }, (_, index) => `${commit}:${pathOf(day, index)}`)),
  `${commit}:other/7.json`,
  `${commit}:ledger/2026/03/02/gone.json`,
  `${commit}:nowhere/at-all.json`,
  `${commit}:ledger/2026/03`,
];

async function read(expressions: readonly string[]) {
  const before = client.requests();
  const objects = await readObjects(client, expressions);
  return { objects, requests: client.requests() - before };
}

/** By path, in batches that are too small for folders, and by somebody who knows nothing yet. */
async function readSmall(expressions: readonly string[]) {
  const objects = new Map();
  const stranger = anotherClient();
  for (let from = 0; from < expressions.length; from += 100)
    for (const [key, object] of await readObjects(stranger, expressions.slice(from, from + 100)))
      objects.set(key, object);
  return objects;
}

describe("many files of a commit", () => {
  test("are read by folders in a few requests, and say what they say path by path", async () => {
    const { objects, requests } = await read(everything());
    // The list, three folders at once, and the two that are left.
    expect(requests).toBe(3);
    const small = await readSmall(everything());
    expect(objects.size).toBe(everything().length);
    for (const [key, object] of small) {
      const { oid, text, isTruncated } = object ?? {};
      const got = objects.get(key);
      expect([got === null, got?.oid, got?.text, got?.isTruncated], key).toEqual([
        object === null,
        oid,
        text,
        isTruncated,
      ]);
    }
    expect(objects.get(`${commit}:ledger/2026/03/02/gone.json`)).toBeNull();
    expect(objects.get(`${commit}:ledger/2026/03`)?.entries).toHaveLength(3);
  });

  test("are read by path where GitHub says that folders are too much, and in halves where that is, too", async () => {
    world.admin.addFault({ kind: "status", operation: "graphql/Folders", nth: 2, times: 9, ...tooMuch });
    world.admin.addFault({ kind: "status", operation: "graphql/Objects", times: 1, ...tooMuch });
    const { objects } = await read(everything());
    expect(objects.get(`${commit}:${pathOf(days[1] ?? "", 149)}`)?.text).toBe("2026/03/02 149\n");
    expect([...objects.values()].filter((object) => object === null)).toHaveLength(2);
    expect(objects.size).toBe(everything().length);
  });

  test("are read by path where GitHub gives no answer about folders", async () => {
    world.admin.addFault({ kind: "status", operation: "graphql/Folders", status: 502, times: 3 });
    const { objects } = await read(everything());
    expect(objects.get(`${commit}:${pathOf(days[0] ?? "", 0)}`)?.text).toBe("2026/03/01 0\n");
    expect(objects.size).toBe(everything().length);
  });
});

describe("what was read", () => {
  const there = (at: string): string[] =>
    everything().flatMap((wish) => (/gone|nowhere/.test(wish) ? [] : wish.replace(commit, at)));

  test("is not asked for again at the same commit; what was not there is", async () => {
    const first = await read(everything());
    const again = await read(there(commit));
    expect(again.requests).toBe(0);
    for (const [key, object] of again.objects) expect(object, key).toBe(first.objects.get(key));
    // Its folder is known: git cannot have it. Of a path into nothing somebody else may know more.
    expect((await read([`${commit}:ledger/2026/03/02/gone.json`])).requests).toBe(0);
    expect((await read([`${commit}:nowhere/at-all.json`])).requests).toBe(1);
  });

  test("is not asked for again at a later commit, unless it is another file there", async () => {
    await read(everything());
    const files = { [pathOf("2026/03/02", 7)]: "forged\n", [pathOf("2026/03/04", 0)]: "new\n" };
    const later = await world.admin.commit(name, { branch: "data", author: "boss", message: "More", files });
    const wanted = [...there(later), `${later}:${pathOf("2026/03/04", 0)}`];
    const { objects, requests } = await read(wanted);
    // The list, and what is left.
    expect(requests).toBe(2);
    expect(objects.get(`${later}:${pathOf("2026/03/02", 7)}`)?.text).toBe("forged\n");
    const fresh = await readSmall(wanted);
    expect(new Map(wanted.map((key) => [key, objects.get(key)?.oid]))).toEqual(
      new Map(wanted.map((key) => [key, fresh.get(key)?.oid])),
    );
  });

  test("of a branch is asked for each time: it can move", async () => {
    const wish = [`refs/heads/data:${pathOf("2026/03/02", 7)}`];
    await read(wish);
    expect((await read(wish)).requests).toBe(1);
  });
});

test("among hundreds of issues, every one that was changed is seen as it is now", async () => {
  const bot = world.admin.workflowToken(name, { issues: "write" }).token;
  const numbers = world.admin.addIssues(
    name,
    bot,
    Array.from({ length: 300 }, (_, index) => ({
      title: `Issue ${index}`,
      body: "As it was",
      labels: ["qms:bypass"],
      assignees: ["req"],
    })),
  );
  const at = (index: number): number => numbers[index] ?? 0;
  const tracker = issueTracker(client);
  const before = await tracker.read(numbers);
  const boss = world.as("boss");
  await boss.patch(`${repo}/issues/${at(3)}`, { title: "Another" });
  await boss.patch(`${repo}/issues/${at(99)}`, { body: "Rewritten" });
  await boss.patch(`${repo}/issues/${at(100)}`, { state: "closed" });
  await boss.delete(`${repo}/issues/${at(150)}/labels/qms:bypass`);
  await boss.post(`${repo}/issues/${at(199)}/comments`, { body: "/qms ack" });
  world.admin.deleteIssue(name, at(299));
  const asked = client.requests();
  const after = await tracker.read(numbers);
  // Three hundred in three; the deleted one is found in halves.
  expect(client.requests() - asked).toBeLessThanOrEqual(3 + 14);
  const changed = numbers.filter((number) => JSON.stringify(before.get(number)) !== JSON.stringify(after.get(number)));
  expect(changed).toEqual([3, 99, 100, 150, 199, 299].map(at));
  expect(after.has(at(299))).toBe(false);
  world.admin.addFault({ kind: "status", operation: "graphql/TrackingIssues", times: 1, ...tooMuch });
  expect((await tracker.read(numbers)).size).toBe(299);
});
