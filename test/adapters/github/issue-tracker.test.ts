import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSandbox } from "../../../sandbox/start-sandbox.ts";
import { openClient } from "../../../src/adapters/github/client.ts";
import { issueTracker } from "../../../src/adapters/github/issue-tracker.ts";

const name = "acme/payments";

test("one issue that is gone hides no other, and costs a few requests more, not one for each", async () => {
  const dir = mkdtempSync(join(tmpdir(), "qms-issues-"));
  const sandbox = await startSandbox({ dir, now: () => Date.parse("2026-03-02T09:00:00Z") });
  try {
    const { admin } = sandbox;
    await admin.createRepository({ name, roles: { dev: "write" } });
    const authorization = `Bearer ${admin.personToken("dev").token}`;
    for (let index = 1; index <= 50; index++) {
      const body = JSON.stringify({ title: `Issue ${index}` });
      const url = `${sandbox.apiUrl}/repos/${name}/issues`;
      expect((await fetch(url, { method: "POST", headers: { authorization }, body })).status).toBe(201);
    }
    admin.deleteIssue(name, 37);
    const { token } = admin.workflowToken(name, { issues: "read" });
    const { apiUrl, graphqlUrl } = sandbox;
    const tracker = issueTracker(openClient({ token, repository: name, apiUrl, graphqlUrl, userAgent: "test" }));
    const before = sandbox.journal.requests.length;
    const found = await tracker.read(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(found.size).toBe(49);
    expect(found.has(37)).toBe(false);
    // Two for each halving of fifty, and the first.
    expect(sandbox.journal.requests.length - before).toBeLessThanOrEqual(13);
    expect([...sandbox.journal.unlisted, ...sandbox.journal.violations]).toEqual([]);
  } finally {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
