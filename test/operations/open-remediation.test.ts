import { describe, expect, test } from "vitest";
import { markerOf } from "../../src/core/text/marker.ts";
import { repo } from "../sandbox/support.ts";
import {
  clientOf,
  EM,
  issuesOf,
  Killed,
  killedAfter,
  L1,
  march,
  merge,
  milestonesOf,
  open,
  portsOf,
  recorded,
  startWorld,
  useBypass,
} from "./remediation-world.ts";

describe("the tracking issue of a used bypass", () => {
  test("is opened once, with owner, labels and deadline, and recorded", async () => {
    const world = await startWorld();
    await useBypass(world);
    const done = await open(world);
    expect(done).toMatchObject({ opened: [L1], findings: [] });
    expect(done.events.map(({ type }) => type)).toEqual(["remediation.opened"]);
    const [issue, ...more] = await issuesOf(world);
    expect(more).toEqual([]);
    expect(issue?.title).toBe(`[${L1}] Docs coverage is 78 % while the API reference moves`);
    expect(issue?.assignees.map(({ login }) => login)).toEqual(["req"]);
    expect(issue?.labels.map(({ name }) => name).sort()).toEqual([
      "qms:bypass",
      "qms:level-L1",
      "qms:remediation",
      "qms:sev-S4",
      "qms:technical-debt",
    ]);
    const [event] = await recorded(world, L1, "remediation.opened");
    expect(event?.data).toEqual({
      repository: "acme/payments",
      issue: issue?.number,
      url: expect.stringMatching(new RegExp(`/acme/payments/issues/${issue?.number}$`)),
      owner: "req",
      deadline: "2026-03-06T23:00:00.000Z",
      due_date: "2026-03-06",
      merge_sha: merge,
    });
    expect(event?.at).toBe("2026-03-02T15:00:00.000Z");
    // Notices are sent and recorded by `notify`, which runs behind it.
    expect(await recorded(world, L1, "notification.failed")).toEqual([]);
  });

  test("is left alone by a second run, which reads two things and writes nothing", async () => {
    const world = await startWorld();
    await useBypass(world);
    await open(world);
    const before = { issues: await issuesOf(world), head: await world.admin.head("acme/payments", "qms-ledger") };
    const client = clientOf(world);
    expect(await open(world, {}, client)).toMatchObject({ opened: [], events: [], findings: [] });
    expect(client.requests()).toBe(2);
    const named = await open(world, { bypass: L1 });
    expect(named).toMatchObject({ state: "remediating", opened: [], events: [] });
    expect({ issues: await issuesOf(world), head: await world.admin.head("acme/payments", "qms-ledger") }).toEqual(
      before,
    );
  });

  test("costs ten requests, and nine where its milestone is there", async () => {
    const world = await startWorld();
    await useBypass(world);
    const listed = clientOf(world);
    await open(world, {}, listed);
    expect(listed.requests()).toBe(10);
    const other = "BYPASS-L1-20260302-093000";
    await useBypass(world, other);
    const named = clientOf(world);
    await open(world, { bypass: other }, named);
    expect(named.requests()).toBe(8);
  });

  test("is one and recorded once, wherever the run before was killed", async () => {
    for (let calls = 1; calls <= 10; calls++) {
      const world = await startWorld();
      await useBypass(world);
      await expect(open(world, {}, killedAfter(clientOf(world), calls)), `call ${calls}`).rejects.toThrow(Killed);
      const again = await open(world);
      expect(again.findings, `call ${calls}`).toEqual([]);
      const issues = await issuesOf(world);
      expect(issues, `call ${calls}`).toHaveLength(1);
      expect(
        issues[0]?.assignees.map(({ login }) => login),
        `call ${calls}`,
      ).toEqual(["req"]);
      expect(await recorded(world, L1, "remediation.opened"), `call ${calls}`).toHaveLength(1);
      expect(await milestonesOf(world), `call ${calls}`).toMatchObject([{ title: march, open_issues: 1 }]);
      // What was created before the kill was not opened by the second run.
      expect(again.opened.length, `call ${calls}`).toBe(calls < 9 ? 1 : 0);
    }
  }, 60_000);

  test("is found although it was renamed and closed after a run that could not record it", async () => {
    const world = await startWorld();
    await useBypass(world);
    await expect(open(world, {}, killedAfter(clientOf(world), 9))).rejects.toThrow(Killed);
    const [issue] = await issuesOf(world);
    await world.as("boss").patch(`${repo}/issues/${issue?.number}`, { title: "Something else", state: "closed" });
    expect(await open(world)).toMatchObject({ opened: [], findings: [] });
    expect(await issuesOf(world)).toHaveLength(1);
    expect((await recorded(world, L1, "remediation.opened"))[0]?.data.issue).toBe(issue?.number);
  });

  test("is found behind others, page by page", async () => {
    const world = await startWorld();
    await useBypass(world);
    await expect(open(world, {}, killedAfter(clientOf(world), 9))).rejects.toThrow(Killed);
    for (let count = 1; count <= 3; count++) await world.as("dev").post(`${repo}/issues`, { title: `Other ${count}` });
    world.admin.setPageSize(2);
    expect(await open(world)).toMatchObject({ opened: [], findings: [] });
    world.admin.setPageSize(null);
    expect(await recorded(world, L1, "remediation.opened")).toHaveLength(1);
    expect(await issuesOf(world)).toHaveLength(4);
  });

  test("is not an issue of somebody else who copied the marker", async () => {
    const world = await startWorld();
    await useBypass(world);
    const forged = `${markerOf("remediation", L1)}\nNothing to do here.`;
    await world.as("stranger").post(`${repo}/issues`, { title: `[${L1}] Done already`, body: forged });
    expect(await open(world)).toMatchObject({ opened: [L1] });
    const issues = await issuesOf(world);
    expect(issues).toHaveLength(2);
    expect((await recorded(world, L1, "remediation.opened"))[0]?.data.issue).toBe(issues[1]?.number);
  });

  test("stands for each of several bypasses, and an open one costs the others nothing", async () => {
    const world = await startWorld();
    const ids = [L1, "BYPASS-L1-20260302-093000", "BYPASS-L1-20260302-094500"];
    for (const id of ids) await useBypass(world, id);
    await open(world, { bypass: L1 });
    expect(await open(world)).toMatchObject({ opened: ids.slice(1) });
    expect(await issuesOf(world)).toHaveLength(3);
    for (const id of ids) expect(await recorded(world, id, "remediation.opened")).toHaveLength(1);
  });
});

