import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { AmendmentReading } from "../manifest/read-amendment.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPeople } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel, type Level } from "../procedure/levels.ts";
import { listed } from "../text/listed.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { amendedExpiry, readAmendedBypass } from "./amended-bypass.ts";
import { answerCriteria } from "./answer-criteria.ts";
import { answerersOf } from "./answerers.ts";
import { checkClocks, checkObligations, missingNotices } from "./check-conditions.ts";
import { checkRepeated } from "./check-repeated.ts";
import { type ChangeKind, checkCommits, checkRequest, manifestsAdded } from "./check-structure.ts";
import { checkTarget } from "./check-target.ts";
import type { DecisionParts } from "./decide.ts";
import { decideAmendment } from "./decide-amendment.ts";
import { judgePeople } from "./judge-people.ts";
import { knownEvents } from "./known-events.ts";
import { eventOfAnswer, readAnswers } from "./read-answers.ts";
import { subjectOf } from "./subject-of.ts";

export interface CompiledInput {
  readonly facts: Facts;
  readonly manifest: ManifestReading | null;
  /** Of an amendment: what it says, and the manifest that it amends. */
  readonly amendment?: AmendmentReading | null;
  readonly original?: ManifestReading | null;
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
  if (kind === "amendment") return decideAmendment(input, findings);
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
    ...checkEnded(facts, manifest),
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

export const nothing: DecisionParts = {
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
  const { evaluatedAt, openedAt, slots, filled, bans, context, ...judged } = judgePeople(input, level, {
    manifest,
    requester: manifest.view.text("/requested_by"),
    digest: manifest.sha256,
  });
  const subject = subjectOf(manifest, level);
  const findings = [...before, ...judged.findings];
  const answerers = answerersOf(level, manifest, input, bans);
  const answered = readAnswers(facts, subject, policy, people, answerers);
  findings.push(...answered.findings);
  const events = [...knownEvents(context, filled, openedAt, manifest), ...answered.answers.map(eventOfAnswer)];
  findings.push(...checkObligations(subject, events, policy, answerers));
  findings.push(...checkExpiry(manifest, facts, evaluatedAt), ...checkRepeated(facts, manifest, policy, evaluatedAt));
  const notices = missingNotices(facts, subject, events, policy);
  findings.push(...notices.map((audience) => finding("NOTIFICATION_MISSING", { audience })));
  const needed = new Set(slots.filter((slot) => slot.needed > 0).map((slot) => slot.name));
  findings.push(...checkClocks(subject, needed, events, policy, evaluatedAt));
  return {
    ...nothing,
    criteria: answerCriteria(level, manifest, slots, filled, policy),
    tree: filled.tree,
    candidates: judged.candidates,
    findings,
    complete: filled.complete,
  };
}

/** What was merged is decided, and may have been used since; what waits for its approval must not have ended. */
function checkEnded(facts: Facts, { view, where }: ManifestReading): Finding[] {
  const id = view.text("/id");
  if (id === null || facts.phase === "act" || facts.merged_at != null) return [];
  const { over } = readAmendedBypass(facts.events ?? [], id);
  return over === null ? [] : [finding("BYPASS_ENDED", { id, state: over }, where("/id", "value"))];
}

/** A bypass that could never take effect must not be approved. */
function checkExpiry(manifest: ManifestReading, facts: Facts, evaluatedAt: Instant): Finding[] {
  const text = amendedExpiry(facts.events ?? []) ?? manifest.view.text("/expires_at");
  const at = text === null ? null : parseInstant(text);
  if (text === null || at === null || at > evaluatedAt) return [];
  return [finding("EXPIRY_PASSED", { expired: text }, manifest.where("/expires_at", "value"))];
}
