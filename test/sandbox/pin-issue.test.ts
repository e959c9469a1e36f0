import { expect, test } from "vitest";
import { repo, startSeeded } from "./support.ts";

const pin = "mutation Pin($input: PinIssueInput!) { pinIssue(input: $input) { issue { number isPinned } } }";
const pinned = `query { repository(owner: "acme", name: "payments") { pinnedIssues(first: 10) { totalCount nodes { issue { id number } } } } }`;

test("three issues can be pinned and no fourth; a second pin changes nothing", async () => {
  const world = await startSeeded({});
  const boss = world.as("boss");
  const ids: string[] = [];
  for (const title of ["one", "two", "three", "four"]) {
    const { body } = await boss.post(`${repo}/issues`, { title });
    ids.push((body as { node_id: string }).node_id);
  }
  const ask = (token: typeof boss, issueId: string) => token.graphql(pin, { input: { issueId } });
  for (const id of [...ids.slice(0, 3), ids[0] ?? ""]) expect((await ask(boss, id)).body.errors).toBeUndefined();
  expect((await ask(boss, ids[3] ?? "")).body.errors?.[0]).toMatchObject({ type: "UNPROCESSABLE" });
  expect((await boss.graphql(pinned, {})).body.data.repository.pinnedIssues.totalCount).toBe(3);
  expect((await ask(boss, "I_none")).body.errors?.[0]).toMatchObject({ type: "NOT_FOUND" });
});
