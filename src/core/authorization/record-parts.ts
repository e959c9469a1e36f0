import type { Decision } from "../../generated/types/decision.ts";
import type { EventActor, EventManifest, EventSource, EventTarget } from "../../generated/types/event.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { sha256OfText } from "../ledger/build-record.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { CompiledPeople } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { defaultPolicySha256 } from "../procedure/default-policy.ts";
import { parseInstant } from "../time/instant.ts";

/** What the trusted job knows when it has decided. */
export interface DecidedInput {
  readonly decision: Decision;
  readonly facts: Facts;
  readonly policy: CompiledPolicy;
  readonly people: CompiledPeople;
  /** This bypass as the ledger has it. */
  readonly fold: BypassFold;
  readonly manifestRef: EventManifest;
  readonly targetRef: EventTarget | null;
  /** GitHub's number of the target's repository. */
  readonly repositoryId: number;
  readonly pullUrl: string;
}

/** sha256 of a decision without the moment of its making: what `bypass.approved` names. */
export function decisionDigest(decision: Decision): string {
  const { evaluated_at: _, ...rest } = decision;
  return sha256OfText(canonicalJson(rest));
}

export interface FilledSlot {
  readonly slot: string;
  readonly reviewId: number;
  readonly id: number;
  readonly login: string;
  readonly role: string | null;
}

export function filledSlots({ decision, people }: DecidedInput): FilledSlot[] {
  return decision.tree.flatMap((slot) =>
    slot.by.flatMap((name) => {
      const counted = decision.candidates.filter(({ code }) => code === "OK");
      // Somebody whom people.yml does not name has only a login, which may be the key of another person there.
      const candidate =
        counted.find(({ person }) => person === name) ??
        counted.find(({ person, login }) => person === null && login === name);
      if (candidate === undefined || candidate.review_id === null || candidate.id === null) return [];
      const held = people.byId.get(candidate.id)?.roles;
      const role = slot.roles.find((wanted) => held?.has(wanted) === true) ?? null;
      return [{ slot: slot.slot, reviewId: candidate.review_id, id: candidate.id, login: candidate.login ?? "", role }];
    }),
  );
}

export function approvalData(input: DecidedInput) {
  const { decision } = input;
  return {
    decision_sha256: decisionDigest(decision),
    approvers: filledSlots(input).map(({ slot, id, login, reviewId }) => ({ slot, id, login, review_id: reviewId })),
    policy_sha: decision.subject.policy_sha,
    people_sha: decision.subject.people_sha,
    default_policy_sha256: defaultPolicySha256(),
  };
}

export function slotRecord(
  base: ReturnType<typeof reviewContent>,
  key: string,
  data: Readonly<Record<string, unknown>>,
): EventContent[] {
  return [
    { ...base, type: "review.started", key, data },
    { ...base, type: "review.completed", key, data },
  ];
}

export function reviewContent(input: DecidedInput, bypass: string, reviewId: number | null, role: string | null) {
  const review = input.facts.reviews.find((item) => item.id === reviewId);
  const at = parseInstant(review?.submitted_at ?? "");
  const user = review?.user ?? null;
  return {
    bypass,
    ...(user === null ? {} : { actor: human(user.id, user.login, role ?? roleOf(input, user.id)) }),
    source: { kind: "review" as const, url: `${input.pullUrl}#pullrequestreview-${reviewId}` },
    ...(at === null ? {} : { at }),
    ...refs(input),
  };
}

/** A role of the level that this person holds. */
function roleOf({ decision, people }: DecidedInput, id: number): string | null {
  const held = people.byId.get(id)?.roles;
  return decision.tree.flatMap((slot) => slot.roles).find((role) => held?.has(role) === true) ?? null;
}

export function human(id: number, login: string, role: string | null): EventActor {
  return { id, login, role, kind: "human" };
}

export function pullSource({ pullUrl, facts }: DecidedInput): EventSource {
  return { kind: "push", url: pullUrl, sha: facts.pull_request.head_sha };
}

export function refs({ manifestRef, targetRef }: DecidedInput) {
  return { manifest: manifestRef, ...(targetRef === null ? {} : { target: targetRef }) };
}
