import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { catalogue } from "../findings/catalogue.ts";
import type { Effect } from "../findings/entry.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { AmendmentReading } from "../manifest/read-amendment.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { isLevel } from "../procedure/levels.ts";
import type { PeopleReading, PolicyReading } from "../procedure/readings.ts";
import { formatInstant, parseInstant } from "../time/instant.ts";
import { checkConsistency, checkLookups } from "./check-facts.ts";
import { changeKindOf, checkPullRequest } from "./check-structure.ts";
import { levelOfAmendment } from "./decide-amendment.ts";
import { decideGovernance } from "./decide-governance.ts";
import { decideManifest } from "./decide-manifest.ts";
import { nextStep } from "./next-step.ts";
import { orderFacts } from "./order-facts.ts";
import { toSentence } from "./sentence.ts";

/** What a decision is made from. Everything is plain data; nothing here is read from a clock, a disk or a network. */
export interface DecisionInput {
  readonly facts: Facts;
  /** The manifest at the pull request's head; null for a governance change, an amendment, or where there is none to read. */
  readonly manifest: ManifestReading | null;
  /** The amendment at the pull request's head, and the manifest that it amends as the registry branch has it. */
  readonly amendment?: AmendmentReading | null;
  readonly original?: ManifestReading | null;
  readonly policy: PolicyReading;
  readonly people: PeopleReading;
  /** People as of the opening of the pull request; null = the same as now. */
  readonly peopleAtOpening: PeopleReading | null;
  readonly registryBranch: string;
  /** CODEOWNERS as it would be; only a governance change looks at it. Null: there is none. Absent: not known. */
  readonly codeowners?: string | null;
  /** Where that file lies; GitHub also looks in .github/ and docs/. By default the root. */
  readonly codeownersPath?: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/** The parts of a decision that the two kinds of change work out for themselves. */
export type DecisionParts = Pick<Decision, "required_level" | "criteria" | "tree" | "candidates"> & {
  readonly findings: readonly Finding[];
  /** Whether every place that this bypass needs is filled. */
  readonly complete: boolean;
};

const effectRank: Readonly<Record<Effect, number>> = { none: 0, pending: 1, denied: 2, error: 3 };

/**
 * Decides one pull request against the registry (30-authorization.md). Pure: two calls over the same input differ in nothing.
 * `error` means that nothing could be decided, and is never softened to `pending`.
 */
export function decide(input: DecisionInput): Decision {
  const { policy, people } = input;
  const facts = orderFacts(input.facts);
  const inconsistent = checkConsistency(facts);
  const findings: Finding[] = [
    ...checkLookups(facts),
    ...inconsistent,
    ...checkPullRequest(facts, input.registryBranch),
  ];
  for (const reading of [policy, people, ...(input.peopleAtOpening === null ? [] : [input.peopleAtOpening])]) {
    const errors = reading.findings.filter((item) => item.severity === "error").length;
    if (errors > 0) {
      const params = { file: reading.path ?? "the policy", count: errors === 1 ? "one error" : `${errors} errors` };
      findings.push(finding("POLICY_INVALID", params, { path: reading.path }));
    }
    findings.push(...reading.findings);
  }
  let parts: DecisionParts = {
    required_level: null,
    criteria: [],
    tree: [],
    candidates: [],
    findings: [],
    complete: false,
  };
  const kind = changeKindOf(facts);
  if (policy.compiled !== null && people.compiled !== null && inconsistent.length === 0) {
    const compiled = {
      ...input,
      facts,
      policy: policy.compiled,
      people: people.compiled,
      peopleAtOpening: input.peopleAtOpening?.compiled ?? null,
    };
    parts = kind === "governance" ? decideGovernance(compiled) : decideManifest(compiled, kind);
  }
  const all = withoutRepeats([...findings, ...parts.findings]);
  const worst = all.reduce<Effect>((effect, item) => worse(effect, effectOf(item)), "none");
  const unclear = policy.compiled === null || people.compiled === null;
  const verdict =
    unclear || worst === "error"
      ? "error"
      : worst === "denied"
        ? "denied"
        : worst === "pending" || !parts.complete
          ? "pending"
          : "approved";
  const decision: Decision = {
    schema: "qms.decision/v1",
    verdict,
    summary: "",
    subject: {
      repository: facts.pull_request.repository ?? facts.target?.repository ?? null,
      pull_request: facts.pull_request.number,
      head_sha: facts.pull_request.head_sha,
      base_sha: facts.pull_request.base_sha,
      manifest_path: input.manifest?.path ?? input.amendment?.path ?? null,
      manifest_sha256: input.manifest?.sha256 ?? input.amendment?.sha256 ?? null,
      policy_sha: facts.policy_sha ?? null,
      people_sha: facts.people_sha ?? null,
    },
    ...summarize(input),
    bypass: input.manifest?.view.text("/id") ?? input.amendment?.view.text("/amends") ?? null,
    level: levelOf({ ...input, facts }),
    required_level: parts.required_level,
    criteria: parts.criteria,
    tree: parts.tree,
    candidates: parts.candidates.map((item) => ({ ...item, text: toSentence(item.text), fix: toSentence(item.fix) })),
    findings: all.map((item) => ({ ...item, message: toSentence(item.message), fix: toSentence(item.fix) })),
    next: "",
    evaluated_at: formatInstant(parseInstant(facts.evaluated_at) ?? 0),
    tool: { ...input.tool },
  };
  const { summary, next } = nextStep(decision, all, kind);
  return { ...decision, summary: toSentence(summary), next: toSentence(next) };
}

/** The weight of a finding: only errors weigh; the effect is the code's. */
export function effectOf(item: Finding): Effect {
  return item.severity === "error" ? catalogue[item.code].effect : "none";
}

function worse(left: Effect, right: Effect): Effect {
  return effectRank[right] > effectRank[left] ? right : left;
}

/** A rule of the manifest and a rule of the pull request may see the same thing. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((item) => {
    const key = `${item.code}\n${item.path}\n${item.pointer}\n${item.message}`;
    return seen.has(key) ? false : seen.add(key) !== null;
  });
}

function summarize({ manifest, amendment, original }: DecisionInput): Pick<Decision, "request"> {
  if (amendment != null) return { request: summarizeAmendment(amendment, original ?? null) };
  return manifest === null ? {} : { request: summarizeRequest(manifest) };
}

/** What an amendment changes, in one line, beside what it is about. */
function summarizeAmendment(
  { view }: AmendmentReading,
  original: ManifestReading | null,
): NonNullable<Decision["request"]> {
  const about = original === null ? null : summarizeRequest(original);
  const changes = [
    ["expiry", view.text("/changes/expires_at")],
    ["target date", view.text("/changes/remediation/target_date")],
    ["owner", view.text("/changes/remediation/owner")],
  ].flatMap(([name, value]) => (value == null ? [] : [`${name} ${value}`]));
  const title = `Amendment ${view.integer("/number") ?? "?"}: ${changes.join(", ") || "no readable change"}`;
  return {
    title: about?.confidential === true ? null : title,
    requested_by: view.text("/requested_by"),
    pull_request: about?.pull_request ?? null,
    head_sha: about?.head_sha ?? null,
    checks: about?.checks ?? [],
    confidential: about?.confidential ?? false,
  };
}

/** What is asked for, in short: an approver sees it before anything else. */
function summarizeRequest({ view }: ManifestReading): NonNullable<Decision["request"]> {
  const confidential = view.flag("/confidential") === true;
  const checks = view.get("/checks") === "all" ? ["all"] : (view.texts("/checks") ?? []);
  return {
    title: confidential ? null : view.text("/title"),
    requested_by: view.text("/requested_by"),
    pull_request: view.integer("/target/pull_request"),
    head_sha: view.text("/target/head_sha"),
    checks: confidential ? [] : [...checks],
    confidential,
  };
}

function levelOf({ facts, manifest, amendment, original }: DecisionInput): Decision["level"] {
  if (amendment != null && original != null) return levelOfAmendment(amendment, original, facts);
  const level = manifest?.view.text("/level") ?? "";
  return isLevel(level) ? level : null;
}
