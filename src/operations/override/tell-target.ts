import { type Finding, finding } from "../../core/findings/finding.ts";
import { renderActive, renderRefused, renderRegistered } from "../../core/override/render/comment.ts";
import { hasMarker, markerOf } from "../../core/text/marker.ts";
import type { TargetReading } from "../../ports.ts";
import { type ActivationContext, activeTextOf, approversOf, isConfidential } from "./activation-context.ts";
import type { Session } from "./open-session.ts";
import { problemOf } from "./problem-of.ts";

/** Labels and comment of an override that holds. They show what the ledger says; it stands without them. */
export async function tellActive(context: ActivationContext, activation: number): Promise<Finding[]> {
  const { session, target, manifest } = context;
  const { github } = session.ports;
  const level = manifest.view.text("/level");
  const severity = manifest.view.text("/severity");
  const wanted = ["qms:bypass", `qms:level-${level}`, ...(severity === null ? [] : [`qms:sev-${severity}`])];
  const missing = wanted.filter((label) => !target.labels.includes(label));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    try {
      await github.addLabels(target.number, missing);
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      findings.push(finding("LABELS_REFUSED", { problem: problem.message, hint: problem.fix }));
    }
  }
  return [...findings, ...(await comment(session, target, renderActive(activeTextOf(context, activation))))];
}

/** Entitled people always get an explanation (step 9). */
export async function tellRefused(context: ActivationContext, findings: readonly Finding[]): Promise<Finding[]> {
  const { session, target } = context;
  return comment(session, target, renderRefused(session.bypass, findings, isConfidential(context)));
}

/** What was done past the checks is on record now. */
export async function tellRegistered(context: ActivationContext): Promise<Finding[]> {
  const { session, target, manifest } = context;
  const text = renderRegistered({
    bypass: session.bypass,
    level: manifest.view.text("/level") ?? "",
    title: manifest.view.text("/title") ?? "",
    mergeSha: target.merged?.sha ?? "",
    approvers: approversOf(context),
    owner: manifest.view.text("/remediation/owner") ?? "",
    dueDate: manifest.view.text("/remediation/target_date") ?? "",
    confidential: isConfidential(context),
  });
  return comment(session, target, text);
}

async function comment(session: Session, target: TargetReading, text: string): Promise<Finding[]> {
  const marker = markerOf("override", session.bypass);
  const known = target.comments.find((item) => hasMarker(item.body, marker)) ?? null;
  try {
    await session.ports.github.writeComment(target.number, `${marker}\n${text}`, known);
    return [];
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return [finding("COMMENT_REFUSED", { problem: problem.message, hint: problem.fix })];
  }
}
