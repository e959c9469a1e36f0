import { expect, test } from "vitest";
import { repo, startSeeded } from "./support.ts";

const make = (title: string, due_on?: string) => ({ title, ...(due_on === undefined ? {} : { due_on }) });

test("a milestone has a title of its own and a day, which is California's", async () => {
  const { job } = await startSeeded();
  const bot = job();
  const made = await bot.post(`${repo}/milestones`, make("2026-03", "2026-03-31T12:00:00Z"));
  expect(made).toMatchObject({
    status: 201,
    body: { number: 1, state: "open", due_on: "2026-03-31T08:00:00Z", creator: { login: "github-actions[bot]" } },
  });
  // Midnight in London is the day before.
  const early = await bot.post(`${repo}/milestones`, make("early", "2026-03-31T00:00:00Z"));
  expect(early.body.due_on).toBe("2026-03-30T08:00:00Z");
  expect(await bot.post(`${repo}/milestones`, make("2026-03"))).toMatchObject({
    status: 422,
    body: { errors: [{ resource: "Milestone", field: "title", code: "already_exists" }] },
  });
});

test("who may write makes one; a job without issues: write and a reader do not", async () => {
  const { as, admin, job } = await startSeeded();
  admin.setRole("acme/payments", "reader", "read");
  expect((await job({ issues: "read" }).post(`${repo}/milestones`, make("a"))).status).toBe(403);
  expect((await as("reader").post(`${repo}/milestones`, make("a"))).status).toBe(403);
  expect((await as("lea").post(`${repo}/milestones`, make("a"))).status).toBe(201);
});

test("an issue is put into one, is counted there, and leaves it; closed ones take issues, too", async () => {
  const { as, job } = await startSeeded();
  const bot = job();
  await bot.post(`${repo}/milestones`, make("a"));
  await bot.post(`${repo}/milestones`, make("b"));
  const issue = (await bot.post(`${repo}/issues`, { title: "t", milestone: 1 })).body;
  expect(issue.milestone).toMatchObject({ number: 1, title: "a", open_issues: 1, closed_issues: 0 });
  const path = `${repo}/issues/${issue.number}`;
  expect((await bot.post(`${repo}/issues`, { title: "t", milestone: 9 })).status).toBe(422);
  expect((await bot.patch(path, { milestone: 9 })).body.errors).toEqual([
    { value: 9, resource: "Issue", field: "milestone", code: "invalid" },
  ]);
  expect((await bot.patch(`${repo}/milestones/2`, { state: "closed" })).body.closed_at).not.toBeNull();
  expect((await bot.patch(path, { milestone: 2 })).body.milestone.title).toBe("b");
  const titles = async (query: string) =>
    (await bot.get(`${repo}/milestones${query}`)).body.map(({ title }: { title: string }) => title);
  expect([await titles(""), await titles("?state=closed"), await titles("?state=all&direction=desc")]).toEqual([
    ["a"],
    ["b"],
    ["b", "a"],
  ]);
  const asked = await bot.graphql(`{ repository(owner: "acme", name: "payments") {
    issue(number: ${issue.number}) { milestone { number title } }
    milestones(first: 9, orderBy: { field: NUMBER, direction: DESC }) { nodes { title } }
    closed: milestones(first: 9, states: [CLOSED]) { nodes { number } }
  } }`);
  expect(asked.body.data.repository).toEqual({
    issue: { milestone: { number: 2, title: "b" } },
    milestones: { nodes: [{ title: "b" }, { title: "a" }] },
    closed: { nodes: [{ number: 2 }] },
  });
  expect((await bot.patch(path, { milestone: null })).body.milestone).toBeNull();
  // Whoever may not sort issues has the wish dropped without a word.
  expect(
    (await as("stranger").post(`${repo}/issues`, { title: "t", milestone: 1 })).body?.milestone ?? null,
  ).toBeNull();
});
