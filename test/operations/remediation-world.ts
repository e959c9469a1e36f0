import type { Variants } from "../../sandbox/state/world.ts";
import { apiLedger } from "../../src/adapters/github/api-ledger.ts";
import { type Client, openClient } from "../../src/adapters/github/client.ts";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { openGitHub } from "../../src/adapters/github/open-github.ts";
import { registryReader } from "../../src/adapters/github/registry-reader.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { sha256Hex } from "../../src/core/document/read-document.ts";
import { draftEvent, type EventContent } from "../../src/core/ledger/draft-event.ts";
import { manifestPath, parseManifestId } from "../../src/core/manifest/manifest-id.ts";
import { parseInstant } from "../../src/core/time/instant.ts";
import {
  type OpenRemediationOptions,
  type OpenRemediationPorts,
  openRemediation,
} from "../../src/operations/open-remediation.ts";
import { type SyncOptions, syncRemediation } from "../../src/operations/sync-remediation.ts";
import type { IssueTracker } from "../../src/ports.ts";
import { repo, type Seeded, startSeeded } from "../sandbox/support.ts";
import { example } from "../support/fixture.ts";

export const L1 = "BYPASS-L1-20260302-090000";
export const EM = "BYPASS-EM-20260312-021800";
export const merge = "d".repeat(40);

export const run = {
  id: 7,
  attempt: 1,
  workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
  workflow_sha: "b".repeat(40),
};

export const options = (more: Partial<OpenRemediationOptions> = {}): OpenRemediationOptions => ({
  bypass: null,
  registryBranch: "qms",
  path: ".qms/bypasses",
  policyPath: ".qms/policy.yml",
  dryRun: false,
  run: { run, url: "https://github.example/acme/payments/actions/runs/7" },
  ...more,
});

/** A client of one job that dies at a chosen request: before it is sent, or after its effect and before its answer. */
export function clientOf(
  world: Seeded,
  permissions?: Record<string, "read" | "write">,
  token = world.admin.workflowToken("acme/payments", permissions ?? { contents: "write", issues: "write" }).token,
): Client {
  return openClient({
    token,
    repository: "acme/payments",
    apiUrl: world.sandbox.apiUrl,
    graphqlUrl: world.sandbox.graphqlUrl,
    userAgent: "test",
  });
}

export class Killed extends Error {}

/** The same client for a process that is killed when the answer to its n-th call comes in; the call itself took effect. */
export function killedAfter(client: Client, calls: number): Client {
  let done = 0;
  const count = async <Value>(call: Promise<Value>): Promise<Value> => {
    const value = await call;
    done += 1;
    if (done >= calls) throw new Killed();
    return value;
  };
  return {
    ...client,
    rest: (route, parameters) => count(client.rest(route, parameters)),
    graphql: (query, variables) => count(client.graphql(query, variables)),
  };
}

export function portsOf(client: Client): OpenRemediationPorts {
  return {
    github: openGitHub(client, "qms-ledger"),
    ledger: apiLedger(client, "qms-ledger", systemClock),
    reader: registryReader(client, "qms-ledger"),
  };
}

export const open = (world: Seeded, more: Partial<OpenRemediationOptions> = {}, client = clientOf(world)) =>
  openRemediation(portsOf(client), options(more));

/** Of the job that runs sync. */
export const syncPermissions = {
  contents: "write",
  issues: "write",
  checks: "read",
  statuses: "read",
  pull_requests: "read",
} as const;

/** The token of a job that runs sync; one that sees other repositories, too, where they are named. */
export function syncClient(world: Seeded, ...others: readonly string[]): Client {
  const { token } = world.admin.installationToken(15368, ["acme/payments", ...others], syncPermissions);
  return clientOf(world, undefined, token);
}

