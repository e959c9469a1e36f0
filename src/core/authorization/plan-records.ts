import type { EventActor, EventSource } from "../../generated/types/event.ts";
import { type Code, catalogue } from "../findings/catalogue.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { own } from "../own.ts";
import { isLevel } from "../procedure/levels.ts";
import { parseInstant } from "../time/instant.ts";
import { answerersOf } from "./answerers.ts";
import { findBans } from "./bans.ts";
import { isRetroactive } from "./check-retroactive.ts";
import { readAnswers } from "./read-answers.ts";
import {
  approvalData,
  type DecidedInput,
  decisionDigest,
  filledSlots,
  human,
  pullSource,
  refs,
  reviewContent,
  slotRecord,
} from "./record-parts.ts";
import { subjectOf } from "./subject-of.ts";

/** What the trusted job knows when it has decided about a manifest. */
export interface RecordInput extends DecidedInput {
  readonly manifest: ManifestReading;
  /** The pull request was closed without a merge. */
  readonly withdrawn: boolean;
}

/** Refusals by people or by time; every other one is a fault of the request, which has not been accepted then. */
const notStructural: ReadonlySet<string> = new Set(["CHANGES_REQUESTED", "REQUEST_EXPIRED", "UNSATISFIABLE"]);
/** Reviews by which somebody entitled has answered, whatever they said. */
const answers: ReadonlySet<string> = new Set([
  "OK",
  "SURPLUS",
  "CHANGES_REQUESTED",
  "STALE_MANIFEST",
  "REVIEW_EDITED",
  "RATIONALE_MISSING",
]);
/** Once it took effect, what people say about the request changes its record no more. */
const decidable: ReadonlySet<string> = new Set(["none", "requested", "approved", "refused"]);

/**
 * The events that a decision gives rise to (30-authorization.md, "What the trusted job records"), in the order of the procedure and
 * without those that the ledger has. Nothing is recorded of a request that has never been acceptable: no clock runs for it.
 */
export function planRecords(input: RecordInput): EventContent[] {
  const { decision, fold, manifest } = input;
  const bypass = decision.bypass;
  const { lifecycle } = fold.state;
  if (bypass === null || !decidable.has(lifecycle)) return [];
  const accepted = fold.entries.some(({ event }) => event.type === "request.accepted");
  const structural = decision.findings.some(
    (item) =>
      item.severity === "error" && own(catalogue, item.code)?.effect !== "pending" && !notStructural.has(item.code),
  );
  if (decision.verdict === "error") return [];
  const contents: EventContent[] = [];
  if (!accepted && !structural && !input.withdrawn) contents.push(acceptance(input, bypass));
  if (!accepted && contents.length === 0) return [];
  contents.push(...reviewRecords(input, bypass), ...answerRecords(input, bypass));
  if (input.withdrawn) {
    if (lifecycle !== "refused") contents.push(refusal(input, bypass, "withdrawn", []));
  } else if (decision.verdict === "approved") {
    const same = lifecycle === "approved" && fold.state.manifest?.sha256 === manifest.sha256;
    if (!same) contents.push(approval(input, bypass));
  } else if (decision.verdict === "denied" && lifecycle !== "refused" && input.facts.merged_at == null) {
    // What was merged without an approval that counts is refused by activate, which also says what that means.
    const codes = decision.findings.filter((item) => item.severity === "error").map((item) => item.code);
    contents.push(refusal(input, bypass, "denied", [...new Set(codes)].sort()));
  }
  const known = new Set(fold.entries.map(({ event }) => `${event.type} ${event.key}`));
  return contents.filter((content) => !known.has(`${content.type} ${content.key}`));
}

function acceptance(input: RecordInput, bypass: string): EventContent {
  const { facts, manifest, decision, repositoryId } = input;
  const { author } = facts.pull_request;
  const level = decision.level ?? "";
  const severity = manifest.view.text("/severity");
  const incident = manifest.view.text("/incident/id");
  const openedAt = parseInstant(facts.pull_request.opened_at);
  return {
    type: "request.accepted",
    bypass,
    key: "accepted",
    ...(author === null ? {} : { actor: human(author.id, author.login, null) }),
    source: pullSource(input),
    ...refs(input),
    data: {
      pull_request: facts.pull_request.number,
      repository_id: repositoryId,
      level: isLevel(level) ? level : "L1",
      ...(severity === null ? {} : { severity }),
      ...(incident === null ? {} : { incident_id: incident }),
      checks: checksOf(manifest),
      ...(manifest.view.flag("/drill") === true ? { drill: true } : {}),
      ...(openedAt === null ? {} : { opened_at: formatEventInstant(openedAt) }),
      ...(facts.earlier_bypass === undefined ? {} : { earlier_bypass: facts.earlier_bypass }),
    },
  };
}

function checksOf(manifest: ManifestReading): readonly string[] {
  return manifest.view.get("/checks") === "all" ? ["all"] : (manifest.view.texts("/checks") ?? []);
}

