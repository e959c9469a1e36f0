import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { replies, say, sync, used } from "./sync-world.ts";
import { ledgerTypes, validate } from "./walk-world.ts";

const reason = "The upstream package that the fix needs is released on the seventeenth of March.";

test("a further issue is classified again, and the answer says what its level takes", async () => {
  const { walk, issue } = await used();
  await say(walk, "dev", issue, "/qms found codeql");
  await say(walk, "lou", issue, "/qms found codeql class=security_critical");
  const step = await sync(walk);
  expect(step.outputs.verdict, JSON.stringify(step.annotations)).toBe("ok");
  expect((await ledgerTypes(walk)).at(-1)).toBe("remediation.progress");
  const said = await replies(walk, issue);
  // Whoever nobody knows is not answered.
  expect(said).toHaveLength(1);
  expect(said[0]?.body).toContain("**It takes L3.**");
  expect(said[0]?.body).toContain("- security: security-lead");
  expect(String(((await walk.as("dev", "GET", `issues/${issue}`)) as { body: string }).body)).toContain("takes L3");
  const climbed = await walk.step("open-remediation", { inputs: { operation: "escalate" } });
  expect(climbed.outputs.escalated).toContain("BYPASS-L1");
  expect(await ledgerTypes(walk)).toContain("escalation.raised");
  await sync(walk);
  expect(await replies(walk, issue)).toHaveLength(1);
}, 900_000);

