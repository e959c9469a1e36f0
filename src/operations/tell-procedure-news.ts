import type { Finding } from "../core/findings/finding.ts";
import { draftEvent } from "../core/ledger/draft-event.ts";
import { composeIncidentNotice } from "../core/notices/compose-incident-notice.ts";
import { composeReportNotice } from "../core/notices/compose-report-notice.ts";
import { planIncidentNotices } from "../core/notices/plan-incident-notices.ts";
import { freshFor } from "../core/notices/plan-notices.ts";
import { planReportNotices } from "../core/notices/plan-report-notices.ts";
import { own } from "../core/own.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { LedgerSnapshot, Notifier } from "../ports.ts";
import { failedDelivery, noticeEvent, noticeFailed, placeOf } from "./notice-record.ts";
import { provenanceOf, type Recorder } from "./record-events.ts";
import type { RecordedEvent } from "./track-bypass.ts";

export interface ToldNews {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  /** What a dry run would send. */
  readonly planned: readonly string[];
  readonly snapshot: LedgerSnapshot;
}

/**
 * Tells whom the policy wants told that an emergency was declared (40-override.md, operation declare) or a report published, in the
 * order of its rows. Each
 * result is recorded at once. The records are named after the run that made them: two runs that tell at the same time are two facts.
 * @param told events of PROCEDURE since then
 */
export async function tellProcedureNews(
  recorder: Recorder & { readonly notifier: Notifier },
  event: LedgerEvent,
  told: readonly LedgerEvent[],
  policy: CompiledPolicy,
  start: LedgerSnapshot,
  dryRun: boolean,
): Promise<ToldNews> {
  const { github, ledger, notifier, run } = recorder;
  const result = { findings: [] as Finding[], events: [] as RecordedEvent[], planned: [] as string[] };
  let snapshot = start;
  const isReport = event.type === "report.published";
  const notices = isReport ? planReportNotices(event, told, policy) : planIncidentNotices(event, told, policy);
  for (const notice of notices) {
    const channel = notice.channel === null ? undefined : own(policy.policy.channels, notice.channel);
    const missing = channel === undefined ? "no_channel" : notifier.readiness(channel);
    const late = (github.serverTime() ?? 0) - notice.at > freshFor;
    // Nothing has changed since it failed, or it was said that it came too late.
    if (late ? notice.attempts > 0 : notice.failed === missing) continue;
    if (dryRun) {
      if (!late && missing === "ready")
        result.planned.push(`${isReport ? event.data.period : event.data.incident_id}: send ${placeOf(notice)}`);
      continue;
    }
    const message = isReport ? composeReportNotice(notice, event) : composeIncidentNotice(notice, event, policy);
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
