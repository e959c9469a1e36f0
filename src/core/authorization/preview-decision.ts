import type { Decision } from "../../generated/types/decision.ts";
import type { Account, Facts, TargetFacts } from "../../generated/types/facts.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { PeopleReading, PolicyReading } from "../procedure/readings.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { decide } from "./decide.ts";

/** What a request will meet when its pull request is opened. */
export interface Prospect {
  readonly manifest: ManifestReading;
  readonly path: string;
  readonly policy: PolicyReading;
  readonly people: PeopleReading;
  /** Members of the teams that people.yml names, as in the facts. */
  readonly teams: NonNullable<Facts["teams"]>;
  readonly target: TargetFacts | null;
  readonly repository: string;
  readonly registryBranch: string;
  readonly registryHead: string;
  readonly issue: number;
  readonly requester: Account;
  readonly now: Instant;
  readonly tool: { readonly name: string; readonly version: string };
}

/** No commit exists yet; nothing that names it is shown. */
const unborn = "0".repeat(40);

/**
 * The decision as it will be for a pull request that is opened this moment and that nobody has reviewed: who has to approve, and what
 * would be refused whoever approves. The same engine as later, so that nobody waits for an approval that cannot count.
 */
export function previewDecision(prospect: Prospect): Decision {
  const { manifest, path, requester, target, repository, registryBranch, registryHead } = prospect;
  const now = formatInstant(prospect.now);
  const facts: Facts = {
    schema: "qms.facts/v1",
    evaluated_at: now,
    phase: "request",
    registry_branch: registryBranch,
    policy_sha: registryHead,
    people_sha: registryHead,
    pull_request: {
      repository,
      number: prospect.issue,
      author: requester,
      opened_at: now,
      base: registryBranch,
      fork: false,
      head_sha: unborn,
      base_sha: registryHead,
      manifest_sha256: manifest.sha256,
      files: [{ path, status: "added", mode: "100644" }],
    },
    request: { issue: prospect.issue, author: requester },
    commits: [{ sha: unborn, author: requester, committer: null, co_authors: [] }],
    pushes: [{ at: now, actor: requester, manifest_sha256: manifest.sha256 }],
    reviews: [],
    access: {},
    teams: prospect.teams,
    existing_manifests: [],
    target,
  };
  return decide({
    facts,
    manifest,
    policy: prospect.policy,
    people: prospect.people,
    peopleAtOpening: null,
    registryBranch,
    tool: prospect.tool,
  });
}
