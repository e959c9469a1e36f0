import { expect, test } from "vitest";
import { apiLedger } from "../../src/adapters/github/api-ledger.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { draftEvent } from "../../src/core/ledger/draft-event.ts";
import { repo, type Seeded } from "../sandbox/support.ts";
import { clientOf, EM, issuesOf, open, options, recorded, startWorld, sync, useBypass } from "./remediation-world.ts";

/** An improvement of the procedure that names the emergency. */
async function recordImprovement(world: Seeded): Promise<void> {
  const ledger = apiLedger(clientOf(world), "qms-ledger", systemClock);
  const provenance = {
    at: Date.parse("2026-03-12T15:30:00Z"),
    mainHead: "9".repeat(40),
    automation: { id: 41898282, login: "github-actions[bot]" },
    runUrl: "https://github.example/acme/payments/actions/runs/6",
    run: options().run.run,
  };
  const data = { improvement: "second-war-room", trigger: "post_incident", bypasses: [EM] };
  const done = await ledger.append(
    await ledger.read(["PROCEDURE"], []),
    ({ repositoryId }) => [
      draftEvent(
        { ...provenance, repositoryId },
        { type: "improvement.proposed", bypass: "PROCEDURE", key: "a", data },
      ),
    ],
    ["PROCEDURE"],
  );
  expect(done.findings).toEqual([]);
}

test("recommendations are taken once the record of the procedure holds an improvement that names the bypass (R206)", async () => {
  const world = await startWorld("2026-03-12T15:00:00Z");
  await useBypass(world, EM, { at: "2026-03-12T14:00:00.000Z" });
  await open(world);
  const [issue] = await issuesOf(world);
  const comments = `${repo}/issues/${issue?.number}/comments`;
  const deliver = { body: "/qms deliver improvement_recommendations https://docs.acme.example/i" };
  await world.as("qin").post(comments, deliver);
  await sync(world);
  const said = (await world.as("boss").get(comments)).body as { body: string }[];
  expect(said.map(({ body }) => body).join("\n")).toContain("recommendations take at least one");
  expect(await recorded(world, EM, "deliverable.submitted")).toEqual([]);
  await recordImprovement(world);
  // What was refused stays refused: it is given again.
  await sync(world);
  expect(await recorded(world, EM, "deliverable.submitted")).toEqual([]);
  await world.as("qin").post(comments, deliver);
  await sync(world);
  expect((await recorded(world, EM, "deliverable.submitted")).map(({ data }) => data.kind)).toEqual([
    "improvement_recommendations",
  ]);
}, 120_000);

test("a line of the policy's own that is answered by recommendations is asked for an improvement by its own key", async () => {
  const world = await startWorld("2026-03-12T15:00:00Z");
  const { body } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const own = `obligations:
  our_lessons: { when: { level: [EMERGENCY] }, text: "Say what to change", owner: qms-quality-coordinator, due: { from: post, within: PT72H },
    evidence: [url], satisfied_by: { event: deliverable.submitted, kind: improvement_recommendations } }
`;
  const text = `${Buffer.from((body as { content: string }).content, "base64").toString()}\n${own}`;
  const change = { branch: "qms", author: "boss", message: "Own line", files: { ".qms/policy.yml": text } };
  await world.admin.commit("acme/payments", change);
  await useBypass(world, EM, { at: "2026-03-12T14:00:00.000Z" });
  await open(world);
  await recordImprovement(world);
  const [issue] = await issuesOf(world);
  const comments = `${repo}/issues/${issue?.number}/comments`;
  await world.as("qin").post(comments, { body: "/qms done our_lessons https://docs.acme.example/i" });
  await sync(world);
  const said = (await world.as("boss").get(comments)).body as { body: string }[];
  const done = (await recorded(world, EM, "obligation.done")).map(({ data }) => data.key);
  expect(done, said.map((one) => one.body).join("\n")).toEqual(["our_lessons"]);
}, 120_000);
