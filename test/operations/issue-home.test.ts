import { expect, test } from "vitest";
import { type Client, openClient } from "../../src/adapters/github/client.ts";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { openGitHub } from "../../src/adapters/github/open-github.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import { draftEvent } from "../../src/core/ledger/draft-event.ts";
import { trackingMarker } from "../../src/core/remediation/plan-tracking-issue.ts";
import { type IssueHome, withIssuesOf } from "../../src/operations/issue-home.ts";
import { openRemediation } from "../../src/operations/open-remediation.ts";
import { syncRemediation } from "../../src/operations/sync-remediation.ts";
import type { Seeded } from "../sandbox/support.ts";
import {
  clientOf,
  EM,
  issuesOf,
  L1,
  options,
  portsOf,
  recorded,
  startWorld,
  syncClient,
  syncPermissions,
  useBypass,
} from "./remediation-world.ts";

const central = "acme/compliance";
const L2 = "BYPASS-L1-20260302-101500";

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

/** A run, with the other repositories that it named. */
async function watched(...[ports, options]: Parameters<typeof syncRemediation>) {
  const elsewhere: string[] = [];
  return {
    ...(await syncRemediation(ports, { ...options, onElsewhere: (names) => elsewhere.push(...names) })),
    elsewhere,
  };
}

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
  const jobs = clientOf(here, syncPermissions);
  const own = { ...portsOf(jobs), tracker: issueTracker(jobs), desk: requestDesk(jobs, "qms-ledger") };
  const more = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const pass = await watched(own, more);
  expect([pass.updated, pass.elsewhere]).toEqual([[], [central]]);
  const place = homeAt(central);
  const ports = { ...own, github: withIssuesOf(own.github, place), tracker: place.tracker };
  const done = await syncRemediation(ports, { ...more, home: central });
  expect(done.findings).toEqual([]);
  expect(done.updated).toEqual([L1]);
  expect((await centralIssues(here))[0]?.title).toContain(L1);

  // The mark names the repository as it was called when the text was written: after a rename it is still ours.
  const [now] = await centralIssues(here);
  const former = (now?.body ?? "").replace("acme/payments/BYPASS", "acme/former/BYPASS");
  expect(former).not.toBe(now?.body);
  await place.tracker.update(now?.number ?? 0, { body: former });
  const again = await syncRemediation(ports, { ...more, home: central });
  expect([again.findings, again.updated]).toEqual([[], [L1]]);
  expect((await centralIssues(here))[0]?.body).toBe(now?.body);
}, 60_000);

test("a central repository that was renamed: the same issue, recorded by the name of now, and the coordinator is told until the policy has it", async () => {
  const { world: here, homeAt } = await world();
  const former = central;
  const now = "acme/governance";
  here.admin.setHasIssues("acme/payments", false);
  const opened = () => openRemediation({ ...portsOf(clientOf(here)), homeAt }, options());
  expect((await opened()).opened).toEqual([L1]);
  here.admin.renameRepository(former, "governance");
  const issues = async () => (await here.as("boss").get(`/repos/${now}/issues?state=all`)).body as { number: number }[];
  const [first] = await issues();

  // The one that is on record under the former name is brought up to date and answered there.
  await here.as("boss").patch(`/repos/${now}/issues/${first?.number}`, { title: "Mine" });
  await here.admin.setRole(now, "lou", "write");
  await here.as("lou").post(`/repos/${now}/issues/${first?.number}/comments`, { body: "/qms frobnicate" });
  const jobs = syncClient(here);
  const own = { ...portsOf(jobs), tracker: issueTracker(jobs), desk: requestDesk(jobs, "qms-ledger") };
  const more = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const pass = () => {
    const place = homeAt(former);
    const ports = { ...own, github: withIssuesOf(own.github, place), tracker: place.tracker };
    return syncRemediation(ports, { ...more, home: former });
  };
  expect((await watched(own, more)).elsewhere).toEqual([former]);
  const done = await pass();
  expect(done.findings.map(({ code, message }) => [code, message])).toEqual([
    ["ISSUE_REPOSITORY_RENAMED", expect.stringContaining(`${former}, which issues.central of the policy names`)],
  ]);
  expect(done.findings[0]?.fix).toContain(`Write ${now} there.`);
  expect(done.updated).toEqual([L1]);
  const said = (await here.as("boss").get(`/repos/${now}/issues/${first?.number}/comments`)).body as unknown[];
  expect(said).toHaveLength(2);
  expect((await pass()).updated).toEqual([]);
  expect(await issues()).toHaveLength(1);

  // One that is deleted there, and a further bypass: both through the former name, on record by the new one.
  here.admin.deleteIssue(now, first?.number ?? 0);
  expect((await pass()).findings.map(({ code }) => code)).toEqual([
    "ISSUE_REPOSITORY_RENAMED",
    "TRACKING_ISSUE_REPLACED",
  ]);
  expect((await recorded(here, L1, "remediation.opened")).at(-1)?.data).toMatchObject({
    repository: now,
    former: { repository: former, issue: first?.number },
  });
  await useBypass(here, EM, { at: "2026-03-02T14:30:00.000Z" });
  const second = await opened();
  expect([second.opened, second.findings.map(({ code }) => code)]).toEqual([[EM], ["ISSUE_REPOSITORY_RENAMED"]]);
  expect((await recorded(here, EM, "remediation.opened"))[0]?.data.repository).toBe(now);
  expect(await issues()).toHaveLength(2);
  // Once the policy has the new name nobody is told any more; what is on record under the old one is still found.
  expect((await watched(own, more)).elsewhere).toEqual([now]);
  const chosen = withIssuesOf(own.github, homeAt(former));
  await useBypass(here, L2, { at: "2026-03-02T14:40:00.000Z" });
  const third = await openRemediation({ ...own, github: chosen }, { ...options(), home: former });
  expect(third.findings.map(({ code, message }) => [code, message.includes("the input issue-repository")])).toEqual([
    ["ISSUE_REPOSITORY_RENAMED", true],
  ]);
  expect((await recorded(here, L2, "remediation.opened"))[0]?.data.repository).toBe(now);
}, 60_000);

