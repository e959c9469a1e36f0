import { certificateGaps, enforcementOf } from "../authorization/judge-review.ts";
import { type CompiledPeople, personById } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import type { Instant } from "../time/instant.ts";

/** By what an approver was certified or not. */
export interface Certifying {
  readonly level: Level;
  readonly policy: CompiledPolicy;
  readonly people: CompiledPeople;
}

/**
 * Tells in words what somebody lacked for an approval at a level where certificates decide; null: nothing. Whom people.yml does not name
 * has none. People are few and approvals many, so what holds of a person is worked out once.
 */
export function certificateReader(): (id: number, reviewedAt: Instant | null, by: Certifying) => string | null {
  const known = new Map<CompiledPolicy, Map<CompiledPeople, Map<number, Validity>>>();
  return (id, reviewedAt, { level, policy, people }) => {
    if (enforcementOf(policy, level) !== "block") return null;
    const byPeople = known.get(policy) ?? new Map<CompiledPeople, Map<number, Validity>>();
    const byId = byPeople.get(people) ?? new Map<number, Validity>();
    known.set(policy, byPeople.set(people, byId));
    const validity = byId.get(id) ?? validityOf(id, policy, people);
    byId.set(id, validity);
    if (validity.missing.length > 0) return `lacks ${validity.missing.join(", ")}`;
    // The last day in another time zone is a day longer at most: only near the end it is worked out.
    if (reviewedAt === null || reviewedAt < validity.surelyUntil) return null;
    const { expired } = certificateGaps(id, reviewedAt, { policy, people, evaluatedAt: reviewedAt });
    return expired.length === 0
      ? null
      : `had certificates that had run out when they reviewed it: ${expired.join(", ")}`;
  };
}

interface Validity {
  readonly missing: readonly string[];
  /** Before this instant no certificate has run out, wherever the calendar is. */
  readonly surelyUntil: Instant;
}

const DAY_MS = 86_400_000;

function validityOf(id: number, policy: CompiledPolicy, people: CompiledPeople): Validity {
  const { missing } = certificateGaps(id, 0, { policy, people, evaluatedAt: 0 });
  const held = personById(people, id)?.certifications ?? {};
  const ends = policy.policy.certification.required.map((name) => Date.parse(`${held[name]}T00:00:00Z`));
  return { missing, surelyUntil: Math.min(...ends.map((end) => (Number.isNaN(end) ? 0 : end))) - DAY_MS };
}