describe("which bypasses owe an issue", () => {
  test("not one that is active and unused below EMERGENCY", async () => {
    const world = await startWorld();
    await useBypass(world, L1, { until: "activated" });
    expect(await open(world)).toMatchObject({ opened: [], findings: [] });
    expect(await open(world, { bypass: L1 })).toMatchObject({ state: "active", opened: [] });
    expect(await issuesOf(world)).toEqual([]);
  });

  test("an EMERGENCY from its activation on, with no merge commit yet", async () => {
    const world = await startWorld("2026-03-12T03:00:00Z");
    await useBypass(world, EM, { until: "activated", at: "2026-03-12T02:30:00.000Z" });
    expect(await open(world)).toMatchObject({ opened: [EM], findings: [] });
    const [event] = await recorded(world, EM, "remediation.opened");
    expect(event?.data).not.toHaveProperty("merge_sha");
    expect((await issuesOf(world))[0]?.body).toContain("not merged yet");
  });

  test("one that the ledger does not know is refused by its name", async () => {
    const world = await startWorld();
    await expect(open(world, { bypass: L1 })).rejects.toThrow(`The ledger knows no bypass ${L1}.`);
  });
});

describe("what GitHub does not take", () => {
  test("an owner who cannot be assigned: the issue is there, and a warning says it", async () => {
    const world = await startWorld();
    await useBypass(world, L1, { edit: (text) => text.replace("owner: req", "owner: nobody-here") });
    const done = await open(world);
    expect(done.opened).toEqual([L1]);
    expect(done.findings.map(({ code, severity }) => [code, severity])).toEqual([["ASSIGNEE_REFUSED", "warning"]]);
    expect(await issuesOf(world)).toHaveLength(1);
    expect(await recorded(world, L1, "remediation.opened")).toHaveLength(1);
  });

  test("issues that are turned off: a violation, recorded once, and a finding each time", async () => {
    const world = await startWorld();
    await useBypass(world);
    world.admin.addFault({
      operation: "issues/create",
      kind: "status",
      status: 410,
      body: { message: "Issues are disabled for this repo" },
      times: 2,
    });
    for (const events of [["violation.recorded"], []]) {
      const done = await open(world);
      expect(done.opened).toEqual([]);
      expect(done.findings.map(({ code }) => code)).toEqual(["ISSUES_DISABLED"]);
      expect(done.events.map(({ type }) => type)).toEqual(events);
    }
    expect((await recorded(world, L1, "violation.recorded")).map(({ data }) => data.kind)).toEqual([
      "tracking_issue_refused",
    ]);
    // Turned on again, the issue is opened as if nothing had been.
    expect(await open(world)).toMatchObject({ opened: [L1], findings: [] });
  });

  test("a token without issues: write is named, and nothing is recorded", async () => {
    const world = await startWorld();
    await useBypass(world);
    const client = clientOf(world, { contents: "write", issues: "read" });
    await expect(open(world, {}, client)).rejects.toMatchObject({ name: "PermissionMissing", what: "POST issues" });
    expect(await recorded(world, L1, "remediation.opened")).toEqual([]);
  });

  test("an issue whose answer was lost is not opened twice", async () => {
    const world = await startWorld();
    await useBypass(world);
    world.admin.addFault({ operation: "issues/create", kind: "reset-after" });
    await expect(open(world)).rejects.toThrow(/whether it took effect is not known/);
    expect(await open(world)).toMatchObject({ opened: [], findings: [] });
    expect(await issuesOf(world)).toHaveLength(1);
    expect(await recorded(world, L1, "remediation.opened")).toHaveLength(1);
  });
});

