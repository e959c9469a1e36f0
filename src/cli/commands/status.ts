import { isRecordBroken } from "../../core/audit/conclude.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { flagsOf } from "../../core/ledger/bypass-state.ts";
import { formatEventInstant } from "../../core/ledger/event-instant.ts";
import { calendarEntries } from "../../core/reporting/calendar-entries.ts";
import type { Duties } from "../../core/reporting/describe-duties.ts";
import { renderCalendar } from "../../core/reporting/render/calendar.ts";
import { dutyLines } from "../../core/reporting/render/duties.ts";
import { renderStatus, renderStatusList } from "../../core/reporting/render/status.ts";
import { renderStatusForm, type StatusForm, statusForms } from "../../core/reporting/render/status-form.ts";
import { renderTimeline } from "../../core/reporting/render/timeline.ts";
import { readStatus, type StatusOfBypass } from "../../operations/read-status.ts";
import { cloneOptions, readAsOf, withProgress } from "../clone-options.ts";
import type { CommandContext } from "../options.ts";
import { painter } from "../terminal.ts";

export interface StatusOptions {
  readonly asOf?: string;
  readonly form?: string;
}

/** `status [ID]`: state of one or all bypasses. Exit 0; 1 where the record is contradicted, because then no state is proven. */
export async function runStatus(
  id: string | undefined,
  options: StatusOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal, clock } = context;
  const { format } = context.options;
  if (format === "md" && id === undefined) {
    throw new ConfigurationError("The timeline is that of one bypass.", "Name it: qms-bypass status ID --format md.");
  }
  const form = options.form === undefined ? null : formOf(options.form, id);
  const knownBy = readAsOf(options.asOf);
  const asOf = knownBy ?? clock.now();
  const work = readStatus({ ...cloneOptions(context), defaultBranch: null, anchors: [], asOf, knownBy }, id ?? null);
  const { bypasses, audit, policy } = await withProgress(context, work);
  const paint = painter(terminal.color);
  if (form !== null) {
    for (const item of bypasses) terminal.out(renderStatusForm(form, { described: item, ...item }, asOf));
  } else if (format === "json") {
    const value = {
      schema: "qms.status/v1",
      as_of: formatEventInstant(asOf),
      verdict: audit.verdict,
      bypasses: bypasses.map(asJson),
    };
    terminal.out(`${JSON.stringify(value, null, 2)}\n`);
  } else if (format === "md") {
    for (const item of bypasses) terminal.out(renderTimeline(item, asOf));
  } else if (format === "ics") {
    const entries = bypasses.flatMap((item) => calendarEntries(item, item.duties, policy));
    const domain = bypasses.map(({ identity }) => identity.repository).find((name) => name !== null) ?? "qms-bypass";
    terminal.out(renderCalendar(entries, asOf, domain));
  } else if (id === undefined) terminal.out(renderStatusList(bypasses, asOf, paint));
  else {
    const zone = policy.policy.calendar.time_zone;
    for (const item of bypasses) {
      const lines = item.duties === null ? [] : dutyLines(item.duties, item.identity.bypass, zone, asOf, paint);
      terminal.out(renderStatus(item, asOf, paint, terminal.width, lines));
    }
  }
  if (audit.verdict === "inconclusive" && format !== "json") {
    const what = "The record could not be verified, so what is above may not be all.";
    terminal.err(`${paint("warn", "warning")} ${what}\n  → qms-bypass verify\n`);
  }
  if (!isRecordBroken(audit)) return 0;
  terminal.err(
    `${paint("bad", "error")} The record is contradicted, so no state above is proven.\n  → qms-bypass verify\n`,
  );
  return 1;
}

function formOf(name: string, id: string | undefined): StatusForm {
  const form = statusForms.find((known) => known === name);
  if (form === undefined) {
    throw new ConfigurationError(
      `There is no form ${name.slice(0, 40)}.`,
      `--form takes one of: ${statusForms.join(", ")}.`,
    );
  }
  if (id === undefined)
    throw new ConfigurationError("A form is about one bypass.", `Name it: qms-bypass status ID --form ${form}.`);
  return form;
}

/** Those that run after the use stand with what is owed. */
function isShown({ later, reading }: StatusOfBypass["clocks"][number]): boolean {
  return !later && reading.state !== "not_applicable";
}

function asJson({ identity, fold, state, clocks, duties }: StatusOfBypass) {
  const { manifest, activation, unrestored, used, issue, remediation } = fold.state;
  return {
    ...identity,
    state,
    flags: flagsOf(fold.state),
    ...{ manifest, activation, unrestored, used, remediation, issue },
    clocks: clocks.filter(isShown).map(({ clock, reading }) => ({
      clock,
      state: reading.state,
      started_at: formatEventInstant(reading.start),
      limit_at: formatEventInstant(reading.limit.deadline),
      stopped_at: reading.stop === null ? null : formatEventInstant(reading.stop),
    })),
    ...(duties === null ? {} : dutiesAsJson(duties)),
    events: fold.entries.map(({ seq, path, event }) => ({
      seq,
      type: event.type,
      at: event.at,
      actor: event.actor.login,
      path,
    })),
  };
}

function dutiesAsJson({ obligations, clocks, ladders, missed }: Duties) {
  const moment = (at: number | null): string | null => (at === null ? null : formatEventInstant(at));
  return {
    obligations: obligations.map((row) => ({
      key: row.key,
      text: row.text,
      owner: row.owner,
      state: row.state,
      gates: row.gates,
      due_at: moment(row.dueAt),
      answered_at: moment(row.answeredAt),
      breached_at: moment(row.breachedAt),
    })),
    clocks_after_use: clocks.map((clock) => ({
      clock: clock.clock,
      by: clock.by,
      state: clock.state,
      started_at: moment(clock.startedAt),
      limit_at: moment(clock.limitAt),
      stopped_at: moment(clock.stoppedAt),
      breached_at: clock.state === "breached" ? moment(clock.limitAt) : null,
    })),
    missed_periods: missed.map(({ clock, period, end }) => ({ clock, period, limit_at: moment(end) })),
    escalations: ladders.map((ladder) => ({
      rule: ladder.rule,
      cause: ladder.cause,
      rung: ladder.rung,
      to: ladder.to,
      raised_at: moment(ladder.raisedAt),
      acknowledged: ladder.acknowledged,
    })),
  };
}
