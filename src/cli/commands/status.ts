import { isRecordBroken } from "../../core/audit/conclude.ts";
import { flagsOf } from "../../core/ledger/bypass-state.ts";
import { formatEventInstant } from "../../core/ledger/event-instant.ts";
import type { DescribedBypass } from "../../core/reporting/describe-bypass.ts";
import { renderStatus, renderStatusList } from "../../core/reporting/render/status.ts";
import { readStatus } from "../../operations/read-status.ts";
import { checkFormat, cloneOptions, readAsOf, withProgress } from "../clone-options.ts";
import type { CommandContext } from "../options.ts";
import { painter } from "../terminal.ts";

export interface StatusOptions {
  readonly asOf?: string;
}

/** `status [ID]`: state of one or all bypasses. Exit 0; 1 where the record is contradicted, because then no state is proven. */
export async function runStatus(
  id: string | undefined,
  options: StatusOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal, clock } = context;
  const { format } = context.options;
  checkFormat("status", format, ["text", "json"]);
  const asOf = readAsOf(options.asOf) ?? clock.now();
  const work = readStatus({ ...cloneOptions(context), defaultBranch: null, anchors: [], asOf }, id ?? null);
  const { bypasses, audit } = await withProgress(context, work);
  const paint = painter(terminal.color);
  if (format === "json") {
    const value = {
      schema: "qms.status/v1",
      as_of: formatEventInstant(asOf),
      verdict: audit.verdict,
      bypasses: bypasses.map(asJson),
    };
    terminal.out(`${JSON.stringify(value, null, 2)}\n`);
  } else if (id === undefined) terminal.out(renderStatusList(bypasses, asOf, paint));
  else for (const item of bypasses) terminal.out(renderStatus(item, asOf, paint, terminal.width));
  if (!isRecordBroken(audit)) return 0;
  terminal.err(
    `${paint("bad", "error")} The record is contradicted, so no state above is proven.\n  → qms-bypass verify\n`,
  );
  return 1;
}

function asJson({ identity, fold, state, clocks }: DescribedBypass) {
  const { manifest, activation, unrestored, used, issue, remediation } = fold.state;
  return {
    ...identity,
    state,
    flags: flagsOf(fold.state),
    ...{ manifest, activation, unrestored, used, remediation, issue },
    clocks: clocks.map(({ clock, reading }) => ({
      clock,
      state: reading.state,
      limit_at: formatEventInstant(reading.limit.deadline),
      stopped_at: reading.stop === null ? null : formatEventInstant(reading.stop),
    })),
    events: fold.entries.map(({ seq, path, event }) => ({
      seq,
      type: event.type,
      at: event.at,
      actor: event.actor.login,
      path,
    })),
  };
}
