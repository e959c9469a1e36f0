import { shown } from "../../document/check-schema.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import { addBusinessDays, localDateOf } from "../../time/business-days.ts";
import { addDuration, parseDuration } from "../../time/duration.ts";
import { type LocalDate, parseInstant, parseLocalDate } from "../../time/instant.ts";
import type { RuleContext } from "./context.ts";

/** Every date of the remediation lies between the request and the level's limit (R46, R90, R135). */
export function checkRemediationDates(context: RuleContext): Finding[] {
  const { view, requestedAt, requestedOn, level } = context;
  const fields = [{ pointer: "/remediation/target_date", name: "remediation.target_date" }];
  for (let index = 0; index < view.list("/remediation/plan").length; index++) {
    fields.push({ pointer: `/remediation/plan/${index}/due`, name: `remediation.plan.${index}.due` });
  }
  const limit = level === null || requestedAt === null ? null : remediationLimit(context);
  const findings: Finding[] = [];
  for (const { pointer, name } of fields) {
    const text = view.text(pointer);
    if (text === null) continue;
    const place = context.where(pointer, "value");
    const date = parseLocalDate(text);
    if (date === null) {
      const problem = `is not a real date: ${shown(text)}`;
      findings.push(finding("FIELD_INVALID", { field: name, problem, hint: "Write a date as YYYY-MM-DD." }, place));
    } else if (requestedOn !== null && date < requestedOn) {
      findings.push(finding("REMEDIATION_IN_PAST", { field: name, date, earliest: requestedOn }, place));
    } else if (limit !== null && date > limit.latest) {
      findings.push(
        finding("REMEDIATION_TOO_LATE", { field: name, date, latest: limit.latest, limit: limit.text }, place),
      );
    }
  }
  if (limit?.expired === true) {
    const through = context.policy.policy.calendar.valid_through ?? "";
    findings.push(
      finding(
        "CALENDAR_EXPIRED",
        { through, deadline: limit.latest },
        context.where("/remediation/target_date", "value"),
      ),
    );
  }
  return findings;
}

/** Last local day on which the remediation may be due, counted from the id's instant. */
function remediationLimit({
  policy,
  level,
  requestedAt,
}: RuleContext): { latest: LocalDate; text: string; expired: boolean } | null {
  if (level === null || requestedAt === null) return null;
  const limit = policy.policy.levels[level].remediation_limit;
  if (typeof limit === "object") {
    const due = addBusinessDays(requestedAt, limit.business_days, policy.calendar);
    return due && { latest: due.dueDate, text: `${limit.business_days} business days`, expired: due.calendarExpired };
  }
  const duration = parseDuration(limit);
  if (duration === null) return null; // the policy's own check reports it
  return {
    latest: localDateOf(addDuration(requestedAt, duration, policy.calendar), policy.calendar),
    text: limit,
    expired: false,
  };
}

/** Instants carry an offset and are real; an expiry lies behind the request. */
export function checkInstants({ view, where, requestedAt }: RuleContext): Finding[] {
  const findings: Finding[] = [];
  for (const pointer of [
    "/expires_at",
    "/deadline",
    "/incident/declared_at",
    "/mitigation/quick_rollback/tested_at",
    ...evidenceInstants(view),
  ]) {
    const text = view.text(pointer);
    if (text === null) continue;
    const field = pointer.slice(1).replaceAll("/", ".");
    const at = parseInstant(text);
    if (at === null) {
      // A day alone is enough for a test that was run; a deadline is an instant.
      if (pointer.endsWith("tested_at") && parseLocalDate(text) !== null) continue;
      const problem = `is not an instant with an offset: ${shown(text)}`;
      findings.push(
        finding(
          "FIELD_INVALID",
          { field, problem, hint: "Write it as 2026-11-23T09:15:00Z or with an offset like +01:00." },
          where(pointer, "value"),
        ),
      );
    } else if (pointer === "/expires_at" && requestedAt !== null && at <= requestedAt) {
      const problem = "is not after the request";
      findings.push(
        finding(
          "FIELD_INVALID",
          { field, problem, hint: "Name an instant after the id's, or leave it out." },
          where(pointer, "value"),
        ),
      );
    }
  }
  return findings;
}

function evidenceInstants(view: RuleContext["view"]): string[] {
  return Object.keys(view.map("/incident/evidence") ?? {}).flatMap((criterion) =>
    ["deadline", "start", "end"].map((key) => `/incident/evidence/${criterion}/${key}`),
  );
}
