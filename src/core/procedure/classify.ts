import type { CheckClass, DecisionNode, Policy } from "../../generated/types/policy.ts";
import { own } from "../own.ts";
import { matchesGlob } from "../text/glob.ts";
import { compareLevels, highestLevel, type Level, levels } from "./levels.ts";

/** What the classification reads of a manifest. Null: not stated, or not readable; that input then raises nothing. */
export interface ClassificationInput {
  readonly severity: string | null;
  readonly securityOrCompliance: boolean | null;
  readonly codeQualityOnly: boolean | null;
  /** `all` (EMERGENCY) is expanded when the bypass is activated. */
  readonly checks: readonly string[] | "all";
  readonly complianceImplications: readonly string[];
  readonly rollbackFeasibility: string | null;
}

export interface ClassifiedCheck {
  readonly name: string;
  /** Null: no rule of the policy matches. */
  readonly class: string | null;
  /** The lowest level that may bypass it; null without a class, or where only EMERGENCY's "any class" covers it. */
  readonly level: Level | null;
  readonly neverBypass: boolean;
}

/** Every input of the required level, and the result: the highest of them (R35). */
export interface Classification {
  readonly matrix: Level | null;
  readonly tree: Level | null;
  /** Node letters of the decision tree, e.g. `A>B>D>G>J>M`. */
  readonly path: string;
  /** The texts along the path, with the answers given. */
  readonly steps: readonly string[];
  readonly checks: readonly ClassifiedCheck[];
  readonly classes: Level | null;
  readonly rollback: Level | null;
  readonly result: Level | null;
}

/**
 * Required level of a request: the highest of severity matrix, decision tree, class of every bypassed check, and rollback
 * feasibility "impossible" (20-policy-and-people.md, decision 1). Pure data in, data out.
 */
export function classify(input: ClassificationInput, policy: Policy): Classification {
  const matrix = input.severity === null ? null : (own(policy.severities, input.severity)?.level ?? null);
  const walk = walkTree(input, policy);
  const checks = input.checks === "all" ? [] : input.checks.map((name) => classifyCheck(name, policy));
  const classes = highestLevel(checks.map((check) => check.level));
  const rollback: Level | null = input.rollbackFeasibility === "impossible" ? "L3" : null;
  const result = highestLevel([matrix, walk.level, classes, rollback]);
  return { matrix, tree: walk.level, path: walk.path, steps: walk.steps, checks, classes, rollback, result };
}

/** Every input that needs a higher level than this one, in words. */
export function reasonsAbove(level: Level, classification: Classification): { reason: string; required: Level }[] {
  const inputs: { reason: string; required: Level | null }[] = [
    { reason: "the severity matrix", required: classification.matrix },
    { reason: `the decision tree (${classification.path})`, required: classification.tree },
    ...classification.checks.map((check) => ({
      reason: `the check "${check.name}" of class ${check.class}`,
      required: check.level,
    })),
    { reason: "the rollback feasibility impossible", required: classification.rollback },
  ];
  return inputs.flatMap(({ reason, required }) =>
    required !== null && compareLevels(required, level) > 0 ? [{ reason, required }] : [],
  );
}

/** The first rule that matches decides. */
export function classifyCheck(name: string, policy: Policy): ClassifiedCheck {
  const rule = policy.checks.find((candidate) => matchesGlob(candidate.match, name));
  const neverBypass = policy.never_bypass.some((pattern) => matchesGlob(pattern, name));
  return {
    name,
    class: rule?.class ?? null,
    level: rule === undefined ? null : lowestLevelFor(rule.class, policy),
    neverBypass,
  };
}

/** A class listed at a level may be bypassed there and at every higher level. */
export function lowestLevelFor(checkClass: string, policy: Policy): Level | null {
  return levels.find((level) => policy.levels[level].classes.includes(checkClass as CheckClass)) ?? null;
}

/** Whether one of the checks is of a class with this trait. */
export function hasTrait(
  checks: readonly ClassifiedCheck[],
  trait: "security" | "compliance" | "code_quality",
  policy: Policy,
): boolean {
  return checks.some((check) => check.class !== null && own(policy.check_classes, check.class)?.[trait] === true);
}

function walkTree(
  input: ClassificationInput,
  policy: Policy,
): { level: Level | null; path: string; steps: readonly string[] } {
  const path: string[] = [];
  const steps: string[] = [];
  let level: Level | null = null;
  let letter: string | undefined = "A";
  // The tree is data: a loop in it must end the walk, not hang it.
  while (letter !== undefined && path.length <= Object.keys(policy.decision_tree).length) {
    const node: DecisionNode | undefined = own(policy.decision_tree, letter);
    if (node === undefined) break;
    path.push(letter);
    level = node.level ?? level;
    if (node.ask === undefined) {
      steps.push(node.text);
      letter = node.next;
      continue;
    }
    const answer = answerTo(node.ask, input);
    steps.push(answer === null ? `${node.text} (not answered)` : `${node.text} ${answer}`);
    letter = answer === null ? undefined : own(node.answers, answer);
  }
  return { level, path: path.join(">"), steps };
}

function answerTo(
  question: "severity" | "security_or_compliance" | "code_quality_only",
  input: ClassificationInput,
): string | null {
  if (question === "severity") return input.severity;
  // Compliance implications answer the question with yes, whatever the box says (R103).
  if (question === "security_or_compliance" && input.complianceImplications.length > 0) return "yes";
  const answer = question === "security_or_compliance" ? input.securityOrCompliance : input.codeQualityOnly;
  return answer === null ? null : answer ? "yes" : "no";
}
