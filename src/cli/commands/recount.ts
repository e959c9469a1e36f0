import { resolve } from "node:path";
import { cloneHistory } from "../../adapters/git/clone-history.ts";
import { isRecordBroken } from "../../core/audit/conclude.ts";
import { forTerminal } from "../../core/text/escape.ts";
import { type Paint, wrap } from "../../core/text/layout.ts";
import { type Recount, type ReportRecount, recountPublished } from "../../operations/recount-published.ts";
import { cloneOptions, withProgress } from "../clone-options.ts";
import type { CommandContext } from "../options.ts";
import { painter } from "../terminal.ts";

export interface RecountOptions {
  readonly defaultBranch?: string;
}

/** `recount`: exit 0 where every report says what its records say, 1 where one does not, 2 where one could not be made again, or there is none. */
export async function runRecount(
  periods: readonly string[],
  { defaultBranch }: RecountOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal, clock, options } = context;
  const repo = resolve(terminal.cwd, options.repo);
  const work = recountPublished({
    ...cloneOptions(context),
    ...{ defaultBranch: defaultBranch ?? null, anchors: [], asOf: clock.now(), periods },
    historyAt: (heads) => cloneHistory(repo, heads),
  });
  const recount = await withProgress(context, work);
  const paint = painter(terminal.color);
  for (const report of recount.reports) terminal.out(textOf(report, paint, terminal.width));
  terminal.out(`${conclusion(recount)}\n`);
  if (isRecordBroken(recount.audit)) {
    terminal.err(
      `${paint("bad", "error")} The record is contradicted, so no report is proven.\n  → qms-bypass verify\n`,
    );
    return 1;
  }
  const outcomes = new Set(recount.reports.map(({ outcome }) => outcome));
  if (outcomes.has("differs")) return 1;
  // Where nothing was made again, nothing is confirmed.
  return outcomes.has("impossible") || outcomes.size === 0 ? 2 : 0;
}

const words = {
  same: ["good", "SAME      "],
  differs: ["bad", "DIFFERS   "],
  impossible: ["warn", "NOT MADE  "],
} as const;

function textOf(
  { period, rev, outcome, differences, why, registryCommit, records }: ReportRecount,
  paint: Paint,
  width: number,
): string {
  const [tone, word] = words[outcome];
  const name = forTerminal(`${period}.r${rev}`).padEnd(24);
  const basis = `${records ?? 0} records, rules of ${(registryCommit ?? "").slice(0, 10)}`;
  const lines = [`${paint(tone, word)}${name} ${why === null ? basis : ""}`.trimEnd()];
  if (why !== null) lines.push(indented(why, width));
  for (const { where, said, counted } of differences) {
    lines.push(indented(`${where}: says ${said}, counted ${counted}`, width));
  }
  return `${lines.join("\n")}\n`;
}

function indented(text: string, width: number): string {
  const margin = " ".repeat(10);
  return `${margin}${wrap(forTerminal(text), width - margin.length, margin)}`;
}

function conclusion({ reports }: Recount): string {
  const same = reports.filter(({ outcome }) => outcome === "same").length;
  if (reports.length === 0) return "No report is on record.";
  if (reports.length === 1)
    return same === 1 ? "The report says what its records say." : "The report was not confirmed.";
  return `${same} of ${reports.length} reports say what their records say.`;
}