export const sync = (
  world: Seeded,
  more: Partial<SyncOptions> = {},
  client = syncClient(world),
  tracker: IssueTracker = issueTracker(client),
) =>
  syncRemediation(
    { ...portsOf(client), tracker, desk: requestDesk(client, "qms-ledger") },
    { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example", ...more },
  );

export async function startWorld(
  now = "2026-03-02T15:00:00Z",
  expected = { unlisted: 0, violations: 0 },
  variants: Partial<Variants> = {},
) {
  return startSeeded({ now: () => Date.parse(now), variants }, expected);
}

/** Puts the manifest on the registry branch and the events up to `until` on the ledger, as validate and settle write them. */
export async function useBypass(
  world: Seeded,
  id = L1,
  {
    until = "used",
    edit = (text: string) => text,
    at = "2026-03-02T14:00:00.000Z",
    mergedBy = "dov",
    merged = true,
    drill = false,
    peopleSha = "2".repeat(40),
  } = {},
): Promise<void> {
  const parsed = parseManifestId(id);
  if (parsed === null) throw new Error(id);
  const path = manifestPath(parsed);
  const source = `manifest/valid/${id.includes("-EM-") ? EM : L1}.yml`;
  const text = edit(example(source).replace(/^id: .*$/m, `id: ${id}`));
  const commit = await world.admin.commit("acme/payments", {
    branch: "qms",
    author: "boss",
    message: `Add ${id}`,
    // A request that is not merged is not on the registry branch.
    files: { [merged ? path : "README.md"]: text },
  });
  const ledger = apiLedger(clientOf(world), "qms-ledger", systemClock);
  const manifest = { path, commit, blob: "b".repeat(40), sha256: sha256Hex(new TextEncoder().encode(text)) };
  const target = { pr: 512, ref: "refs/heads/main", commit: "a".repeat(40), tree: "e".repeat(40) };
  const time = parseInstant(at) ?? 0;
  const content = (type: string, data: Record<string, unknown>): EventContent =>
    ({ type, bypass: id, key: type, data, at: time, manifest, target }) as EventContent;
  const checks = ["docs/coverage"];
  const events = [
    content("request.accepted", {
      ...{ pull_request: 42, repository_id: 1, level: parsed.level, checks },
      ...(drill ? { drill } : {}),
    }),
    content("bypass.approved", {
      decision_sha256: "5".repeat(64),
      approvers: [{ slot: "lead", id: 101, login: "lea", review_id: 7 }],
      policy_sha: "1".repeat(40),
      people_sha: peopleSha,
    }),
    content("bypass.activated", {
      activation: 1,
      checks: [{ name: checks[0], kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null }],
      expires_at: "2026-03-05T09:00:00.000Z",
      decision_sha256: "5".repeat(64),
    }),
    content("bypass.used", { merge_sha: merge, base: "main", merged_by: { id: 103, login: mergedBy } }),
    content("bypass.deactivated", { activation: 1, reason: "used" }),
  ];
  const last = events.findIndex(({ type }) => type === until || type === `bypass.${until}`);
  const wanted = until === "used" ? events : events.slice(0, last + 1);
  const snapshot = await ledger.read([id], []);
  const result = await ledger.append(
    snapshot,
    ({ repositoryId }) =>
      wanted.map((event) =>
        draftEvent(
          {
            at: time,
            repositoryId,
            mainHead: "9".repeat(40),
            automation: { id: 41898282, login: "github-actions[bot]" },
            runUrl: "https://github.example/acme/payments/actions/runs/6",
            run,
          },
          event,
        ),
      ),
    [id],
  );
  if (result.findings.length > 0) throw new Error(result.findings[0]?.message);
}

export interface ShownIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly assignees: readonly { readonly login: string }[];
  readonly labels: readonly { readonly name: string }[];
  readonly milestone: { readonly title: string } | null;
}

/** Issues without pull requests, oldest first. */
export async function issuesOf(world: Seeded): Promise<readonly ShownIssue[]> {
  const { body } = await world.as("boss").get(`${repo}/issues?state=all&per_page=100&direction=asc&sort=created`);
  return (body as (ShownIssue & { pull_request?: unknown })[]).filter((issue) => issue.pull_request === undefined);
}

/** The milestone of everything that is due in the month of these worlds. */
export const march = "qms-bypass remediation 2026-03";

/** Open and closed ones, oldest first. */
export async function milestonesOf(world: Seeded) {
  const { body } = await world.as("boss").get(`${repo}/milestones?state=all`);
  const found = body as { number: number; title: string; due_on: string; open_issues: number }[];
  return found.sort((one, other) => one.number - other.number);
}

/** Events of a type on the ledger. */
export async function recorded(world: Seeded, id: string, type: string) {
  const { entries } = await apiLedger(clientOf(world), "qms-ledger", systemClock).read([id], []);
  return entries.map(({ event }) => event).filter((event) => event.type === type);
}
