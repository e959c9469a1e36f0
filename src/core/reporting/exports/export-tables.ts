import type { BypassApproved, LedgerEvent } from "../../../generated/types/event.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import { businessDaysLate } from "../../time/business-days.ts";
import type { Instant } from "../../time/instant.ts";
import { type DailyOptions, gatherFacts } from "../build-daily.ts";
import { isInForce, isOverdue } from "../bypass-rows.ts";
import type { DescribedBypass } from "../describe-bypass.ts";
import { textOf } from "../event-rows.ts";
import { eventsThatHold } from "../fold-before.ts";
import { distinctViolations } from "../kpis/impact.ts";
import { readRemediation } from "../kpis/remediation-life.ts";
import type { ExportTable } from "./csv-text.ts";

/**
 * The population of a period as tables: bypasses with an event in it or in force at its end, remediations that moved or are open, and
 * violations. Bypasses and remediations of drills are listed and marked, so that nobody counts them by mistake. Titles of confidential bypasses are left out.
 */
export function exportTables(options: DailyOptions): readonly ExportTable[] {
  const { bypasses, events, isInPeriod } = gatherFacts(options);
  const told = bypasses.map((described) => ({ described, held: eventsThatHold(described.fold) }));
  const moved = (list: readonly LedgerEvent[], prefix: string) =>
    list.some(({ type, at }) => type.startsWith(prefix) && isInPeriod(at));
  return [
    {
      name: "bypasses",
      columns: bypassColumns,
      rows: told
        .filter(({ described, held }) => isInForce(described) || moved(held, ""))
        .map(({ described, held }) => bypassRow(described, held, options)),
    },
    {
      name: "remediations",
      columns: remediationColumns,
      rows: told
        .filter(({ held, described: { fold } }) => {
          const { remediation } = fold.state;
          return remediation === "open" || remediation === "completed" || moved(held, "remediation.");
        })
        .flatMap(({ described, held }) => remediationRow(described, held, options)),
    },
    {
      name: "violations",
      columns: violationColumns,
      // As the figure counts them: a merge that nobody registered is one of them.
      rows: distinctViolations(events)
        .filter(({ at }) => isInPeriod(at))
        .map(({ at, bypass, data, id, source }) => [
          ...[at, bypass, textOf(data.kind), textOf(data.occurrence), textOf(data.limit_at), id, source.url],
        ]),
    },
  ];
}

const bypassColumns = [
  ...["bypass", "level", "severity", "drill", "state", "repository", "pull_request", "title", "requested_by"],
  ...["requested_at", "approved_at", "approvers", "activated_at", "expires_at", "used_at", "merge_sha", "ended_at"],
  ...["checks", "remediation"],
];

function bypassRow(
  { identity, fold, state }: DescribedBypass,
  held: readonly LedgerEvent[],
  { manifestOf }: DailyOptions,
): ExportTable["rows"][number] {
  const first = (type: string) => held.find((event) => event.type === type);
  // Changed and approved again, it takes effect as it was approved last.
  const approved = held.findLast(({ type }) => type === "bypass.approved");
  const approvers = (approved?.data as unknown as BypassApproved | undefined)?.approvers ?? [];
  const activations = held.filter(({ type }) => type === "bypass.activated");
  const ended = held.findLast(({ type }) => type === "bypass.deactivated");
  const used = first("bypass.used");
  const { activation } = fold.state;
  const named = activations.flatMap(({ data }) => data.checks as readonly { readonly name: string }[]);
  const asked = (first("request.accepted")?.data.checks ?? []) as readonly string[];
  const checks = named.length > 0 ? named.map(({ name }) => name) : asked;
  return [
    ...[identity.bypass, identity.level, identity.severity, fold.state.drill, state],
    ...[identity.repository, identity.pull_request, identity.title],
    manifestOf(fold)?.view.text("/requested_by") ?? null,
    ...[first("request.accepted")?.at ?? null, approved?.at ?? null],
    approvers.map(({ slot, login }) => `${login} (${slot})`).join("; "),
    ...[activations[0]?.at ?? null, activation?.expires_at ?? null],
    ...[used?.at ?? null, textOf(used?.data.merge_sha), ended?.at ?? null],
    ...[[...new Set(checks)].join("; "), fold.state.remediation],
  ];
}

const remediationColumns = [
  ...["bypass", "level", "drill", "owner", "state", "opened_at", "due_date", "deadline", "original_deadline"],
  ...["completed_at", "verified_at", "on_time", "overdue", "business_days_late", "issue"],
];

function remediationRow(
  described: DescribedBypass,
  held: readonly LedgerEvent[],
  { asOf, policy }: DailyOptions,
): ExportTable["rows"] {
  const { identity, fold } = described;
  const life = readRemediation(held);
  const opened = held.findLast(({ type }) => type === "remediation.opened");
  if (life === null || opened === undefined) return [];
  const { issue, drill } = fold.state;
  const due = textOf(opened.data.due_date);
  const overdue = isOverdue(described, asOf);
  const { originalDeadline, completedAt } = life;
  const onTime = completedAt === null || originalDeadline === null ? null : completedAt < originalDeadline;
  return [
    [
      ...[identity.bypass, identity.level, drill, life.owner, life.state],
      ...[shown(life.openedAt), due, issue?.deadline ?? null, shown(originalDeadline)],
      ...[shown(completedAt), shown(life.verifiedAt), onTime, overdue],
      ...[overdue && due !== null ? businessDaysLate(due, asOf, policy.calendar) : null, textOf(opened.data.url)],
    ],
  ];
}

const violationColumns = ["at", "bypass", "kind", "occurrence", "limit_at", "event", "source"];

function shown(instant: Instant | null): string | null {
  return instant === null ? null : formatEventInstant(instant);
}
