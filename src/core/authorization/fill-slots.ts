import type { Decision } from "../../generated/types/decision.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { peopleNeeded } from "../procedure/check-staffing.ts";
import { personById } from "../procedure/compiled-people.ts";
import { compareReviews, submittedAt } from "./fold-reviews.ts";
import { certificateGaps, enforcementOf, type JudgeContext, type JudgedReview } from "./judge-review.ts";
import { type Bidder, matchSlots, whoCouldFill } from "./match-slots.ts";

/** Who fills which slot, who else could, and what that means for the decision. */
export interface FilledSlots {
  readonly complete: boolean;
  readonly tree: Decision["tree"];
  readonly candidates: Decision["candidates"];
  readonly findings: readonly Finding[];
  /** For each slot the reviews that fill it. */
  readonly filledBy: readonly (readonly JudgedReview[])[];
  /** The first review of somebody who may answer for this level, of whatever verdict. */
  readonly firstAnswer: JudgedReview | null;
}

/** Step 5: assigns the people whose approval counts to slots, and says who is missing and who could help. */
export function fillSlots(judged: readonly JudgedReview[], context: JudgeContext): FilledSlots {
  const { slots, level } = context;
  const capacities = slots.map((slot) => slot.needed);
  const approving = judged
    .filter((item) => item.code === "OK")
    .sort(
      (a, b) => submittedAt(a.review) - submittedAt(b.review) || (a.review.user?.id ?? 0) - (b.review.user?.id ?? 0),
    );
  const bidders: Bidder[] = approving.map((item) => ({ id: item.review.user?.id ?? 0, slots: item.slots }));
  const assignment = matchSlots(capacities, bidders);
  const filledBy = assignment.filledBy.map((list) => list.flatMap((index) => approving[index] ?? []));
  const needed = capacities.reduce((sum, capacity) => sum + capacity, 0);
  const placed = new Set(filledBy.flat());

  const pool = availablePeople(context);
  const used = new Set(approving.map((item) => item.review.user?.id ?? 0));
  const others = pool.filter((person) => !used.has(person.id));
  const couldFill = whoCouldFill(capacities, bidders, assignment, others);
  const tree: Decision["tree"] = slots.map((slot, index) => {
    const by = filledBy[index] ?? [];
    return {
      slot: slot.name,
      roles: [...slot.roles],
      needed: slot.needed,
      status: slot.needed === 0 ? "not_needed" : by.length >= slot.needed ? "filled" : "open",
      by: by.map((item) => nameOf(item.review.user?.id ?? 0, context, item.review.user?.login)),
      eligible: (couldFill[index] ?? []).map((candidate) => nameOf(others[candidate]?.id ?? 0, context)),
    };
  });

  const findings: Finding[] = [];
  const reachable = matchSlots(capacities, pool).size;
  if (reachable < needed && assignment.size < needed) {
    const params = {
      level,
      needed: peopleNeeded(needed),
      available: reachable,
      without: "; the others may not approve this request or lack a valid certificate",
      hint: "Have another person certified for the missing roles, or let somebody else ask.",
    };
    findings.push(finding("UNSATISFIABLE", params, { path: context.people.path }));
  }
  for (const { review, lapsed } of placed) {
    // At EMERGENCY a lapsed certificate is a violation, not a block (decision 9).
    for (const [code, gaps] of [["CERT_MISSING", lapsed.missing] as const, ["CERT_EXPIRED", lapsed.expired] as const]) {
      const params = { login: review.user?.login ?? "", certificates: gaps.join(", ") };
      if (gaps.length > 0) findings.push({ ...finding(code, params), severity: "warning" });
    }
  }
  const candidates = [...judged]
    .sort((a, b) => compareReviews(a.review, b.review))
    .map((item) => candidateOf(item, placed, filledBy, context));
  const answers = judged.filter((item) =>
    ["OK", "CHANGES_REQUESTED", "STALE_MANIFEST", "RATIONALE_MISSING", "REVIEW_EDITED"].includes(item.code),
  );
  const firstAnswer = [...answers].sort((a, b) => compareReviews(a.review, b.review))[0] ?? null;
  return { complete: needed > 0 && assignment.size === needed, tree, candidates, findings, filledBy, firstAnswer };
}

/** Everybody who could fill a slot by a valid approval now: unbanned, active, certified where certification blocks. */
function availablePeople(context: JudgeContext): Bidder[] {
  const { holders, people, policy, level, evaluatedAt, bans } = context;
  const ids = [...new Set(holders.flatMap((set) => [...set]))].sort((a, b) => a - b);
  const blocks = enforcementOf(policy, level) === "block";
  return ids.flatMap((id) => {
    const person = personById(people, id);
    if (person !== null && !person.active) return [];
    if (bans.get({ login: person?.login ?? "", id }) !== undefined) return [];
    const gaps = certificateGaps(id, evaluatedAt, context);
    if (blocks && gaps.missing.length + gaps.expired.length > 0) return [];
    return [{ id, slots: holders.flatMap((set, index) => (set.has(id) ? [index] : [])) }];
  });
}

/** The name by which people.yml knows somebody; a team's member who is not in it has only a login. */
function nameOf(id: number, { people }: JudgeContext, login?: string): string {
  return personById(people, id)?.key ?? login ?? `user ${id}`;
}

function candidateOf(
  item: JudgedReview,
  placed: ReadonlySet<JudgedReview>,
  filledBy: FilledSlots["filledBy"],
  context: JudgeContext,
): Decision["candidates"][number] {
  const { review } = item;
  const login = review.user?.login ?? null;
  const person = review.user === null ? null : (personById(context.people, review.user.id)?.key ?? null);
  let { text, fix } = item;
  let code: Decision["candidates"][number]["code"] = item.code;
  if (code === "OK") {
    const slot = context.slots[filledBy.findIndex((list) => list.includes(item))]?.name ?? "";
    const result = placed.has(item)
      ? finding("OK", { login: login ?? "", slot })
      : finding("SURPLUS", { login: login ?? "" });
    text = result.message;
    fix = result.fix;
    code = placed.has(item) ? "OK" : "SURPLUS";
  }
  return { person, login, id: review.user?.id ?? null, review_id: review.id, code, text, fix };
}
