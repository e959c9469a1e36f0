import type { EventContent } from "../../core/ledger/draft-event.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import { type ActivationRef, posted as postedEvent } from "../../core/override/activation-events.ts";
import { isPosted, postedDescription, postedId, resultFor } from "../../core/override/own-result.ts";
import type { ActivatedCheck, OverrideRestored } from "../../generated/types/event.ts";
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
  /** Whether this very run posted it; false: it stood. */
  readonly isNew: boolean;
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
      posted.push({ check, remoteId: latest.id, isNew: false });
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
    posted.push({ check, remoteId: id, isNew: true });
  }
  return posted;
}

/**
 * What was posted and is not on record, as events. Where another run has put a check back meanwhile, only what this run posted: what had
 * stood before is what that one took back.
 */
export function eventsOf(ref: ActivationRef, done: readonly PostedResult[], { entries }: BypassFold): EventContent[] {
  const own = entries.filter(({ event: { data } }) => data.activation === ref.activation);
  const recorded = new Set(
    own.map(({ event: { type, data } }) => `${type} ${data.kind} ${data.check} ${data.remote_id}`),
  );
  return done.flatMap(({ check, remoteId, isNew }) => {
    if (recorded.has(`override.posted ${check.kind} ${check.name} ${remoteId}`)) return [];
    const before = own.filter(
      ({ event: { type, data } }) =>
        type === "override.restored" && (data as unknown as OverrideRestored).checks.includes(check.name),
    );
    return before.length > 0 && !isNew ? [] : [postedEvent(ref, check, remoteId, before.length)];
  });
}

/** `kind name` of what this very run posted. */
export function certainOf(done: readonly PostedResult[]): ReadonlySet<string> {
  return new Set(done.flatMap(({ check, isNew }) => (isNew ? `${check.kind} ${check.name}` : [])));
}
