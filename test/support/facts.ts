import type { ManifestReading } from "../../src/core/manifest/read-manifest.ts";
import type { Commit, EventFacts, Facts, Review } from "../../src/generated/types/facts.ts";
import type { Draft, Level } from "./fixture.ts";

export const headSha = "a".repeat(40);
export const baseSha = "b".repeat(40);
const webFlow = { login: "web-flow", id: 19864447 };
export const requester = { login: "req", id: 120, type: "User" };

/** A commit on the manifest branch, made on github.com. */
export const commitOf = (sha: string, login: string, id: number): Draft<Commit> => ({
  sha: sha.padEnd(40, "0"),
  author: { login, id },
  committer: webFlow,
  co_authors: [],
});

/** The merge that "Update branch" makes: the base comes in, the manifest stays. */
export const baseMergeOf = (sha: string, login: string, id: number): Draft<Commit> => ({
  ...commitOf(sha, login, id),
  parents: [headSha, baseSha],
  merge_of_base: true,
  touches_manifest: false,
});

/** An approving review. */
export const approvalOf = (id: number, login: string, user: number, at: string, body = ""): Review => ({
  id,
  user: { login, id: user, type: "User" },
  state: "APPROVED",
  submitted_at: at,
  commit_id: headSha,
  body,
  editor: null,
});

/** An answered obligation, as the trusted job found it confirmed. */
export const answered = (key: string, at: string, type = "obligation.done"): EventFacts => ({
  type,
  at,
  actor: { login: "sec", id: 108 },
  data: { key, evidence: "https://docs.acme.example/evidence" },
  source: { kind: "comment", url: "https://github.com/acme/payments/pull/47#issuecomment-1", confirmed: true },
});

interface Scene {
  readonly openedAt: string;
  readonly evaluatedAt: string;
  /** login, id, time of the approval. */
  readonly approvals: readonly (readonly [string, number, string])[];
  readonly events?: readonly EventFacts[];
  readonly executiveNotice?: string;
  /** L3 and EMERGENCY want the digest line and a reason. */
  readonly stated: boolean;
}

const scenes: Readonly<Record<Level, Scene>> = {
  L1: {
    openedAt: "2026-03-02T09:00:00Z",
    evaluatedAt: "2026-03-02T10:30:00Z",
    approvals: [["lea", 101, "2026-03-02T10:00:00Z"]],
    stated: false,
  },
  L2: {
    openedAt: "2026-03-03T10:15:00Z",
    evaluatedAt: "2026-03-03T12:30:00Z",
    approvals: [
      ["ari", 105, "2026-03-03T11:20:00Z"],
      ["qin", 106, "2026-03-03T12:00:00Z"],
    ],
    stated: false,
  },
  L3: {
    openedAt: "2026-03-05T07:30:00Z",
    evaluatedAt: "2026-03-05T11:30:00Z",
    approvals: [
      ["cora", 107, "2026-03-05T08:10:00Z"],
      ["sec", 108, "2026-03-05T10:05:00Z"],
      ["biz", 112, "2026-03-05T10:30:00Z"],
      ["leg", 111, "2026-03-05T11:00:00Z"],
    ],
    events: [
      answered("response_team_on_standby", "2026-03-05T09:00:00Z"),
      answered("rollback_plans_validated", "2026-03-05T09:30:00Z"),
    ],
    executiveNotice: "2026-03-05T11:20:00Z",
    stated: true,
  },
  EMERGENCY: {
    openedAt: "2026-03-12T02:18:40Z",
    evaluatedAt: "2026-03-12T02:25:00Z",
    approvals: [
      ["inc", 109, "2026-03-12T02:21:30Z"],
      ["com", 110, "2026-03-12T02:23:10Z"],
    ],
    events: [{ type: "incident.declared", at: "2026-03-12T02:14:00Z", actor: { login: "inc", id: 109 }, data: {} }],
    executiveNotice: "2026-03-12T02:24:05Z",
    stated: true,
  },
};

/** Facts of a level that decide `approved`: everybody needed has approved, in time, and nothing else is open. */
export function baseFacts(level: Level, manifest: ManifestReading, digest: string): Facts {
  const scene = scenes[level];
  const { view } = manifest;
  const body = scene.stated ? `Read it; the risk is acceptable.\n\nqms-digest: sha256:${digest}` : "";
  const notice = scene.executiveNotice;
  return {
    schema: "qms.facts/v1",
    evaluated_at: scene.evaluatedAt,
    pull_request: {
      repository: "acme/payments",
      number: 42,
      author: requester,
      opened_at: scene.openedAt,
      base: "qms",
      fork: false,
      head_sha: headSha,
      head_sha_after: headSha,
      base_sha: baseSha,
      manifest_sha256: digest,
      files: [{ path: manifest.path ?? "", status: "added", mode: "100644" }],
    },
    commits: [commitOf("a".repeat(40), "req", 120)],
    pushes: [{ at: scene.openedAt, actor: { login: "req", id: 120 }, manifest_sha256: digest }],
    reviews: scene.approvals.map(([login, id, at], index) => approvalOf(index + 1, login, id, at, body)),
    access: Object.fromEntries([...scene.approvals.map(([, id]) => [String(id), "write"]), ["120", "write"]]),
    existing_manifests: ["BYPASS-L1-20260224-101500"],
    target: {
      repository: view.text("/target/repository") ?? "",
      number: view.integer("/target/pull_request") ?? 0,
      state: "open",
      draft: false,
      fork: false,
      base: view.text("/target/base") ?? "",
      head_sha: view.text("/target/head_sha") ?? "",
      authors: [{ login: "dev", id: 200 }],
      files: ["src/app.ts"],
      checks: [
        ...(view.texts("/checks") ?? []).map((name) => ({
          name,
          kind: "status" as const,
          required: true,
          state: "failure",
        })),
        { name: "unit", kind: "check_run", required: true, state: "success" },
        { name: "advice", kind: "check_run", required: false, state: "failure" },
      ],
    },
    ...(scene.events === undefined ? {} : { events: scene.events }),
    ...(notice === undefined
      ? {}
      : { notifications: [{ audience: "executive", attempted_at: notice, delivered: true }] }),
  };
}
