import type { EventContent } from "../../core/ledger/draft-event.ts";
import { type ActivationRef, posted as postedEvent } from "../../core/override/activation-events.ts";
import { isPosted, postedDescription, postedId, resultFor } from "../../core/override/own-result.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { CheckResult } from "../../ports.ts";
import type { Session } from "./open-session.ts";

export interface PostText {
  /** None for a confidential bypass. */
  readonly approvers: readonly string[];
  /** Permalink of the manifest. */
  readonly url: string;
}

export interface PostedResult {
  readonly check: ActivatedCheck;
  readonly remoteId: number;
}

/** Posts a passing result for every check, one after the other; what an earlier run posted and GitHub still counts is not repeated. */
export async function postOverride(
  session: Session,
  sha: string,
  checks: readonly ActivatedCheck[],
  results: readonly CheckResult[],
  text: PostText,
): Promise<PostedResult[]> {
  const { github } = session.ports;
  const ours = session.ours(sha);
  const description = postedDescription(session.bypass, text.approvers);
  const posted: PostedResult[] = [];
  for (const check of checks.filter((one) => one.mode === "check")) {
    const { name, kind } = check;
    const latest = resultFor(check, results);
    if (latest !== null && latest.id !== null && isPosted(latest, ours)) {
      posted.push({ check, remoteId: latest.id });
      continue;
    }
    const { id } =
      kind === "status"
        ? await github.postStatus({ sha, context: name, state: "success", description, url: text.url })
        : await github.postCheckRun({
            sha,
            name,
            conclusion: "success",
            externalId: postedId(ours, name),
            url: text.url,
            title: "Bypassed",
            summary: `${description}. It really says: ${check.conclusion}.`,
          });
    posted.push({ check, remoteId: id });
  }
  return posted;
}

/** What was posted, as events. */
export function eventsOf(ref: ActivationRef, done: readonly PostedResult[]): EventContent[] {
  return done.map(({ check, remoteId }) => postedEvent(ref, check, remoteId));
}
