import { buildRecords } from "../../../src/core/ledger/build-record.ts";
import type { BypassFold } from "../../../src/core/ledger/fold-bypass.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { readRecord } from "../../../src/core/ledger/read-record.ts";
import { type ManifestReading, readManifest } from "../../../src/core/manifest/read-manifest.ts";
import type { CompiledPolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { readDefaultPolicy, readPolicy } from "../../../src/core/procedure/read-policy.ts";
import { buildDaily } from "../../../src/core/reporting/build-daily.ts";
import { dailyPeriod } from "../../../src/core/reporting/daily-period.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { DailySections, JudgedBy, Report } from "../../../src/generated/types/report.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { validate } from "../../../src/generated/validators/report.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

const hex = (digit: string, length: number) => digit.repeat(length);

export const audit: Verify = {
  schema: "qms.verify/v1",
  verdict: "pass",
  as_of: "2026-03-03T00:00:00.000Z",
  repository: { name: "acme/payments", id: 700123 },
  covered: {
    ledger: {
      ...{ ref: "origin/qms-ledger", head: hex("1", 40), commits: 9, events: 20, bypasses: 4 },
      ...{ first_at: "2026-03-02T09:00:00.000Z", last_at: "2026-03-02T12:00:00.000Z" },
    },
    registry: { ref: "origin/qms", head: hex("2", 40), commits: 7, manifests: 4, versions: 4 },
    default_branch: { name: "main", commits: 30, merges: 1 },
    signatures: null,
  },
  anchor: {
    ...{ ledger_commit: hex("1", 40), seq: 20, event_sha256: hex("3", 64), link_sha256: hex("4", 64) },
    main_head: hex("9", 40),
  },
  anchors: [],
  not_checked: [],
  first_divergent: null,
  findings: [],
};

export const judgedBy: JudgedBy = {
  ...{ registry_commit: hex("2", 40), policy_file_sha256: null, policy_sha256: hex("a", 64) },
  ...{ calendar_sha256: hex("b", 64), people_sha256: hex("c", 64) },
};

export function policyIn(zone: string): CompiledPolicy {
  const text = `schema: qms.policy/v1\nextends: default\ncalendar: { time_zone: ${zone} }\n`;
  const reading = zone === "UTC" ? readDefaultPolicy() : readPolicy(new TextEncoder().encode(text), "policy.yml");
  if (reading.compiled === null) throw new Error(JSON.stringify(reading.findings));
  return reading.compiled;
}

/** Throws where a ledger could not hold the events, because their data has another form. */
export function readable(events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  for (const { text, path } of buildRecords(null, events, "2026-03-02")) {
    const { findings } = readRecord(new TextEncoder().encode(text), path, null);
    if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 1));
  }
  return events;
}

export function foldsOf(events: readonly LedgerEvent[]): BypassFold[] {
  const entries = entriesOf(events);
  return [...new Set(events.map(({ bypass }) => bypass))].map((bypass) => {
    const { fold, findings } = foldBypass(bypass, entries);
    if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 1));
    return fold;
  });
}

export interface DailyInput {
  readonly date?: string;
  readonly asOf?: number;
  readonly zone?: string;
  readonly manifestOf?: (fold: BypassFold) => ManifestReading | null;
  readonly audit?: Verify;
}

/** The report of a day, checked against its schema. */
export function dailyOf(
  events: readonly LedgerEvent[],
  input: DailyInput = {},
): Report & { readonly sections: DailySections } {
  const policy = policyIn(input.zone ?? "UTC");
  const period = dailyPeriod(input.date ?? "2026-03-02", policy.calendar);
  const report = buildDaily({
    period,
    asOf: input.asOf ?? period.end,
    policy,
    folds: foldsOf(events),
    manifestOf: input.manifestOf ?? (() => null),
    audit: input.audit ?? audit,
    judgedBy,
  });
  const check = validate as unknown as ((value: unknown) => boolean) & { errors?: unknown };
  if (!check(report)) throw new Error(JSON.stringify(check.errors, null, 1));
  return report as Report & { readonly sections: DailySections };
}

export function manifestWith(title: string, policy: CompiledPolicy, more = ""): ManifestReading {
  const text = `schema: qms.manifest/v1\ntitle: ${JSON.stringify(title)}\nseverity: S4\ntarget:\n  repository: acme/payments\n  pull_request: 512\n${more}`;
  return readManifest(new TextEncoder().encode(text), "m.yml", policy);
}

export const ACTIVE = "BYPASS-L1-20260302-090000";
export const LATE = "BYPASS-L2-20260220-080000";
export const NEW = "BYPASS-L2-20260302-101500";
export const DRILL = "BYPASS-L1-20260302-110000";

/** One bypass of each kind that a daily report has a section for. Minutes count from 2026-03-02T09:00Z. */
export function busyDay(): LedgerEvent[] {
  const early = -10 * 1440;
  const due = { deadline: "2026-02-27T00:00:00.000Z", due_date: "2026-02-26" };
  const of = (bypass: string, type: string, minute: number, data: Readonly<Record<string, unknown>> = {}) =>
    eventOf(type, minute, { bypass, data });
  const events = [
    of(LATE, "request.accepted", early, { level: "L2", severity: "S3" }),
    of(LATE, "bypass.approved", early + 30),
    of(LATE, "bypass.activated", early + 31),
    of(LATE, "bypass.used", early + 60),
    of(LATE, "bypass.deactivated", early + 61),
    of(LATE, "override.restored", early + 62),
    of(LATE, "remediation.opened", early + 63, due),
    of(ACTIVE, "request.accepted", 0, { severity: "S4" }),
    of(ACTIVE, "bypass.approved", 150),
    of(ACTIVE, "bypass.activated", 151),
    of(ACTIVE, "notification.failed", 151),
    of(LATE, "violation.recorded", 170),
    of(LATE, "escalation.raised", 171, { rule: "remediation", rung: 4 }),
    of(NEW, "request.accepted", 75, { level: "L2", severity: "S3", checks: ["scan/sast"] }),
    of(DRILL, "request.accepted", 120, { drill: true }),
    eventOf("unregistered.detected", 180, {
      bypass: "PROCEDURE",
      source: { kind: "schedule", url: "https://github.com/acme/payments/pull/499" },
    }),
  ];
  readable(events);
  return events;
}
