import { expect, test } from "vitest";
import { type Client, openClient } from "../../src/adapters/github/client.ts";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { openGitHub } from "../../src/adapters/github/open-github.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import { type IssueHome, withIssuesOf } from "../../src/operations/issue-home.ts";
import { openRemediation } from "../../src/operations/open-remediation.ts";
import { syncRemediation } from "../../src/operations/sync-remediation.ts";
import type { Seeded } from "../sandbox/support.ts";
import { clientOf, issuesOf, L1, options, portsOf, recorded, startWorld, useBypass } from "./remediation-world.ts";

const central = "acme/compliance";

/** A used bypass, a central repository, and an App that may write issues there. */
async function world(
  policy = `issues: { central: ${central} }`,
): Promise<{ world: Seeded; homeAt: (name: string) => IssueHome }> {
  const world = await startWorld();
  await useBypass(world);
  await world.admin.createRepository({ name: central, roles: { req: "write", boss: "admin" } });
  await world.admin.commit(central, {
    branch: "main",
    from: null,
    author: "boss",
    message: "First",
    files: { a: "a" },
  });
  const known = (await world.as("boss").get("/repos/acme/payments/contents/.qms/policy.yml?ref=qms")).body;
  const text = `${Buffer.from(known.content, "base64").toString()}\n${policy}\n`;
  await world.admin.commit("acme/payments", {
    branch: "qms",
    author: "boss",
    message: "Central",
    files: { ".qms/policy.yml": text },
  });
  const { token } = world.admin.installationToken(15368, central, { issues: "write", metadata: "read" });
  const there = (name: string): Client =>
    openClient({
      token,
      repository: name,
      apiUrl: world.sandbox.apiUrl,
      graphqlUrl: world.sandbox.graphqlUrl,
      userAgent: "test",
    });
  const homeAt = (name: string): IssueHome => ({
    name,
    github: openGitHub(there(name), "qms-ledger"),
    tracker: issueTracker(there(name)),
  });
  return { world, homeAt };
}

const centralIssues = async (world: Seeded) =>
  (await world.as("boss").get(`/repos/${central}/issues?state=all`)).body as {
    number: number;
    title: string;
    body: string;
    state: string;
  }[];

test("issues turned off: the issue is in the policy's central repository, once, and is looked after there", async () => {
  const { world: here, homeAt } = await world();
  here.admin.setHasIssues("acme/payments", false);
  const client = clientOf(here);
  const run = () => openRemediation({ ...portsOf(client), homeAt }, options());
  const first = await run();
  expect(first.findings).toEqual([]);
  expect(first.opened).toEqual([L1]);
  const [issue] = await centralIssues(here);
  expect(issue?.title).toContain(L1);
  // The same id may be another repository's, too.
  expect(issue?.body.split("\n")[0]).toBe(`<!-- qms-bypass:remediation:acme/payments/${L1} -->`);
  expect(issue?.body).not.toContain("#512 into");
  const [opened] = await recorded(here, L1, "remediation.opened");
  expect(opened?.data).toMatchObject({ repository: central, issue: issue?.number });
  expect((await run()).opened).toEqual([]);
  expect(await centralIssues(here)).toHaveLength(1);

  await here.as("boss").patch(`/repos/${central}/issues/${issue?.number}`, { title: "Mine" });
  const permissions = {
    contents: "write",
    issues: "write",
    checks: "read",
    statuses: "read",
    pull_requests: "read",
  } as const;
  const jobs = clientOf(here, permissions);
  const own = { ...portsOf(jobs), tracker: issueTracker(jobs), desk: requestDesk(jobs, "qms-ledger") };
  const more = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const pass = await syncRemediation(own, more);
  expect([pass.updated, pass.elsewhere]).toEqual([[], [central]]);
  const place = homeAt(central);
  const ports = { ...own, github: withIssuesOf(own.github, place), tracker: place.tracker };
  const done = await syncRemediation(ports, { ...more, home: central });
  expect(done.findings).toEqual([]);
  expect(done.updated).toEqual([L1]);
  expect((await centralIssues(here))[0]?.title).toContain(L1);
}, 60_000);

test("no token for it, or none in the policy: a violation, and what to do", async () => {
  const { world: here, homeAt } = await world();
  here.admin.setHasIssues("acme/payments", false);
  // A job's own token reaches the repository of the job only.
  const blind = (name: string): IssueHome => {
    const { token } = here.admin.workflowToken("acme/payments", { issues: "write" });
    const { apiUrl, graphqlUrl } = here.sandbox;
    const client = openClient({ token, repository: name, apiUrl, graphqlUrl, userAgent: "test" });
    return { ...homeAt(name), github: openGitHub(client, "qms-ledger") };
  };
  const done = await openRemediation({ ...portsOf(clientOf(here)), homeAt: blind }, options());
  expect(done.findings.map(({ code }) => code)).toEqual(["REMEDIATION_FAILED"]);
  expect(done.findings[0]?.fix).toContain("issue-token");
  expect(await recorded(here, L1, "violation.recorded")).toHaveLength(1);
  const alone = await openRemediation(portsOf(clientOf(here)), options());
  expect(alone.findings.map(({ code }) => code)).toEqual(["ISSUES_DISABLED"]);
  expect(await issuesOf(here)).toHaveLength(0);
}, 60_000);
