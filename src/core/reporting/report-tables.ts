import type { DailySections, Kpi, Report, SummarySections } from "../../generated/types/report.ts";
import { own } from "../own.ts";
import { formatDuration } from "../time/duration.ts";
import { controlTables } from "./controls/control-tables.ts";
import { revisionTables } from "./publication/revision-tables.ts";
import { sparkline } from "./render/sparkline.ts";
import { kindOf } from "./report-period.ts";

/** One section as a table of plain texts: what every renderer escapes and lays out in its own way. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is said where there is nothing. */
  readonly none: string;
}

const MINUTE = 60_000;

/** The sections of a report in their order. */
export function reportTables({ period, sections, kpis, revision }: Report): ReportTable[] {
  const tables =
    "trend" in sections ? summaryTables(sections, kpis, kindOf(period) === "weekly") : dailyTables(sections);
  return revision === undefined ? tables : [...revisionTables(revision), ...tables];
}

function dailyTables(sections: DailySections): ReportTable[] {
  const { active, overdue_remediations, new_requests, critical_escalations } = sections;
  return [
    {
      title: "Active bypasses",
      none: "No active bypasses.",
      columns: ["Bypass", "Level", "Severity", "Pull request", "Age", "Expires in", "Checks"],
      rows: active.map((row) => [
        row.bypass,
        levelOf(row),
        row.severity ?? "",
        pullOf(row),
        span(row.age_minutes),
        row.expires_in_minutes < 0 ? `${span(-row.expires_in_minutes)} ago, not ended` : span(row.expires_in_minutes),
        row.checks.join(", "),
      ]),
    },
    {
      title: "Overdue remediations",
      none: "No overdue remediations.",
      columns: ["Bypass", "Level", "Pull request", "Owner", "Due", "Business days late", "Rung", "Issue"],
      rows: overdue_remediations.map((row) => [
        row.bypass,
        row.level,
        pullOf(row),
        row.owner ?? "",
        row.due_date ?? row.deadline,
        String(row.days_late),
        row.rung ?? "",
        shortUrl(row.issue ?? ""),
      ]),
    },
    {
      title: "New requests",
      none: "No new requests.",
      columns: ["Bypass", "Level", "Severity", "Request", "Pull request", "State", "Time left"],
      rows: new_requests.map((row) => [
        row.bypass,
        row.level,
        row.severity ?? "",
        `#${row.request}`,
        pullOf(row),
        row.state,
        row.clocks.map(({ clock, left_minutes }) => `${clock} ${span(left_minutes)}`).join(", "),
      ]),
    },
    {
      title: "Critical escalations",
      none: "No critical escalations.",
      columns: ["At", "Bypass", "Rule", "Rung", "State"],
      rows: critical_escalations.map((row) => [
        row.at,
        row.bypass,
        row.rule ?? "",
        row.rung ?? "",
        row.resolved ? "resolved" : "open",
      ]),
    },
    ...eventTables(sections),
  ];
}

const numberOf = (value: number | null): string => (value === null ? "n/a" : String(value));

/**
 * A distribution is no one number: the share of each level, as far as there are bypasses. What counts as done however late it was says
 * how much of it was on time.
 */
function shownValue(kpi: string, value: number | null, kpis: Report["kpis"], isWeek: boolean): string {
  const counted = own(kpis, kpi);
  const shown = (counted?.groups.level ?? []).filter((share) => share.value !== null && share.count > 0);
  if (shown.length > 0) return shown.map((share) => `${share.key} ${share.value}`).join(" · ");
  // A rate per month: of a week it is more than anybody counted.
  if (isWeek && value !== null && value !== 0 && counted?.unit === "count" && counted.denominator !== null)
    return `${value} (extrapolated to a month; counted: ${counted.numerator})`;
  const onTime = counted?.figures.on_time ?? null;
  if (value === null) return `n/a${whyNone(counted)}`;
  if (onTime === null) return numberOf(value);
  return `${value} (on time: ${onTime} of ${counted?.denominator})`;
}

/** Why a figure has no value, in a few words; the JSON has the ids. */
function whyNone(kpi: Kpi | undefined): string {
  const left = new Map(kpi?.excluded.map(({ reason, ids }) => [reason, ids.length]));
  const observed = left.get("pending_observation") ?? 0;
  if (left.has("insufficient_data")) return " (too few complete months)";
  if (kpi?.denominator !== 0) return "";
  return observed > 0 ? ` (still observed: ${observed})` : " (no case)";
}

/** The head of the sparklines' column; a report of an earlier version has none. */
function courseOf([first]: SummarySections["dashboard"]): string[] {
  return first?.history === undefined ? [] : [`Last ${first.history.length}`];
}

/** Twenty blocks for the most of all periods. */
function barOf(count: number, trend: SummarySections["trend"]): string {
  const most = Math.max(20, ...trend.map(({ bypasses }) => bypasses));
  return "█".repeat(Math.ceil((20 * count) / most));
}

function progressLine({ step, count, ids }: SummarySections["remediation_progress"][number]): string[] {
  const shown = `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " …" : ""}`;
  return [step.replaceAll("_", " "), String(count), shown];
}