describe("two runs at the same moment", () => {
  test("record one issue, and the other is named as a duplicate", async () => {
    const world = await startWorld();
    await useBypass(world);
    const results = await Promise.all([open(world), open(world)]);
    const issues = await issuesOf(world);
    const [event, ...more] = await recorded(world, L1, "remediation.opened");
    expect(more).toEqual([]);
    expect(issues.map(({ number }) => number)).toContain(event?.data.issue);
    const codes = results.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(codes).toEqual(issues.length === 2 ? ["TRACKING_ISSUE_DUPLICATE"] : []);
    expect(issues.filter(({ state }) => state === "open").map(({ number }) => number)).toEqual([event?.data.issue]);
  });

  test("a duplicate that a killed run left is closed, pointing at the one on record; what is nobody's is left alone", async () => {
    const world = await startWorld();
    await useBypass(world);
    await open(world);
    const [first] = await issuesOf(world);
    // The App's own: what a run leaves that dies between the issue and the record. The other one only looks like it.
    const { github } = portsOf(clientOf(world));
    const { body = "" } = first ?? {};
    const parts = { title: "Again", labels: [], assignees: [], milestone: null };
    const again = await github.createIssue({ ...parts, body });
    const foreign = await world.as("boss").post(`${repo}/issues`, { title: "Mine", body });
    await useBypass(world, "BYPASS-L1-20260302-093000");
    const done = await open(world);
    expect(done.findings.map(({ code }) => code)).toEqual(["TRACKING_ISSUE_DUPLICATE"]);
    const shown = new Map((await issuesOf(world)).map((issue) => [issue.number, issue]));
    const duplicate = shown.get(again?.number ?? 0);
    expect([duplicate?.state, duplicate?.body.includes(`Duplicate of #${first?.number}.`)]).toEqual(["closed", true]);
    expect([shown.get(first?.number ?? 0)?.state, shown.get(Number(foreign.body.number))?.state]).toEqual([
      "open",
      "open",
    ]);
    await useBypass(world, "BYPASS-L1-20260302-094000");
    expect((await open(world)).findings).toEqual([]);
  });
});

describe("what is not what was approved", () => {
  test("a manifest without an owner opens nothing, and another bypass has its issue all the same", async () => {
    const world = await startWorld();
    await useBypass(world, L1, { edit: (text) => text.replace("  owner: req\n", "") });
    const other = "BYPASS-L1-20260302-093000";
    await useBypass(world, other);
    const done = await open(world);
    expect(done.findings.map(({ code }) => code)).toEqual(["REMEDIATION_UNPLANNABLE"]);
    expect(done.opened).toEqual([other]);
  });

  test("a registry branch that is not there stops the run", async () => {
    const world = await startWorld();
    await useBypass(world);
    await expect(open(world, { registryBranch: "nowhere" })).rejects.toThrow("There is no branch nowhere.");
    expect(await issuesOf(world)).toEqual([]);
  });

  test("a deadline beyond the reviewed calendar is a warning beside the issue", async () => {
    const world = await startWorld();
    await useBypass(world, L1, { edit: (text) => text.replace("target_date: 2026-03-06", "target_date: 2026-03-20") });
    const { body: file } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
    const policy = Buffer.from(file.content, "base64").toString("utf8");
    await world.admin.commit("acme/payments", {
      branch: "qms",
      author: "boss",
      message: "Review the calendar",
      files: { ".qms/policy.yml": policy.replace("Europe/Berlin }", "Europe/Berlin, valid_through: 2026-03-05 }") },
    });
    const done = await open(world);
    expect(done.opened).toEqual([L1]);
    expect(done.findings.map(({ code, severity }) => [code, severity])).toEqual([["CALENDAR_EXPIRED", "warning"]]);
  });

  test("a manifest that was changed on the registry branch opens nothing", async () => {
    const world = await startWorld();
    await useBypass(world);
    await world.admin.commit("acme/payments", {
      branch: "qms",
      author: "boss",
      message: "Give it more time",
      files: { [`.qms/bypasses/2026/03/${L1}.yml`]: "id: other\n" },
    });
    const done = await open(world);
    expect(done.findings.map(({ code }) => code)).toEqual(["REMEDIATION_MANIFEST"]);
    expect(await issuesOf(world)).toEqual([]);
  });

  test("a policy that cannot be read stops the run", async () => {
    const world = await startWorld();
    await useBypass(world);
    await world.admin.commit("acme/payments", {
      branch: "qms",
      author: "boss",
      message: "Break the policy",
      files: { ".qms/policy.yml": "schema: qms.policy/v1\nextends: default\nnonsense: 1\n" },
    });
    await expect(open(world)).rejects.toThrow(/policy\.yml on qms is not valid/);
    expect(await issuesOf(world)).toEqual([]);
  });

  test("a dry run shows the issue and writes nothing", async () => {
    const world = await startWorld();
    await useBypass(world);
    const done = await open(world, { dryRun: true });
    expect(done.planned.map(({ title }) => title)).toEqual([expect.stringContaining(L1)]);
    expect(done.events).toEqual([]);
    expect(await issuesOf(world)).toEqual([]);
    expect(await recorded(world, L1, "remediation.opened")).toEqual([]);
  });
});
