import { spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { clientFor, repo, startSeeded } from "./support.ts";

test("lists come in pages with Link, and small pages can be asked for from outside", async () => {
  const { admin, job } = await startSeeded();
  for (let n = 0; n < 4; n += 1) await job().post(`${repo}/issues`, { title: `t${n}` });
  const first = await job().get(`${repo}/issues?state=all&per_page=2`);
  expect(first.headers.get("link")).toMatch(/page=2>; rel="next", <.*page=3>; rel="last"/);
  const numbers: number[] = [];
  let next: string | undefined = `${repo}/issues?state=all&per_page=2`;
  while (next !== undefined) {
    const page: Awaited<ReturnType<ReturnType<typeof job>["get"]>> = await job().get(next);
    numbers.push(...page.body.map((issue: { number: number }) => issue.number));
    next = /<[^>]*\/api\/v3([^>]*)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
  }
  expect(numbers).toEqual([5, 4, 3, 2, 1]);
  admin.setPageSize(1);
  expect((await job().get(`${repo}/issues?state=all&per_page=100`)).body).toHaveLength(1);
});

test("an unchanged answer is 304 for its ETag, and the Date header is the server's clock", async () => {
  const { job } = await startSeeded({ now: () => Date.parse("2026-03-02T09:00:00Z") });
  const bot = job();
  const first = await bot.get(`${repo}/git/ref/heads/feature`);
  expect(first.headers.get("date")).toBe("Mon, 02 Mar 2026 09:00:00 GMT");
  const etag = first.headers.get("etag") ?? "";
  expect((await bot.get(`${repo}/git/ref/heads/feature`, { "if-none-match": etag })).status).toBe(304);
  await bot.post(`${repo}/issues/1/comments`, { body: "c" });
  expect((await bot.get(`${repo}/git/ref/heads/main`, { "if-none-match": etag })).status).toBe(200);
});

test("a job's token has 1,000 requests an hour for its repository; what was not modified is free", async () => {
  const { admin, as, job } = await startSeeded({ now: () => Date.parse("2026-03-02T09:00:00Z") });
  const [one, other] = [job(), job()];
  const first = await one.get(`${repo}/git/ref/heads/main`);
  expect(first.headers.get("x-ratelimit-limit")).toBe("1000");
  expect(first.headers.get("x-ratelimit-remaining")).toBe("999");
  const again = { "if-none-match": first.headers.get("etag") ?? "" };
  expect((await one.get(`${repo}/git/ref/heads/main`, again)).headers.get("x-ratelimit-remaining")).toBe("999");
  for (let n = 1; n < 1000; n += 1) await (n % 2 === 0 ? one : other).get(repo);
  const refused = await other.get(repo);
  expect(refused).toMatchObject({
    status: 403,
    body: { message: "API rate limit exceeded for installation ID 15368." },
  });
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(refused.headers.get("x-ratelimit-reset")).toBe(String(Date.parse("2026-03-02T10:00:00Z") / 1000));
  expect((await as("lea").get(repo)).headers.get("x-ratelimit-limit")).toBe("5000");
  admin.advance(3_600_000);
  expect((await one.get(repo)).status).toBe(200);
});

test("a request without a user agent is refused", async () => {
  const { sandbox, job } = await startSeeded();
  const { token } = job();
  const status = await new Promise((resolve) => {
    get(`${sandbox.apiUrl}${repo}`, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
  });
  expect(status).toBe(403);
});

test("the log names method, path, operation, status and who asked", async () => {
  const { sandbox, admin, as } = await startSeeded();
  admin.clearJournal();
  await as("lea").get(`${repo}/pulls/1`);
  await as("lea").graphql("{ viewer { login } }");
  expect(sandbox.journal.requests).toMatchObject([
    { method: "GET", path: `/api/v3${repo}/pulls/1`, operation: "pulls/get", status: 200, identity: "lea" },
    { method: "POST", path: "/api/graphql", operation: "graphql/viewer", status: 200, identity: "lea" },
  ]);
});

test("as a process it prints one line, is ruled through its secret, and ends with its starter", async () => {
  const start = fileURLToPath(new URL("../../sandbox/start.mjs", import.meta.url));
  const child = spawn(process.execPath, [start, "--page-size", "2", "--variant", "tokenStatusSatisfiesPin=false"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const { url, api_url, graphql_url, admin_secret } = JSON.parse(String(line));
  const admin = async (name: string, ...args: unknown[]) => {
    const response = await fetch(`${url}/_sandbox/${name}`, {
      method: "POST",
      headers: { authorization: `sandbox ${admin_secret}` },
      body: JSON.stringify({ args }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: whatever the admin call answers
    return (await response.json()) as any;
  };
  const { result } = await admin("seed");
  expect(result.repository).toBe("acme/payments");
  const { result: issued } = await admin("personToken", "lea");
  expect(
    (await clientFor({ apiUrl: api_url, graphqlUrl: graphql_url }, issued.token).get(`${repo}/pulls/1`)).status,
  ).toBe(200);
  expect((await admin("journal")).result).toMatchObject({ unlisted: [], violations: [] });
  expect((await admin("noSuchCall")).error).toContain("no admin call noSuchCall");
  const wrong = await fetch(`${url}/_sandbox/journal`, { method: "POST", headers: { authorization: "sandbox guess" } });
  expect(wrong.status).toBe(401);
  child.stdin.end();
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});
