import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, holdersOf } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel, type Level } from "../procedure/levels.ts";
import type { Subject } from "../procedure/when.ts";
import { resolveLimit } from "../time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { type ActiveSlot, activeSlots } from "./active-slots.ts";
import { answerCriteria } from "./answer-criteria.ts";
import { findBans } from "./bans.ts";
import { checkClocks, checkObligations, missingNotices } from "./check-conditions.ts";
import { type ChangeKind, checkCommits, checkRequest } from "./check-structure.ts";
import { checkTarget } from "./check-target.ts";
import type { DecisionParts } from "./decide.ts";
import { fillSlots } from "./fill-slots.ts";
import { foldReviews } from "./fold-reviews.ts";
import { type JudgeContext, type JudgedReview, judgeReview, ttlOf } from "./judge-review.ts";
import { knownEvents } from "./known-events.ts";

export interface CompiledInput {
  readonly facts: Facts;
  readonly manifest: ManifestReading | null;
  readonly policy: CompiledPolicy;
  readonly people: CompiledPeople;
  readonly peopleAtOpening: CompiledPeople | null;
  readonly codeowners?: string | null;
}

/** Decides a pull request that adds a manifest, in both phases. */
export function decideManifest(input: CompiledInput, kind: Exclude<ChangeKind, "governance">): DecisionParts {
  const { facts, manifest, policy, people } = input;
  const findings: Finding[] = [];
  if (policy.policy.status !== "active") findings.push(finding("POLICY_NOT_ACTIVE", { status: policy.policy.status }));
  if (kind === "amendment") {
    findings.push(
      finding("NOT_SUPPORTED_YET", {
        what: "An amendment",
        hint: "Withdraw the pull request; open a new manifest where the exception has to go on.",
      }),
    );
    return { ...nothing, findings };
  }
  if (manifest === null) {
    return {
      ...nothing,
      findings: [
        ...findings,
        finding("FACTS_INCONSISTENT", { what: "the manifest that the pull request adds was not given" }),
      ],
    };
  }
  if (manifest.view.has("/retroactive")) {
    const params = {
      what: "A retroactive manifest",
      hint: "Keep the record of what was done; register it once this version can.",
    };
    findings.push(finding("NOT_SUPPORTED_YET", params, manifest.where("/retroactive", "key")));
  }
  const added = facts.pull_request.files.find((file) => file.status === "added");
  if (facts.pull_request.manifest_sha256 !== null && facts.pull_request.manifest_sha256 !== manifest.sha256) {
    const what = `the manifest's sha256 is ${manifest.sha256}, they say ${facts.pull_request.manifest_sha256}`;
    findings.push(finding("FACTS_INCONSISTENT", { what }, { path: manifest.path }));
  } else if (
    added !== undefined &&
    manifest.path !== null &&
    added.path !== manifest.path &&
    !manifest.path.endsWith(`/${added.path}`)
  ) {
    findings.push(
      finding(
        "FACTS_INCONSISTENT",
        { what: `the pull request adds ${added.path}, not ${manifest.path}` },
        { path: manifest.path },
      ),
    );
  }
  findings.push(
    ...manifest.findings,
    ...checkCommits(facts),
    ...checkRequest(facts, manifest, people),
    ...checkTarget(facts, manifest, policy),
  );
  const classification = manifest.classification;
  const required_level: Decision["required_level"] = {
    matrix: classification.matrix,
    tree: classification.tree,
    classes: classification.classes,
    rollback: classification.rollback,
    result: classification.result,
    path: classification.path,
  };
  const level = manifest.view.text("/level");
  if (!isLevel(level)) return { ...nothing, required_level, findings };
  return { ...decidePeople(input, manifest, level, findings), required_level };
}

const nothing: DecisionParts = {
  required_level: null,
  criteria: [],
  tree: [],
  candidates: [],
  findings: [],
  complete: false,
};