/** By how many the open ones have grown. */
function netLine(rows: SummarySections["remediation_progress"]): string[][] {
  if (rows.length === 0) return [];
  const of = (name: string): number => rows.find(({ step }) => step === name)?.count ?? 0;
  // What is reopened was completed, and open all along.
  const net = of("opened") - of("verified") - of("cancelled");
  return [["net", `${net > 0 ? "+" : ""}${net}`, "opened, less verified and cancelled"]];
}

function summaryTables(sections: SummarySections, kpis: Report["kpis"], isWeek: boolean): ReportTable[] {
  const table = (title: string, none: string, columns: readonly string[], rows: ReportTable["rows"]): ReportTable => ({
    ...{ title, none, columns, rows },
  });
  return [
    table(
      "Trend",
      "Nothing to compare.",
      ["Period", "Bypasses", "", "Change", "EMERGENCY", "Remediations open at its end"],
      sections.trend.map(({ period, bypasses, change, emergencies, open_at_end = null }) => [
        ...[period, String(bypasses), barOf(bypasses, sections.trend), numberOf(change)],
        ...[String(emergencies), numberOf(open_at_end)],
      ]),
    ),
    table(
      "Key figures",
      "The policy names none.",
      ["Figure", "What it counts", "Value", "Before", ...courseOf(sections.dashboard), "Unit", "Target"],
      sections.dashboard.map(({ kpi, text, value, previous, history, unit, target, rating }) => [
        ...[kpi, text, shownValue(kpi, value, kpis, isWeek), numberOf(previous)],
        ...(history === undefined ? [unit] : [sparkline(history.map(({ value }) => value)), unit]),
        target === null ? "" : `${target}${rating === null ? "" : `, ${rating}`}`,
      ]),
    ),
    table(
      "Remediation progress",
      "No remediation.",
      ["Step", "Count", "Bypasses"],
      [...sections.remediation_progress.map(progressLine), ...netLine(sections.remediation_progress)],
    ),
    table(
      "Notifications by audience",
      "No notice was sent, failed or is due.",
      ["Audience", "Sent", "Failed", "Pending"],
      sections.notifications.map(({ audience, sent, failed, pending = null }) => [
        ...[audience, String(sent), String(failed), numberOf(pending)],
      ]),
    ),
    table(
      "Limits kept",
      "No limit was kept or missed.",
      ["Clock", "Met", "Breached", "Attainment %"],
      sections.sla.map((row) => [row.clock, String(row.met), String(row.breached), String(row.attainment)]),
    ),
    table(
      "Approvers",
      "Nobody approved.",
      ["Approver", "Approvals", "Share %"],
      sections.approvers.map(({ login, approvals, share }) => [login, String(approvals), numberOf(share)]),
    ),
    table(
      "Recommendations",
      "No rule of the policy asks for an improvement.",
      ["Rule", "About", "Counted", "Limit"],
      sections.recommendations.map((row) => [row.trigger, row.subject, String(row.value), String(row.limit)]),
    ),
    unregisteredTable(sections.unregistered),
    ...controlTables(sections),
  ];
}

function unregisteredTable(rows: DailySections["unregistered"]): ReportTable {
  return {
    title: "Unregistered bypasses",
    none: "None was recorded.",
    columns: ["Found at", "Where"],
    rows: rows.map((row) => [row.at, shortUrl(row.url)]),
  };
}

function eventTables({ sla_breaches, failed_notifications, unregistered, drills }: DailySections): ReportTable[] {
  return [
    {
      title: "Missed limits and violations",
      none: "No missed limits, no violations.",
      columns: ["At", "Bypass", "What", "Answered"],
      rows: sla_breaches.map((row) => [
        row.at,
        row.bypass,
        `${row.kind} ${row.rule}`,
        row.kind === "violation" ? "" : (row.answered_at ?? "not yet"),
      ]),
    },
    {
      title: "Failed notifications",
      none: "No failed notifications.",
      columns: ["At", "Bypass", "Audience", "Rule", "Reason"],
      rows: failed_notifications.map((row) => [
        row.at,
        row.bypass,
        row.audience ?? "",
        row.rule ?? "",
        row.reason ?? "",
      ]),
    },
    unregisteredTable(unregistered),
    {
      title: "Drills",
      none: "No drills.",
      columns: ["Bypass", "State"],
      rows: drills.map((row) => [row.bypass, row.state]),
    },
  ];
}

function levelOf({ level, state }: { readonly level: string; readonly state: string }): string {
  return state === "suspended" ? `${level}, suspended` : level;
}

function pullOf({
  repository,
  pull_request,
}: {
  readonly repository: string | null;
  readonly pull_request: number | null;
}): string {
  if (pull_request === null) return repository ?? "";
  return `${repository ?? ""}#${pull_request}`;
}

function span(minutes: number): string {
  return minutes === 0 ? "under 1 min" : formatDuration(minutes * MINUTE);
}

/** `acme/payments#77` instead of an address as long as the rest of the table; the JSON has the address. */
function shortUrl(url: string): string {
  const match = /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(url);
  return match === null ? url : `${match[1]}#${match[2]}`;
}