test("a later day becomes a branch with the amendment, and whoever asked opens its pull request", async () => {
  const { walk, issue, id } = await used();
  await say(walk, "req", issue, `/qms extend 2026-03-20 ${reason}`);
  const step = await sync(walk);
  expect(step.outputs.verdict, JSON.stringify(step.annotations)).toBe("ok");
  const [said] = await replies(walk, issue);
  expect(said?.body).toContain(`/compare/qms...qms-request/${id}.amend-1?expand=1`);
  const branch = `qms-request/${id}.amend-1`;
  const path = `.qms/bypasses/2026/03/${id}.amend-1.yml`;
  const file = (await walk.as("req", "GET", `contents/${path}?ref=${branch}`)) as { content: string };
  const text = Buffer.from(file.content, "base64").toString();
  expect(text).toContain("requested_by: req");
  expect(text).toMatch(/target_date: ['"]?2026-03-20/);
  // A second run makes nothing anew, and another wish has to wait.
  await say(walk, "lou", issue, `/qms extend 2026-03-23 ${reason}`);
  await sync(walk);
  const all = await replies(walk, issue);
  expect(all).toHaveLength(2);
  expect(all[1]?.body).toContain("waits already");

  const pull = (await walk.as("req", "POST", "pulls", { title: "Later", head: branch, base: "qms" })) as {
    number: number;
  };
  const decided = await validate(walk, pull.number);
  expect(decided.outputs.verdict, JSON.stringify(decided.annotations)).toBe("pending");
  expect(decided.outputs["missing-slots"]).toContain("architect");
  expect((await ledgerTypes(walk)).filter((type) => type === "remediation.extended")).toHaveLength(2);
}, 900_000);

test("what people bring into the record has the fields of its schema, and is answered with them", async () => {
  const { walk, issue } = await used();
  await say(walk, "req", issue, "/qms record impact.updated kind=sideways colour=red");
  await say(
    walk,
    "lou",
    issue,
    "/qms record incident.linked incident_id=INC-7 url=https://incidents.acme.example/INC-7",
  );
  await say(walk, "req", issue, "/qms record training.completed module=x");
  await sync(walk);
  const said = (await replies(walk, issue)).map(({ body }) => body);
  expect(said).toHaveLength(3);
  expect(said.join("\n")).toContain("/qms record impact.updated kind=changed/unchanged");
  expect(said.join("\n")).toMatch(/Recorded: `incident\.linked`.*`event:[0-9a-f]{12}`/);
  expect(said.join("\n")).toContain("record issue");
  expect((await ledgerTypes(walk)).filter((type) => type === "incident.linked")).toHaveLength(1);
}, 900_000);

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
}

const recordIssues = async (walk: Walk): Promise<readonly Issue[]> =>
  ((await walk.as("dev", "GET", "issues?state=all&per_page=100")) as Issue[]).filter(({ body }) =>
    body?.startsWith("<!-- qms-bypass:record:PROCEDURE -->"),
  );

test("what belongs to no bypass is said on one pinned issue, and is on record once", async () => {
  const { walk } = await used();
  await sync(walk);
  const [issue] = await recordIssues(walk);
  expect(issue?.body).toContain("/qms record exercise.held kind=");
  const number = issue?.number ?? 0;
  await say(walk, "qin", number, "/qms record exercise.held kind=tabletop held_on=2026-03-02");
  await say(walk, "qin", number, "/qms record training.completed login=req module=risk_assessment_basics");
  await say(walk, "qin", number, "/qms record training.completed login=qin module=risk_assessment_basics");
  await say(walk, "lou", number, "/qms record training.completed login=req module=risk_assessment_basics");
  await say(walk, "qin", number, "/qms ack");
  await say(walk, "stranger", number, "/qms record exercise.held kind=tabletop held_on=2026-03-02");
  const step = await sync(walk);
  expect(step.outputs.verdict, JSON.stringify(step.annotations)).toBe("ok");
  const said = (await replies(walk, number)).map(({ body }) => body);
  expect(said).toHaveLength(5);
  expect(said.filter((body) => body.includes("Recorded: "))).toHaveLength(2);
  expect(said.join("\n")).toContain("nobody vouches for their own");
  expect(said.join("\n")).toContain("takes one of: qms-quality-coordinator");
  expect(said.join("\n")).toContain("is about one bypass");
  const types = await ledgerTypes(walk);
  expect(types.slice(-2)).toEqual(["exercise.held", "training.completed"]);

  // Killed after the record and before the answer: found again by its id, not written twice.
  const comments = (await walk.as("dev", "GET", `issues/${number}/comments`)) as { id: number; body: string }[];
  for (const { id: reply, body } of comments)
    if (body.includes("Recorded: ")) await walk.sandbox.admin("deleteComment", walk.repository, reply);
  // The label and the pin are gone, the text is somebody's, and it is closed: it is the same issue all the same.
  await walk.as("boss", "DELETE", `issues/${number}/labels/qms:record`);
  await walk.sandbox.admin("unpinAll", walk.repository);
  await walk.as("boss", "PATCH", `issues/${number}`, { state: "closed", title: "Mine" });
  await sync(walk);
  expect(await ledgerTypes(walk)).toEqual(types);
  expect((await replies(walk, number)).filter(({ body }) => body.includes("Recorded: "))).toHaveLength(2);
  const after = await recordIssues(walk);
  expect(after.map(({ state, title }) => [state, title])).toEqual([["open", issue?.title]]);
  expect((await sync(walk)).log).toContain("nothing had to be done");
}, 900_000);

test("an improvement on the record issue and the recommendations that take it, said between two runs", async () => {
  const { walk, issue, id } = await used();
  await sync(walk);
  const [record] = await recordIssues(walk);
  const proposal = `improvement=docs-check trigger=post_incident text="Check only what a change touches" bypasses=${id}`;
  await say(walk, "qin", record?.number ?? 0, `/qms record improvement.proposed ${proposal}`);
  await say(walk, "req", issue, "/qms deliver improvement_recommendations https://docs.acme.example/i");
  const step = await sync(walk);
  expect(step.outputs.verdict, JSON.stringify(step.annotations)).toBe("ok");
  expect((await ledgerTypes(walk)).slice(-2), (await replies(walk, issue)).map(({ body }) => body).join("\n")).toEqual([
    "improvement.proposed",
    "deliverable.submitted",
  ]);
}, 900_000);