/** Steps 3 to 7: fold, judge, match, conditions, clocks. */
function decidePeople(
  input: CompiledInput,
  manifest: ManifestReading,
  level: Level,
  before: readonly Finding[],
): DecisionParts {
  const { facts, policy, people } = input;
  const findings = [...before];
  const evaluatedAt = parseInstant(facts.evaluated_at) as Instant;
  const openedAt = parseInstant(facts.pull_request.opened_at);
  if (openedAt === null) {
    return {
      ...nothing,
      findings: [
        ...findings,
        finding("FACTS_INCONSISTENT", { what: `opened_at is no instant: ${facts.pull_request.opened_at}` }),
      ],
    };
  }
  const subject = subjectOf(manifest, level);
  const slots = activeSlots(level, subject, policy);
  const ttl = resolveLimit(openedAt, policy.policy.levels[level].request_ttl, policy.calendar);
  // The TTL is inclusive; one in business days ends before its midnight.
  const expiresAt = ttl === null ? openedAt : ttl.inclusive ? ttl.deadline : ttl.deadline - 1;
  const { holders, holdersNow, unknown } = holdersOfSlots(slots, input);
  findings.push(...unknown);
  const bans = findBans(facts, manifest.view.text("/requested_by"), people);
  const context: JudgeContext = {
    facts,
    level,
    policy,
    people,
    slots,
    holders,
    holdersNow,
    bans,
    digest: manifest.sha256,
    expiresAt,
    evaluatedAt,
  };

  const folded = foldReviews(facts);
  const judged = [...folded.latest, ...folded.ghosts].map((review) => judgeReview(review, context));
  const filled = fillSlots(judged, context);
  findings.push(...filled.findings, ...vetoes(judged));
  if (!filled.complete && evaluatedAt > expiresAt) {
    findings.push(finding("REQUEST_EXPIRED", { expired: formatInstant(expiresAt), ttl: ttlOf(policy, level) }));
  }

  const events = knownEvents(facts, filled, openedAt, evaluatedAt);
  findings.push(...checkObligations(subject, events, policy));
  const notices = missingNotices(facts, subject, events, policy);
  findings.push(...notices.map((audience) => finding("NOTIFICATION_MISSING", { audience })));
  findings.push(...checkClocks(subject, events, policy, evaluatedAt));
  const candidates = [...filled.candidates, ...folded.afterMerge.map((review) => afterMerge(review))];
  return {
    ...nothing,
    criteria: answerCriteria(level, manifest, slots, filled, policy),
    tree: filled.tree,
    candidates,
    findings,
    complete: filled.complete,
  };
}

function subjectOf(manifest: ManifestReading, level: Level): Subject {
  const { view, classification } = manifest;
  return {
    level,
    severity: view.text("/severity") ?? "",
    classes: [...new Set(classification.checks.flatMap((check) => (check.class === null ? [] : [check.class])))],
    trigger: view.text("/trigger"),
    criteria: view.texts("/incident/criteria") ?? [],
    regulations: view.texts("/regulations") ?? [],
    drill: view.flag("/drill") === true,
  };
}

/** Who holds the roles of each slot: now, and both now and at the opening, because nobody merges themselves into a role and approves. */
function holdersOfSlots(
  slots: readonly ActiveSlot[],
  { facts, people, peopleAtOpening }: CompiledInput,
): { holders: ReadonlySet<number>[]; holdersNow: ReadonlySet<number>[]; unknown: Finding[] } {
  const teams = facts.teams ?? {};
  const unknown = new Map<string, Finding>();
  const union = (roles: readonly string[], source: CompiledPeople): Set<number> => {
    const ids = new Set<number>();
    for (const role of roles) {
      const members = holdersOf(source, role, teams);
      if (members !== null) for (const id of members) ids.add(id);
      else
        unknown.set(
          role,
          finding("MEMBERSHIP_UNKNOWN", { team: source.teams.get(role) ?? "", role }, { path: source.path }),
        );
    }
    return ids;
  };
  const holdersNow = slots.map((slot) => union(slot.roles, people));
  const holders = slots.map((slot, index) => {
    const now = holdersNow[index] ?? new Set<number>();
    if (peopleAtOpening === null) return now;
    const then = union(slot.roles, peopleAtOpening);
    return new Set([...now].filter((id) => then.has(id)));
  });
  return { holders, holdersNow, unknown: [...unknown.values()] };
}

function vetoes(judged: readonly JudgedReview[]): Finding[] {
  return judged.flatMap(({ code, review }) =>
    code === "CHANGES_REQUESTED" ? [finding("CHANGES_REQUESTED", { login: review.user?.login ?? "" })] : [],
  );
}

function afterMerge(review: Facts["reviews"][number]): Decision["candidates"][number] {
  const { message, fix } = finding("AFTER_MERGE", {});
  return {
    person: null,
    login: review.user?.login ?? null,
    id: review.user?.id ?? null,
    review_id: review.id,
    code: "AFTER_MERGE",
    text: message,
    fix,
  };
}
