import { expect, test } from "vitest";
import { openClient } from "../../src/adapters/github/client.ts";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { openGitHub } from "../../src/adapters/github/open-github.ts";
import { UnavailableError } from "../../src/core/findings/errors.ts";
import { notify } from "../../src/operations/notify.ts";
import { openRemediation } from "../../src/operations/open-remediation.ts";
import { clientOf, L1, options, portsOf, startWorld, syncPermissions, useBypass } from "./remediation-world.ts";

const central = "acme/compliance";

test("notices of what belongs to no bypass that break are told, and issues elsewhere still get their turn", async () => {
  const world = await startWorld();
  await useBypass(world);
  await world.admin.createRepository({ name: central, roles: { req: "write", boss: "admin" } });
  const client = clientOf(world, { ...syncPermissions, issues: "write" });
  const { token } = world.admin.installationToken(15368, central, { issues: "write", metadata: "read" });
  const { apiUrl, graphqlUrl } = world.sandbox;
  const home = openClient({ token, repository: central, apiUrl, graphqlUrl, userAgent: "test" });
  const homeAt = (name: string) => ({
    name,
    github: openGitHub(home, "qms-ledger"),
    tracker: issueTracker(home),
  });
  const { body } = await world.as("boss").get("/repos/acme/payments/contents/.qms/policy.yml?ref=qms");
  const policy = `${Buffer.from(String(body.content), "base64").toString()}\nissues: { central: ${central} }\n`;
  const files = { ".qms/policy.yml": policy };
  await world.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Central", files });
  world.admin.setHasIssues("acme/payments", false);
  const base = portsOf(client);
  expect((await openRemediation({ ...base, homeAt }, options())).opened).toEqual([L1]);

  const send = () => Promise.reject(new Error("nothing is sent here"));
  const names = () => Promise.reject(new UnavailableError("GitHub does not answer.", "Run again."));
  const ports = {
    ...{ ...base, reader: { ...base.reader, names } },
    ...{ tracker: issueTracker(client), notifier: { readiness: () => "ready" as const, send } },
  };
  const named: string[] = [];
  const onElsewhere = (repositories: readonly string[]) => named.push(...repositories);
  const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example", onElsewhere };
  const done = await notify(ports, given);
  expect(named).toEqual([central]);
  expect(done.findings).toMatchObject([
    { code: "REMEDIATION_FAILED", severity: "error", message: expect.stringContaining("GitHub does not answer.") },
  ]);
  expect(done.findings[0]?.message).toContain("belongs to no bypass");
}, 60_000);
