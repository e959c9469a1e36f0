import { expect, test } from "vitest";
import { repo, startSeeded } from "./support.ts";

const errors = (reply: { body: { errors?: unknown; message: string } }) => reply.body.errors ?? reply.body.message;

test("texts that GitHub finds too long or empty are refused with its words, and the longest are taken", async () => {
  const { job } = await startSeeded();
  const bot = job();
  const long = "x".repeat(65_536);
  expect((await bot.post(`${repo}/issues/1/comments`, { body: long })).status).toBe(201);
  const comment = (message: string) => [{ resource: "IssueComment", field: "data", code: "unprocessable", message }];
  expect(errors(await bot.post(`${repo}/issues/1/comments`, { body: `${long}x` }))).toEqual(
    comment("Body is too long (maximum is 65536 characters)"),
  );
  expect(errors(await bot.post(`${repo}/issues/1/comments`, { body: " " }))).toEqual(comment("Body can't be blank"));
  const issue = (field: string, message: string) => [{ resource: "Issue", field, code: "custom", message }];
  expect(errors(await bot.post(`${repo}/issues`, { title: "t", body: `${long}x` }))).toEqual(
    issue("body", "body is too long (maximum is 65536 characters)"),
  );
  expect(errors(await bot.post(`${repo}/issues`, { title: "t".repeat(257) }))).toEqual(
    issue("title", "title is too long (maximum is 256 characters)"),
  );
  const { number } = (await bot.post(`${repo}/issues`, { title: "t".repeat(256), body: long })).body;
  expect((await bot.patch(`${repo}/issues/${number}`, { body: `${long}x` })).status).toBe(422);
  expect((await bot.patch(`${repo}/pulls/1`, { title: "t".repeat(257) })).status).toBe(422);
  expect((await bot.post(`${repo}/pulls/1/reviews`, { event: "COMMENT", body: `${long}x` })).status).toBe(422);
  expect((await bot.post(`${repo}/labels`, { name: "l".repeat(51) })).status).toBe(422);
  expect((await bot.post(`${repo}/labels`, { name: "l", description: "d".repeat(101) })).status).toBe(422);
  expect((await bot.post(`${repo}/issues/1/labels`, { labels: ["l".repeat(51)] })).status).toBe(422);
});

test("a status takes no emoji and no link that is not of the web; a check run's output has its limit", async () => {
  // The length of the output is part of GitHub's description.
  const { job, seeded } = await startSeeded({}, { unlisted: 0, violations: 1 });
  const bot = job();
  const sha = seeded.target.headSha;
  const status = (more: object) => bot.post(`${repo}/statuses/${sha}`, { state: "success", context: "c", ...more });
  expect(errors(await status({ description: "🐛" }))).toEqual([
    {
      resource: "Status",
      field: "description",
      code: "custom",
      message: "description doesn't accept 4-byte Unicode",
    },
  ]);
  expect((await status({ context: "🐛" })).status).toBe(422);
  expect(errors(await status({ target_url: "file:///x" }))).toBe(
    "Validation failed: Target url must use http(s) scheme",
  );
  expect((await status({ description: "ü ✓", target_url: "https://x.test/y" })).status).toBe(201);
  const run = (more: object) => bot.post(`${repo}/check-runs`, { name: "n", head_sha: sha, ...more });
  expect((await run({ details_url: "x.test" })).status).toBe(422);
  const output = (length: number) => ({ output: { title: "t", summary: "s".repeat(length) } });
  expect((await run(output(65_536))).body.message).toContain("more than 65535 characters");
  expect((await run(output(65_535))).status).toBe(201);
});