// [workflow of the run that opened it, where it is looked for]
test.each([
  ["acme/former/.github/workflows/qms.yml@refs/heads/main", []],
  // Another repository's name is another repository.
  ["acme/payments/.github/workflows/qms.yml@refs/heads/main", ["acme/former"]],
] as const)(
  "an issue that was opened under a former name of the repository is at home: by %s",
  async (ref, others) => {
    const here = await startWorld();
    await useBypass(here);
    const jobs = clientOf(here, syncPermissions);
    const own = { ...portsOf(jobs), tracker: issueTracker(jobs), desk: requestDesk(jobs, "qms-ledger") };
    const body = `${trackingMarker(L1, "acme/former", "acme/former")}\nText`;
    const issue = await own.github.createIssue({ title: "Title", body, labels: [], assignees: [], milestone: null });
    const data = {
      repository: "acme/former",
      issue: issue?.number,
      url: issue?.url.replace("acme/payments", "acme/former"),
      owner: "req",
      deadline: "2026-03-06T23:00:00.000Z",
      due_date: "2026-03-06",
    };
    const done = await own.ledger.append(
      await own.ledger.read([L1], []),
      ({ repositoryId }) => [
        draftEvent(
          {
            at: Date.parse("2026-03-02T14:30:00Z"),
            repositoryId,
            mainHead: "9".repeat(40),
            automation: { id: 41898282, login: "github-actions[bot]" },
            runUrl: "https://github.example/acme/former/actions/runs/6",
            run: { ...options().run.run, workflow_ref: ref },
          },
          { type: "remediation.opened", bypass: L1, key: String(issue?.number), data },
        ),
      ],
      [L1],
    );
    expect(done.findings).toEqual([]);
    const more = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
    const pass = await watched(own, more);
    expect([pass.findings, pass.elsewhere, pass.updated]).toEqual([[], others, others.length === 0 ? [L1] : []]);
  },
  60_000,
);

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

test("another repository with issues is known before anything can break in the own one", async () => {
  const { world: here, homeAt } = await world();
  const open = () => openRemediation({ ...portsOf(clientOf(here)), homeAt }, options());
  await open();
  here.admin.setHasIssues("acme/payments", false);
  await useBypass(here, L2, { at: "2026-03-02T14:40:00.000Z" });
  await open();
  const jobs = clientOf(here, syncPermissions);
  const own = { ...portsOf(jobs), tracker: issueTracker(jobs), desk: requestDesk(jobs, "qms-ledger") };
  const tracker = { ...own.tracker, read: () => Promise.reject(new Error("gone")) };
  const named: string[] = [];
  const onElsewhere = (names: readonly string[]) => named.push(...names);
  const more = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example", onElsewhere };
  await expect(syncRemediation({ ...own, tracker }, more)).rejects.toThrow("gone");
  expect(named).toEqual([central]);
}, 60_000);
