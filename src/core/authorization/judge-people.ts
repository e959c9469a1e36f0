import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, holdersOf, personById } from "../procedure/compiled-people.ts";
import type { Level } from "../procedure/levels.ts";
import { resolveLimit } from "../time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { type ActiveSlot, activeSlots } from "./active-slots.ts";
import { type Ban, findBans } from "./bans.ts";
import type { CompiledInput } from "./decide-manifest.ts";
import { type FilledSlots, fillSlots } from "./fill-slots.ts";
import { foldReviews } from "./fold-reviews.ts";
import type { AccountMap } from "./identity.ts";
import { type JudgeContext, type JudgedReview, judgeReview, ttlOf } from "./judge-review.ts";
import { subjectOf } from "./subject-of.ts";

/** What the people are asked about. */
export interface Question {
  /** The manifest that decides which slots are needed; of an amendment the one that it amends. */
  readonly manifest: ManifestReading;
  /** Login of who asks. */
  readonly requester: string | null;
  /** sha256 of the file that the reviews are about. */
  readonly digest: string;
}

/** Who said what about a request, and which slots that fills. */
export interface JudgedPeople {
  readonly evaluatedAt: Instant;
  readonly openedAt: Instant;
  readonly slots: readonly ActiveSlot[];
  readonly bans: AccountMap<Ban>;
  readonly context: JudgeContext;
  readonly filled: FilledSlots;
  readonly candidates: Decision["candidates"];
  readonly findings: readonly Finding[];
}

/** Steps 3 to 5 of 30-authorization.md: fold the reviews, judge each, match them to the slots of the level. */
export function judgePeople(input: CompiledInput, level: Level, question: Question): JudgedPeople {
  const { facts, policy, people } = input;
  const findings: Finding[] = [];
  const evaluatedAt = parseInstant(facts.evaluated_at) as Instant;
  const openedAt = parseInstant(facts.pull_request.opened_at) as Instant;
  const slots = activeSlots(level, subjectOf(question.manifest, level), policy);
  const ttl = resolveLimit(openedAt, policy.policy.levels[level].request_ttl, policy.calendar);
  // The TTL is inclusive; one in business days ends before its midnight.
  const expiresAt = ttl === null ? openedAt : ttl.inclusive ? ttl.deadline : ttl.deadline - 1;
  const { holders, holdersNow, unknown } = holdersOfSlots(slots, input);
  findings.push(...unknown);
  const bans = findBans(facts, question.manifest, people, question.requester);
  const { digest } = question;
  const parts = { facts, level, policy, people, slots, holders, holdersNow, bans };
  const context: JudgeContext = { ...parts, digest, expiresAt, evaluatedAt };
  const folded = foldReviews(facts);
  const judged = [...folded.latest, ...folded.ghosts].map((review) => judgeReview(review, context));
  const filled = fillSlots(judged, context);
  findings.push(...filled.findings, ...vetoes(judged));
  if (!filled.complete && evaluatedAt > expiresAt) {
    findings.push(finding("REQUEST_EXPIRED", { expired: formatInstant(expiresAt), ttl: ttlOf(policy, level) }));
  }
  const candidates = [...filled.candidates, ...folded.afterMerge.map((review) => afterMerge(review, people))];
  return { evaluatedAt, openedAt, slots, bans, context, filled, candidates, findings };
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
