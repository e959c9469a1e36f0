import type { Finding } from "../core/findings/finding.ts";
import { draftEvent } from "../core/ledger/draft-event.ts";
import { composeIncidentNotice } from "../core/notices/compose-incident-notice.ts";
import { planIncidentNotices } from "../core/notices/plan-incident-notices.ts";
import { freshFor } from "../core/notices/plan-notices.ts";
import { own } from "../core/own.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { LedgerSnapshot, Notifier } from "../ports.ts";
import { failedDelivery, noticeEvent, noticeFailed, placeOf } from "./notice-record.ts";
import { provenanceOf, type Recorder } from "./record-events.ts";
import type { RecordedEvent } from "./track-bypass.ts";

export interface ToldIncident {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  /** What a dry run would send. */
  readonly planned: readonly string[];
  readonly snapshot: LedgerSnapshot;
}

/**
 * Tells whom the policy wants told that an emergency was declared (40-override.md, operation declare), in the order of its rows. Each
 * result is recorded at once. The records are named after the run that made them: two runs that tell at the same time are two facts.
 * @param told events of PROCEDURE since the declaration
 */
export async function tellIncident(
  recorder: Recorder & { readonly notifier: Notifier },
  declared: LedgerEvent,
  told: readonly LedgerEvent[],
  policy: CompiledPolicy,
  start: LedgerSnapshot,
  dryRun: boolean,
): Promise<ToldIncident> {
  const { github, ledger, notifier, run } = recorder;
  const result = { findings: [] as Finding[], events: [] as RecordedEvent[], planned: [] as string[] };
  let snapshot = start;
  for (const notice of planIncidentNotices(declared, told, policy)) {
    const channel = notice.channel === null ? undefined : own(policy.policy.channels, notice.channel);
    const missing = channel === undefined ? "no_channel" : notifier.readiness(channel);
    const late = (github.serverTime() ?? 0) - notice.at > freshFor;
    // Nothing has changed since it failed, or it was said that it came too late.
    if (late ? notice.attempts > 0 : notice.failed === missing) continue;
    if (dryRun) {
      if (!late && missing === "ready") result.planned.push(`${declared.data.incident_id}: send ${placeOf(notice)}`);
      continue;
    }
    const message = composeIncidentNotice(notice, declared, policy);
    const ready = !late && missing === "ready" && channel !== undefined;
    const delivery = ready ? await notifier.send(channel, message) : failedDelivery(late ? "too_late" : missing);
    const kind = own(policy.policy.notifications, notice.rule)?.kind;
    const { key, ...content } = noticeEvent("PROCEDURE", notice, delivery, kind);
    const named = { ...content, key: `${notice.key}:run-${run.run.id}.${run.run.attempt}` };
    const done = await ledger.append(snapshot, () => [draftEvent(provenanceOf(recorder), named)], ["PROCEDURE"]);
    snapshot = done.snapshot;
    result.findings.push(...done.findings);
    result.events.push(...done.appended.map(({ event: { type, id, bypass } }) => ({ type, id, bypass })));
    if (delivery.outcome === "failed") result.findings.push(noticeFailed(message.bypass, notice, delivery));
  }
  return { ...result, snapshot };
}
