import { isRecordBroken } from "../../core/audit/conclude.ts";
import type { Kpi } from "../../generated/types/kpi.ts";
import { countKpis } from "../../operations/count-kpis.ts";
import { cloneOptions, readInstant, withProgress } from "../clone-options.ts";
import type { CommandContext } from "../options.ts";
import { painter } from "../terminal.ts";

export interface KpiCommandOptions {
  readonly from?: string;
  readonly to?: string;
}

/** `kpi`: the key figures as JSON. Exit 0; 1 where the record is contradicted, because then no figure is proven. */
export async function runKpi(options: KpiCommandOptions, context: CommandContext): Promise<number> {
  const { terminal, clock } = context;
  const work = countKpis({
    ...cloneOptions(context),
    defaultBranch: null,
    anchors: [],
    from: readInstant("--from", options.from),
    until: readInstant("--to", options.to),
    now: clock.now(),
  });
  const { audit, window, as_of, kpis } = await withProgress(context, work);
  const value: Kpi = { schema: "qms.kpi/v1", window, as_of, verdict: audit.verdict, kpis };
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
  if (!isRecordBroken(audit)) return 0;
  const paint = painter(terminal.color);
  terminal.err(`${paint("bad", "error")} The record is contradicted, so no figure is proven.\n  → qms-bypass verify\n`);
  return 1;
}