/** Who answered first, and which slots were filled by which review. */
function reviewRecords(input: RecordInput, bypass: string): EventContent[] {
  const { decision, facts, fold } = input;
  const of = (id: number | null) => facts.reviews.find((review) => review.id === id);
  const submitted = (id: number | null): number => parseInstant(of(id)?.submitted_at ?? "") ?? Number.POSITIVE_INFINITY;
  const answered = decision.candidates
    .filter((item) => answers.has(item.code) && item.review_id !== null)
    .sort((one, other) => submitted(one.review_id) - submitted(other.review_id));
  const contents: EventContent[] = [];
  const [first] = answered;
  if (first !== undefined && !fold.entries.some(({ event }) => event.type === "response.acknowledged")) {
    contents.push({
      ...reviewContent(input, bypass, first.review_id, null),
      type: "response.acknowledged",
      key: "first",
      data: { review_id: first.review_id },
    });
  }
  for (const { slot, reviewId, role } of filledSlots(input)) {
    const base = reviewContent(input, bypass, reviewId, role);
    const key = `${slot}:${reviewId}`;
    const data = { kind: slot, review_id: reviewId };
    contents.push(...slotRecord(base, key, data), ...givenAgain(input, base, key, data));
    if (isConsulted(input, slot)) contents.push({ ...base, type: "consultation.completed", key, data });
    const incident = input.manifest.view.text("/incident/id");
    if (slot === "incident" && decision.level === "EMERGENCY" && incident !== null) {
      contents.push({ ...base, type: "incident.confirmed", key, data: { review_id: reviewId, incident_id: incident } });
    }
  }
  return contents;
}

/** Who writes another digest into his review gives it for other content than the one that is on record: that is a review of its own. */
function givenAgain(
  { fold, manifestRef: { sha256 } }: RecordInput,
  base: ReturnType<typeof reviewContent>,
  key: string,
  data: Readonly<Record<string, unknown>>,
): EventContent[] {
  const known = fold.entries.find(({ event }) => event.type === "review.completed" && event.key === key);
  const before = known?.event.manifest?.sha256 ?? sha256;
  return before === sha256 ? [] : [{ ...base, type: "review.completed", key: `${key}:${sha256}`, data }];
}

/** The answers to obligations that gate activation. */
function answerRecords(input: RecordInput, bypass: string): EventContent[] {
  const { facts, manifest, policy, people, decision } = input;
  if (decision.level === null || !isLevel(decision.level)) return [];
  const subject = subjectOf(manifest, decision.level);
  const bans = findBans(facts, manifest, people);
  const answerers = answerersOf(decision.level, manifest, input, bans);
  return readAnswers(facts, subject, policy, people, answerers).answers.map(({ comment, command, role }) => {
    const { id, user, created_at: at } = comment;
    const data =
      command.verb === "done"
        ? { key: command.key, comment_id: id, evidence_kind: command.evidenceKind, evidence: command.evidence }
        : { key: command.key, comment_id: id, reason: command.reason };
    const instant = parseInstant(at);
    return {
      type: `obligation.${command.verb}`,
      bypass,
      key: `${command.key}:${id}`,
      actor: human(user.id, user.login, role),
      source: { kind: "comment", url: `${input.pullUrl}#issuecomment-${id}` },
      ...(instant === null ? {} : { at: instant }),
      ...refs(input),
      data,
    };
  });
}

/** Whether the procedure calls the review of this slot a consultation (L3: mandatory_consultations). */
function isConsulted({ policy, decision }: RecordInput, slot: string): boolean {
  const level = decision.level === null ? null : policy.policy.levels[decision.level];
  return Object.values(level?.consultations ?? {}).some((row) => row.slot === slot);
}

function approval(input: RecordInput, bypass: string): EventContent {
  return {
    type: "bypass.approved",
    bypass,
    // The same text can be approved again: after a refusal, after another text in between, after a correction.
    key: `${input.manifest.sha256}:${decisionsBefore(input)}`,
    source: pullSource(input),
    ...refs(isTargetAsked(input) ? input : { ...input, targetRef: null }),
    data: { ...approvalData(input), ...changedDrill(input) },
  };
}

/** The target of a request that was merged already may have moved on: what is there now nobody has approved, and nothing is activated for it. */
function isTargetAsked({ targetRef, manifest }: RecordInput): boolean {
  if (targetRef === null) return true;
  const [head, base] = ["/target/head_sha", "/target/base"].map((pointer) => manifest.view.text(pointer));
  return (head === targetRef.commit || isRetroactive(manifest)) && `refs/heads/${base}` === targetRef.ref;
}

/** A request that was accepted as an exercise can be changed before it is approved, and the other way round. */
function changedDrill({ fold, manifest }: RecordInput): { readonly drill?: boolean } {
  const drill = manifest.view.flag("/drill") === true;
  const isAccepted = fold.entries.some(({ event }) => event.type === "request.accepted");
  return isAccepted && drill !== fold.state.drill ? { drill } : {};
}

/** How many decisions about the request are on record, corrected ones too: it tells two of one kind apart. */
function decisionsBefore({ fold }: RecordInput): number {
  return fold.entries.filter(({ event }) => /^bypass\.(?:approved|refused)$/.test(event.type)).length;
}

function refusal(input: RecordInput, bypass: string, reason: string, codes: readonly string[]): EventContent {
  const { decision, facts } = input;
  const veto = decision.candidates.find((item) => item.code === "CHANGES_REQUESTED" && item.id !== null);
  const by = reason === "denied" && veto !== undefined ? reviewContent(input, bypass, veto.review_id, null) : null;
  const { author } = facts.pull_request;
  return {
    type: "bypass.refused",
    bypass,
    key: `${reason}:${decisionsBefore(input)}`,
    source: pullSource(input),
    ...(reason === "withdrawn" && author !== null ? { actor: human(author.id, author.login, null) } : {}),
    ...(by === null ? {} : { actor: by.actor as EventActor, source: by.source as EventSource }),
    ...refs(input),
    data: {
      reason,
      ...(codes.length === 0 ? {} : { codes: codes as readonly Code[] }),
      decision_sha256: decisionDigest(decision),
    },
  };
}
