import type { ActivatedCheck } from "../../generated/types/event.ts";
import { forTerminal } from "../text/escape.ts";

/** A result as GitHub shows it; `ports.ts` has the whole of it. */
export interface SeenResult {
  readonly name: string;
  readonly kind: "status" | "check_run";
  readonly state: string;
  readonly appId: number | null;
  readonly description: string | null;
  readonly externalId: string | null;
  readonly creator: string | null;
  readonly id: number | null;
  /** The workflow run that it is a job of; null or absent: of none. */
  readonly runId?: number | null;
}

/** Whose results are ours, and for which bypass and commit. */
export interface Ours {
  readonly bypass: string;
  readonly sha: string;
  /** Login of the account that posts, with or without `[bot]`. */
  readonly login: string;
}

/** The app of GitHub Actions: what a job's own token posts as (reference-github.md, a6). */
export const actionsApp = 15368;

/** App that a token posts as; null: not known. */
export function postingAppOf(login: string): number | null {
  return plain(login) === "github-actions" ? actionsApp : null;
}

/** external_id of a check run that overrides (40-override.md, step 7). */
export function postedId({ bypass, sha }: Ours, check: string): string {
  return `${bypass}:${sha}:${check}`;
}

/** external_id of the check run that puts the original back. */
export function restoredId(ours: Ours, check: string): string {
  return `${postedId(ours, check)}:restored`;
}

const longest = 140;

/** GitHub refuses a longer description. */
export function cut(text: string): string {
  const points = [...forTerminal(text)];
  return points.length <= longest ? points.join("") : `${points.slice(0, longest - 1).join("")}…`;
}

/** @param approvers none for a confidential bypass, which shows its id only */
export function postedDescription(bypass: string, approvers: readonly string[]): string {
  return cut(
    approvers.length === 0 ? `BYPASSED by ${bypass}` : `BYPASSED by ${bypass}, approved by ${approvers.join(", ")}`,
  );
}

export function restoredDescription(bypass: string, conclusion: string): string {
  return cut(`RESTORED after ${bypass}: ${conclusion}`);
}

/** Whether the result is the one that this override posted. */
export function isPosted(result: SeenResult, ours: Ours): boolean {
  if (result.kind === "check_run") return result.externalId === postedId(ours, result.name);
  return isOwnStatus(result, ours) && startsWithWord(result.description, `BYPASSED by ${ours.bypass}`);
}

const posted = /^BYPASS-[A-Z0-9]+-\d{8}-\d{6}:[0-9a-f]{40}:/;

/** Whether the result bears the mark of an override, of any bypass and by whomever. */
export function letsThrough({
  kind,
  externalId,
  description,
}: Pick<SeenResult, "kind" | "externalId" | "description">): boolean {
  return kind === "check_run" ? posted.test(externalId ?? "") : (description ?? "").startsWith("BYPASSED by BYPASS-");
}

/** Whether the result is the original that we put back. */
export function isRestored(result: SeenResult, ours: Ours): boolean {
  if (result.kind === "check_run") return result.externalId === restoredId(ours, result.name);
  return isOwnStatus(result, ours) && startsWithWord(result.description, `RESTORED after ${ours.bypass}`);
}

/** Any writer can set any status with any text: it is ours only if our account set it. */
function isOwnStatus(result: SeenResult, ours: Ours): boolean {
  return result.creator !== null && plain(result.creator) === plain(ours.login);
}

function startsWithWord(text: string | null, start: string): boolean {
  return text !== null && (text === start || text.startsWith(`${start},`) || text.startsWith(`${start}:`));
}

/** GraphQL names a bot without the `[bot]` that REST has. */
function plain(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, "");
}

/** The result of the same object as a recorded check: status contexts ignore case, check runs do not. */
export function resultFor<Result extends SeenResult>(
  { name, kind }: Pick<ActivatedCheck, "name" | "kind">,
  results: readonly Result[],
): Result | null {
  const same = (result: SeenResult): boolean =>
    kind === "status" ? result.name.toLowerCase() === name.toLowerCase() : result.name === name;
  return results.find((result) => result.kind === kind && same(result)) ?? null;
}
