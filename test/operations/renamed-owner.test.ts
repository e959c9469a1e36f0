import { expect, test } from "vitest";
import { repo, type Seeded } from "../sandbox/support.ts";
import { basePeople } from "../support/fixture.ts";
import { issuesOf, L1, open, recorded, startWorld, sync, useBypass } from "./remediation-world.ts";

const peopleAre = (world: Seeded, text: string) =>
  world.admin.commit("acme/payments", {
    ...{ branch: "qms", author: "boss", message: "People", files: { ".qms/people.yml": text } },
  });
const say = async (world: Seeded, who: string, body: string) => {
  const [issue] = await issuesOf(world);
  await world.as(who).post(`${repo}/issues/${issue?.number}/comments`, { body });
};
const answersTo = async (world: Seeded) => {
  const [issue] = await issuesOf(world);
  const { body } = await world.as("boss").get(`${repo}/issues/${issue?.number}/comments`);
  return (body as { body: string }[]).flatMap(({ body: text }) => (text.startsWith("<!--") ? [text] : []));
};

/** A completed remediation of somebody, of which everything but the verification is done by lea. */
async function completed(owner: string, peopleThen: string | null = null): Promise<Seeded> {
  const world = await startWorld("2026-03-04T15:00:00Z");
  const peopleSha = peopleThen === null ? undefined : await peopleAre(world, peopleThen);
  if (peopleThen !== null) await peopleAre(world, basePeople);
  const edit = (text: string) => text.replace("owner: req", `owner: ${owner}`);
  await useBypass(world, L1, peopleSha === undefined ? { edit } : { edit, peopleSha });
  await open(world);
  const head = await world.admin.commit("acme/payments", {
    ...{ branch: "main", author: "dev", message: "Go on", files: { "docs/x.md": "x\n" } },
  });
  await world.as("boss").post(`${repo}/statuses/${head}`, { state: "success", context: "docs/coverage" });
  await sync(world);
  await say(world, "lea", "/qms lesson Move the check together with the package.");
  for (const key of ["5_day_review", "criterion_1", "criterion_2"])
    await say(world, "lea", `/qms done ${key} https://docs.acme.example/evidence`);
  await sync(world);
  return world;
}

const verifiedBy = async (world: Seeded, who: string): Promise<string> => {
  await say(world, who, "/qms verify");
  expect((await sync(world)).findings).toEqual([]);
  const [verified] = await recorded(world, L1, "remediation.verified");
  return verified?.actor.login ?? (await answersTo(world)).at(-1) ?? "no answer";
};

test("an owner whom people.yml has under another login since the approval does not verify; another lead does", async () => {
  // The account of number 102 was "louise" when the request was approved, and is "lou" now.
  const world = await completed("louise", basePeople.replace("login: lou,", "login: louise,"));
  expect(await verifiedBy(world, "lou")).toContain("the owner of a remediation does not verify it");
  expect(await verifiedBy(world, "lea")).toBe("lea");
}, 60_000);

test("where nobody has the owner's login any more, nobody verifies until an amendment says who it is", async () => {
  const world = await completed("louise");
  expect((await answersTo(world)).at(-1)).toContain("no account has the login louise");
  expect(await verifiedBy(world, "lea")).toContain("no account has the login louise");
}, 60_000);

test("an owner who is nobody in people.yml, and has an account, keeps no lead from verifying", async () => {
  expect(await verifiedBy(await completed("dev"), "lou")).toBe("lou");
}, 60_000);

test.each([
  [403, 1],
  [502, 3],
])(
  "while the owner cannot be looked up (%i), what depends on who it is waits, and everything else goes on",
  async (status, times) => {
    const world = await completed("dev");
    await say(world, "lea", "/qms progress Half of it is documented.");
    await say(world, "lou", "/qms verify");
    await say(world, "dev", "/qms progress Mine is done.");
    const before = await answersTo(world);
    world.admin.addFault({ operation: "repos/get-collaborator-permission-level", kind: "status", status, times });
    const { findings } = await sync(world);
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^REMEDIATION_FAILED .*1 command that depends on who dev is/),
    ]);
    expect(findings[0]?.fix).not.toBe("");
    const texts = async () => (await recorded(world, L1, "remediation.progress")).map(({ data }) => data.text);
    expect(await texts()).toEqual(["Half of it is documented."]);
    expect(await recorded(world, L1, "remediation.verified")).toEqual([]);
    expect(await answersTo(world)).toEqual(before);
    expect((await sync(world)).findings).toEqual([]);
    expect((await recorded(world, L1, "remediation.verified")).map(({ actor }) => actor.login)).toEqual(["lou"]);
  },
  60_000,
);
