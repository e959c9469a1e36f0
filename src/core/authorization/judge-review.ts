import type { Decision } from "../../generated/types/decision.ts";
import type { Facts, Review } from "../../generated/types/facts.ts";
import { finding, type Params } from "../findings/finding.ts";
import { own } from "../own.ts";
import { type CompiledPeople, personById, personByLogin } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { validThroughEndOf } from "../time/business-days.ts";
import { formatInstant, type Instant, parseLocalDate } from "../time/instant.ts";
import type { ActiveSlot } from "./active-slots.ts";
import { rolesOfLevel } from "./active-slots.ts";
import type { Ban } from "./bans.ts";
import { submittedAt } from "./fold-reviews.ts";
import { judgeFreshness } from "./freshness.ts";
import type { AccountMap } from "./identity.ts";

/** Everything that a single review is judged by. */
export interface JudgeContext {
  readonly facts: Facts;
  readonly level: Level;
  readonly policy: CompiledPolicy;
  readonly people: CompiledPeople;
  readonly slots: readonly ActiveSlot[];
  /** For each slot the ids that hold one of its roles, now and when the pull request was opened. */
  readonly holders: readonly ReadonlySet<number>[];
  /** The same as of now only: tells a role that came late from one that is not held. */
  readonly holdersNow: readonly ReadonlySet<number>[];
  readonly bans: AccountMap<Ban>;
  /** sha256 of the manifest as it is now. */
  readonly digest: string;
  /** Last instant at which an approval counts. */
  readonly expiresAt: Instant;
  readonly evaluatedAt: Instant;
}

/** Every code that a review can get. */
export type ReviewCode = Decision["candidates"][number]["code"];

/** A review with exactly one code: the first of the list in 30-authorization.md, step 4, that applies. */
export interface JudgedReview {
  readonly review: Review;
  readonly code: ReviewCode;
  readonly text: string;
  readonly fix: string;
  /** Slots that this approval could fill; empty unless the code is OK. */
  readonly slots: readonly number[];
  /** Certificates that are missing or lapsed where the policy only warns about them. */
  readonly lapsed: CertificateGaps;
}

/** Required certificates that somebody lacks, and those that lapsed. */
export interface CertificateGaps {
  readonly missing: readonly string[];
  readonly expired: readonly string[];
}

const noGaps: CertificateGaps = { missing: [], expired: [] };

