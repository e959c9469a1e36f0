import type { Code } from "../core/findings/catalogue.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { buildDaily, type DailyOptions } from "../core/reporting/build-daily.ts";
import { buildSummary } from "../core/reporting/build-summary.ts";
import type { ReportPeriod } from "../core/reporting/daily-period.ts";
import { exportTables } from "../core/reporting/exports/export-tables.ts";
import { reportCalendar } from "../core/reporting/report-calendar.ts";
import type { ReportExports } from "../core/reporting/report-files.ts";
import { kindOf } from "../core/reporting/report-period.ts";
import type { TrustedKey } from "../core/signatures/trust-roots.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Report } from "../generated/types/report.ts";
import { manifestReader, peopleOfClone, policyOfClone } from "./clone-policy.ts";
import { needLedger } from "./need-ledger.ts";
import { readClone } from "./read-clone.ts";
import { readLandings } from "./read-landings.ts";
import { rulesOfClone } from "./rules-of-clone.ts";
import { examineClone, type VerifyOptions } from "./verify-repository.ts";

/** A clone that was read and examined once, for as many reports as are wanted of it. */
export interface Reporting {
  readonly policy: CompiledPolicy;
  /** The repository that the ledger says it belongs to; null: it does not say. */
  readonly repositoryId: number | null;
  readonly ledger: LedgerVerification;
  /** Keys that count at the head of the registry; null: not known. */
  readonly keys: readonly TrustedKey[] | null;
  /** Every bypass of the ledger, and PROCEDURE. */
  readonly folds: readonly BypassFold[];
  /** Code of a finding that says that this is not the ledger that was seen before; null: nothing says so. */
  readonly contradiction: string | null;
  /** The report of a period as things stood at an instant. */
  make(period: ReportPeriod, asOf: Instant): Report;
  /** What its key figures are counted from, for spreadsheets, and what is due, for calendars. */
  export(period: ReportPeriod, asOf: Instant): ReportExports;
}

const contradictions: ReadonlySet<string> = new Set<Code>(["LEDGER_REWRITTEN", "LEDGER_TRUNCATED", "LEDGER_REPLACED"]);

/**
 * Opens a clone for reports.
 * @throws ConfigurationError for a policy with errors; UnavailableError for a clone without a whole ledger.
 */
export async function openReporting(options: Omit<VerifyOptions, "asOf">): Promise<Reporting> {
  const clone = await readClone(options, "kept");
  const policy = policyOfClone(clone, options.policyPath);
  const auditAt = await examineClone(clone, options);
  const { ledger: found, keys, result } = auditAt(0);
  const ledger = needLedger(found, options, clone);
  const folds = [...ledger.folds.values()];
  const manifestOf = manifestReader(clone, policy);
  const landings = await readLandings(options);
  let last: DailyOptions | null = null;
  const optionsOf = (period: ReportPeriod, asOf: Instant): DailyOptions => {
    if (last?.period.id === period.id && last.asOf === asOf) return last;
    const people = peopleOfClone(clone, options.peoplePath ?? null, policy, asOf);
    const judgedBy = rulesOfClone(clone, policy, people);
    const audit = auditAt(asOf).result;
    last = { period, asOf, policy, folds, manifestOf, audit, landings, people, judgedBy };
    return last;
  };
  return {
    policy,
    repositoryId: clone.repository?.id ?? null,
    ledger,
    keys,
    folds,
    contradiction: result.findings.find(({ code }) => contradictions.has(code))?.code ?? null,
    make(period, asOf) {
      const build = kindOf(period.id) === "daily" ? buildDaily : buildSummary;
      return build(optionsOf(period, asOf));
    },
    export(period, asOf) {
      const given = optionsOf(period, asOf);
      return { tables: exportTables(given), calendar: () => reportCalendar(given) };
    },
  };
}
