import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, holdersOf, personById } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel, type Level } from "../procedure/levels.ts";
import { resolveLimit } from "../time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { type ActiveSlot, activeSlots } from "./active-slots.ts";
import { answerCriteria } from "./answer-criteria.ts";
import { answerersOf } from "./answerers.ts";
import { findBans } from "./bans.ts";
import { checkClocks, checkObligations, missingNotices } from "./check-conditions.ts";
import { type ChangeKind, checkCommits, checkRequest, listed, manifestsAdded } from "./check-structure.ts";
import { checkTarget } from "./check-target.ts";
import type { DecisionParts } from "./decide.ts";
import { fillSlots } from "./fill-slots.ts";
import { foldReviews } from "./fold-reviews.ts";
import { type JudgeContext, type JudgedReview, judgeReview, ttlOf } from "./judge-review.ts";
import { knownEvents } from "./known-events.ts";
import { eventOfAnswer, readAnswers } from "./read-answers.ts";
import { subjectOf } from "./subject-of.ts";

export interface CompiledInput {
  readonly facts: Facts;
  readonly manifest: ManifestReading | null;
  readonly policy: CompiledPolicy;
  readonly people: CompiledPeople;
  readonly peopleAtOpening: CompiledPeople | null;
  readonly codeowners?: string | null;
  readonly codeownersPath?: string;
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
  const { path } = manifest;
  const added = manifestsAdded(facts);
  if (facts.pull_request.manifest_sha256 !== manifest.sha256) {
    const what = `the manifest's sha256 is ${manifest.sha256}, they say ${facts.pull_request.manifest_sha256}`;
    findings.push(finding("FACTS_INCONSISTENT", { what }, { path }));
  } else if (path !== null && !added.some((file) => file === path || path.endsWith(`/${file}`))) {
    const what = `the pull request adds ${listed(added)}, not ${path}`;
    findings.push(finding("FACTS_INCONSISTENT", { what }, { path }));
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
  const openedAt = parseInstant(facts.pull_request.opened_at) as Instant;
  const subject = subjectOf(manifest, level);
  const slots = activeSlots(level, subject, policy);
  const ttl = resolveLimit(openedAt, policy.policy.levels[level].request_ttl, policy.calendar);
  // The TTL is inclusive; one in business days ends before its midnight.
  const expiresAt = ttl === null ? openedAt : ttl.inclusive ? ttl.deadline : ttl.deadline - 1;
  const { holders, holdersNow, unknown } = holdersOfSlots(slots, input);
  findings.push(...unknown);
  const bans = findBans(facts, manifest, people);
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

  const answerers = answerersOf(level, manifest, input, bans);
  const answered = readAnswers(facts, subject, policy, people, answerers);
  findings.push(...answered.findings);
  const events = [
    ...knownEvents(context, filled, openedAt, manifest.view.text("/id")),
    ...answered.answers.map(eventOfAnswer),
  ];
  findings.push(...checkObligations(subject, events, policy, answerers));
  findings.push(...checkExpiry(manifest, evaluatedAt));
  const notices = missingNotices(facts, subject, events, policy);
  findings.push(...notices.map((audience) => finding("NOTIFICATION_MISSING", { audience })));
  const needed = new Set(slots.filter((slot) => slot.needed > 0).map((slot) => slot.name));
  findings.push(...checkClocks(subject, needed, events, policy, evaluatedAt));
  const candidates = [...filled.candidates, ...folded.afterMerge.map((review) => afterMerge(review, people))];
  return {
    ...nothing,
    criteria: answerCriteria(level, manifest, slots, filled, policy),
    tree: filled.tree,
    candidates,
    findings,
    complete: filled.complete,
  };
}

/** A bypass that could never take effect must not be approved. */
function checkExpiry(manifest: ManifestReading, evaluatedAt: Instant): Finding[] {
  const text = manifest.view.text("/expires_at");
  const at = text === null ? null : parseInstant(text);
  if (text === null || at === null || at > evaluatedAt) return [];
  return [finding("EXPIRY_PASSED", { expired: text }, manifest.where("/expires_at", "value"))];
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

function afterMerge(review: Facts["reviews"][number], people: CompiledPeople): Decision["candidates"][number] {
  const { message, fix } = finding("AFTER_MERGE", {});
  return {
    person: review.user === null ? null : (personById(people, review.user.id)?.key ?? null),
    login: review.user?.login ?? null,
    id: review.user?.id ?? null,
    review_id: review.id,
    code: "AFTER_MERGE",
    text: message,
    fix,
  };
}
