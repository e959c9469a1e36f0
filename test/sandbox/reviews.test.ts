import { expect, test } from "vitest";
import { openManifest, repo, startSeeded } from "./support.ts";

test("the author cannot approve or refuse their own pull request, and can comment", async () => {
  const world = await startSeeded();
  const { number } = await openManifest(world);
  const path = `${repo}/pulls/${number}/reviews`;
  const req = world.as("req");
  expect(await req.post(path, { event: "APPROVE" })).toMatchObject({
    status: 422,
    body: { errors: ["Can not approve your own pull request"] },
  });
  expect((await req.post(path, { event: "REQUEST_CHANGES", body: "b" })).status).toBe(422);
  expect((await req.post(path, { event: "COMMENT", body: "b" })).status).toBe(200);
});

test("an app can approve, as a bot; a merged pull request still takes reviews", async () => {
  const world = await startSeeded();
  const { number, sha } = await openManifest(world);
  const path = `${repo}/pulls/${number}/reviews`;
  world.admin.setActionsMayApprove("acme/payments", true);
  expect((await world.job().post(path, { event: "APPROVE" })).body.user.type).toBe("Bot");
  await world.as("lea").post(path, { event: "APPROVE" });
  await world.job().post(`${repo}/statuses/${sha}`, { state: "success", context: "qms/bypass" });
  expect((await world.job().put(`${repo}/pulls/${number}/merge`, { sha })).status).toBe(200);
  expect((await world.as("lou").post(path, { event: "APPROVE" })).status).toBe(200);
});

test("dismissal changes the review's own state; only reviews that decide can be dismissed", async () => {
  const world = await startSeeded();
  const { number } = await openManifest(world);
  const path = `${repo}/pulls/${number}/reviews`;
  const approval = await world.as("lea").post(path, { event: "APPROVE" });
  const comment = await world.as("lea").post(path, { event: "COMMENT", body: "hm" });
  const boss = world.as("boss");
  expect((await boss.put(`${path}/${approval.body.id}/dismissals`, { message: "m" })).body.state).toBe("DISMISSED");
  expect((await boss.put(`${path}/${comment.body.id}/dismissals`, { message: "m" })).status).toBe(422);
  expect((await world.as("stranger").put(`${path}/${approval.body.id}/dismissals`, { message: "m" })).status).toBe(403);
});

test("an edited review names its editor in GraphQL, where REST is silent", async () => {
  const world = await startSeeded();
  const { number } = await openManifest(world);
  const path = `${repo}/pulls/${number}/reviews`;
  const review = await world.as("lea").post(path, { event: "APPROVE", body: "first" });
  expect((await world.as("boss").put(`${path}/${review.body.id}`, { body: "other words" })).status).toBe(200);
  expect((await world.as("stranger").put(`${path}/${review.body.id}`, { body: "mine" })).status).toBe(403);
  const { body } = await world.job().graphql(
    `query($n: Int!) { repository(owner: "acme", name: "payments") { pullRequest(number: $n) {
      reviews(first: 10) { nodes { body lastEditedAt editor { login } author { login ... on User { databaseId } } authorCanPushToRepository } } } } }`,
    { n: number },
  );
  expect(body.data.repository.pullRequest.reviews.nodes).toMatchObject([
    {
      body: "other words",
      editor: { login: "boss" },
      author: { login: "lea", databaseId: 101 },
      authorCanPushToRepository: true,
    },
  ]);
});

test("commit_id follows the head, or stays, by variant: it proves nothing either way", async () => {
  for (const reviewFollowsHead of [true, false]) {
    const world = await startSeeded({ variants: { reviewFollowsHead } });
    const { number, sha, branch, path } = await openManifest(world);
    await world.as("lea").post(`${repo}/pulls/${number}/reviews`, { event: "APPROVE" });
    const next = await world.admin.commit("acme/payments", {
      branch,
      author: "req",
      message: "change",
      files: { [path]: "other\n" },
    });
    const [review] = (await world.job().get(`${repo}/pulls/${number}/reviews`)).body;
    expect(review.commit_id).toBe(reviewFollowsHead ? next : sha);
    expect(review.state).toBe("APPROVED");
  }
});

test("a rule that dismisses stale approvals does so on new content, not on a merge of the base", async () => {
  const world = await startSeeded();
  world.admin.protect("acme/payments", "main", {
    strict: false,
    checks: [],
    enforceAdmins: true,
    reviews: { count: 1, codeOwner: false, dismissStale: true, lastPush: false },
  });
  const reviews = `${repo}/pulls/1/reviews`;
  const states = async () => (await world.job().get(reviews)).body.map((review: { state: string }) => review.state);
  await world.as("lea").post(reviews, { event: "APPROVE" });
  const feature = { branch: "feature", author: "dev" };
  await world.admin.commit("acme/payments", { ...feature, message: "no change", files: {} });
  expect(await states()).toEqual(["APPROVED"]);
  await world.admin.commit("acme/payments", { ...feature, message: "change", files: { "src/app.ts": "other\n" } });
  expect(await states()).toEqual(["DISMISSED"]);
});

test("a job neither opens nor approves pull requests until a setting lets it, and may always comment", async () => {
  const world = await startSeeded();
  const bot = world.job();
  await world.admin.commit("acme/payments", {
    branch: "work",
    from: "main",
    author: "dev",
    message: "m",
    files: { w: "w" },
  });
  const input = { title: "t", head: "work", base: "main" };
  expect(await bot.post(`${repo}/pulls`, input)).toMatchObject({
    status: 403,
    body: { message: "GitHub Actions is not permitted to create or approve pull requests." },
  });
  const path = `${repo}/pulls/1/reviews`;
  expect(await bot.post(path, { event: "APPROVE" })).toMatchObject({
    status: 422,
    body: { errors: ["GitHub Actions is not permitted to approve pull requests."] },
  });
  expect((await bot.post(path, { event: "COMMENT", body: "c" })).status).toBe(200);
  world.admin.setActionsMayApprove("acme/payments", true);
  expect((await bot.post(`${repo}/pulls`, input)).status).toBe(201);
});
