import { expect, test } from "vitest";
import { type Client, repo, startSeeded } from "./support.ts";

async function pages(bot: Client, first: string, rel: "next" | "prev") {
  const seen: string[][] = [];
  for (let next: string | undefined = first; next !== undefined; ) {
    const page: Awaited<ReturnType<Client["get"]>> = await bot.get(next);
    expect(page.status).toBe(200);
    seen.push(page.body.map((entry: { after: string }) => entry.after));
    next = new RegExp(`<[^>]*/api/v3([^>]*)>; rel="${rel}"`).exec(page.headers.get("link") ?? "")?.[1];
  }
  return seen;
}

test("a branch's activity is paged by cursors, forth and back", async () => {
  const { admin, job } = await startSeeded();
  const shas: string[] = [(await admin.head("acme/payments", "qms")) ?? ""];
  for (const n of [1, 2, 3, 4])
    shas.unshift(
      await admin.commit("acme/payments", { branch: "qms", author: "boss", message: `${n}`, files: { f: `${n}` } }),
    );
  const forth = await pages(job(), `${repo}/activity?ref=qms&per_page=2`, "next");
  expect(forth).toEqual([shas.slice(0, 2), shas.slice(2, 4), shas.slice(4)]);
  const all = (await job().get(`${repo}/activity?ref=refs/heads/qms`)).body;
  expect(all).toHaveLength(5);
  const third = await job().get(`${repo}/activity?ref=qms&per_page=2`);
  const next = /<[^>]*\/api\/v3([^>]*)>; rel="next"/.exec(third.headers.get("link") ?? "")?.[1] ?? "";
  expect(await pages(job(), next, "prev")).toEqual([shas.slice(2, 4), shas.slice(0, 2)]);
  expect((await job().get(`${repo}/activity?ref=qms&after=made-up`)).status).toBe(422);
});

test("activity is chosen by kind, person and time", async () => {
  let now = Date.parse("2026-03-02T09:00:00Z");
  const { admin, job } = await startSeeded({ now: () => now });
  now += 8 * 86_400_000;
  const commit = { branch: "qms", message: "m", files: { f: "1" } };
  await admin.commit("acme/payments", { ...commit, author: "lea" });
  await admin.commit("acme/payments", { ...commit, author: "dov", files: { f: "2" }, amend: true });
  const kinds = async (query: string) =>
    (await job().get(`${repo}/activity?ref=qms&${query}`)).body.map(
      (entry: { activity_type: string; actor: { login: string } }) => `${entry.activity_type} ${entry.actor.login}`,
    );
  expect(await kinds("direction=asc")).toEqual(["branch_creation boss", "push lea", "force_push dov"]);
  expect(await kinds("activity_type=force_push")).toEqual(["force_push dov"]);
  expect(await kinds("actor=LEA")).toEqual(["push lea"]);
  expect(await kinds("time_period=week")).toEqual(["force_push dov", "push lea"]);
});
