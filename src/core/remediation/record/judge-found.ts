import { own } from "../../own.ts";
import { classifyCheck, lowestLevelFor } from "../../procedure/classify.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { highestLevel, type Level } from "../../procedure/levels.ts";
import { nearestOf } from "../../text/nearest.ts";
import type { CommandContext, Judged } from "../judge-commands.ts";
import type { FoundCommand } from "../tracking-commands.ts";

/** The `kind` of remediation.progress by which the record holds an additional issue: the ladder of that name starts from it (R77). */
export const foundKind = "found";

/**
 * `/qms found REF`: an additional issue, by any active person of people.yml. It is classified again: by the check that REF names, or by
 * the class and severity that were said. 50-ledger.md has no type of its own for it: it is progress of the kind `found`, and the ladder
 * `additional_issues_discovered` starts from that.
 */
export function judgeFound(
  command: FoundCommand,
  role: string | null,
  comment: number,
  { policy, subject }: CommandContext,
): Judged {
  const { reference, severity } = command;
  const known = policy.policy.check_classes;
  if (command.class !== null && own(known, command.class) === undefined) {
    return {
      problem: `the policy knows no class "${command.class.slice(0, 60)}"`,
      fix: mend(command.class, Object.keys(known)),
    };
  }
  if (severity !== null && own(policy.policy.severities, severity) === undefined) {
    const names = Object.keys(policy.policy.severities);
    return { problem: `the policy knows no severity "${severity.slice(0, 60)}"`, fix: mend(severity, names) };
  }
  const required = levelOfFound(command, subject.level as Level, policy);
  const said = [command.class, severity].filter((word) => word !== null).join(", ");
  const data = {
    comment_id: comment,
    kind: foundKind,
    // A name with blanks is in the text alone.
    ...(/^\S{1,200}$/.test(reference) ? { ref: reference } : {}),
    text: `An additional issue${said === "" ? "" : ` (${said})`}: ${reference}`,
    ...(required === null ? {} : { required_level: required }),
  };
  return { type: "remediation.progress", key: `found:${comment}`, role, data };
}

/** The level that what was found takes, never below the bypass's own; null: nobody said what it is, and its name does not tell. */
function levelOfFound(command: FoundCommand, level: Level, policy: CompiledPolicy): Level | null {
  const ofCheck = classifyCheck(command.reference, policy.policy);
  const name = command.class ?? ofCheck.class;
  const severity = command.severity === null ? null : (own(policy.policy.severities, command.severity)?.level ?? null);
  if (name === null && severity === null) return null;
  // What no level lists is bypassed by an EMERGENCY or not at all.
  const byClass = name === null ? null : (lowestLevelFor(name, policy.policy) ?? "EMERGENCY");
  return highestLevel([level, byClass, severity]);
}

function mend(word: string, known: readonly string[]): string {
  const near = nearestOf(word, known);
  return `Write it as a new comment, with ${near === null ? `one of ${known.join(", ")}` : near}.`;
}