export function judgeReview(review: Review, context: JudgeContext): JudgedReview {
  const { facts, people, policy, level, slots } = context;
  const give = <C extends ReviewCode>(code: C, params: Params<C>): JudgedReview => {
    const { message, fix } = finding(code, params);
    return { review, code, text: message, fix, slots: [], lapsed: noGaps };
  };
  const { user } = review;
  if (user === null) return give("GHOST_ACTOR", {});
  const { login, id } = user;
  if (user.type !== "User") return give("BOT_ACTOR", { login });

  const person = personById(people, id);
  const namesake = personByLogin(people, login);
  if (person === null && namesake !== null)
    return give("IDENTITY_MISMATCH", { login, expected: namesake.id, actual: id });
  if (person !== null && !person.active) return give("SUSPENDED", { login });

  const ownSlots = slots.flatMap((_, index) => (context.holders[index]?.has(id) === true ? [index] : []));
  const ban = context.bans.get(user);
  // A ban takes away an approval, never a veto: who is banned is in part what the author of the branch writes, and a commit
  // trailer or a requested_by that names the objector would otherwise silence the objection.
  const isVeto = review.state === "CHANGES_REQUESTED" && ownSlots.length > 0;
  if (ban !== undefined && !isVeto)
    return { review, code: ban.code, text: ban.text, fix: ban.fix, slots: [], lapsed: noGaps };

  const roles = rolesOfLevel(slots).join(", ");
  if (ownSlots.length === 0) {
    const came = context.holdersNow.some((holders) => holders.has(id));
    const detail = came ? " that was held when this pull request was opened" : "";
    return give("NOT_IN_ROLE", { login, level, detail, roles });
  }
  const needed = policy.policy.levels[level].access ?? "write";
  const access = own(facts.access, String(id)) ?? null;
  if (!reachesAccess(access, needed)) return give("NO_REPO_ACCESS", { login, access: access ?? "no known", needed });

  if (review.state === "DISMISSED") return give("DISMISSED", { login });
  if (review.state === "CHANGES_REQUESTED") return give("CHANGES_REQUESTED", { login });

  const digestRequired = policy.policy.levels[level].digest_required === true;
  const freshness = judgeFreshness(review, facts, context.digest, digestRequired);
  if (!freshness.fresh) {
    const digest = digestRequired ? `, with the line "qms-digest: sha256:${context.digest}" in the review` : "";
    return give("STALE_MANIFEST", { login, what: freshness.why, digest });
  }
  const editor = review.editor ?? null;
  if (editor !== null && editor.id !== id) return give("REVIEW_EDITED", { login, editor: editor.login });
  // Edited, and nobody to name: the editor's account is gone. It was not seen to be the reviewer's.
  if (editor === null && review.last_edited_at != null)
    return give("REVIEW_EDITED", { login, editor: "An account that does not exist any more" });
  const at = submittedAt(review);
  if (!(at <= context.expiresAt)) {
    return give("REQUEST_EXPIRED", { expired: formatInstant(context.expiresAt), ttl: ttlOf(policy, level) });
  }

  const gaps = certificateGaps(id, at, context);
  const { missing, expired } = gaps;
  const blocks = enforcementOf(policy, level) === "block";
  if (blocks && missing.length > 0) return give("CERT_MISSING", { login, certificates: missing.join(", ") });
  if (blocks && expired.length > 0) return give("CERT_EXPIRED", { login, certificates: expired.join(", ") });
  if (policy.policy.levels[level].rationale_required === true && !hasRationale(review.body))
    return give("RATIONALE_MISSING", { login });

  const result = give("OK", { login, slot: ownSlots.map((index) => slots[index]?.name ?? "").join(" or ") });
  return { ...result, slots: ownSlots, lapsed: gaps };
}

const accessRanks: Readonly<Record<string, number>> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

function reachesAccess(access: string | null, needed: string): boolean {
  return access !== null && (own(accessRanks, access) ?? 0) >= (own(accessRanks, needed) ?? Number.POSITIVE_INFINITY);
}

export function ttlOf(policy: CompiledPolicy, level: Level): string {
  return policy.policy.levels[level].request_ttl;
}

/** Whether a lapsed certificate blocks or only warns at a level (decision 9: never blocks an EMERGENCY by default). */
export function enforcementOf(policy: CompiledPolicy, level: Level): "block" | "warn" {
  const { enforce } = policy.policy.certification;
  return own(enforce as Readonly<Record<string, "block" | "warn">>, level) ?? enforce.default;
}

/** Required certificates that a person lacks, and those that lapsed before the approval or before now. */
export function certificateGaps(
  id: number,
  approvedAt: Instant,
  { policy, people, evaluatedAt }: Pick<JudgeContext, "policy" | "people" | "evaluatedAt">,
): CertificateGaps {
  const held = personById(people, id)?.certifications ?? {};
  const missing: string[] = [];
  const expired: string[] = [];
  for (const certificate of policy.policy.certification.required) {
    const through = own(held, certificate);
    const date = through === undefined ? null : parseLocalDate(through);
    if (through === undefined || date === null) missing.push(certificate);
    else {
      const end = validThroughEndOf(date, policy.calendar);
      if (approvedAt >= end || evaluatedAt >= end) expired.push(`${certificate} (ran out at the end of ${through})`);
    }
  }
  return { missing, expired };
}

/** Whether a review says anything beyond digest lines and invisible comments. */
function hasRationale(body: string): boolean {
  const text = body.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, "").replaceAll(/^[ \t]*qms-digest:.*$/gm, "");
  return /[\p{L}\p{N}]/u.test(text);
}
