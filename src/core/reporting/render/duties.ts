import { ownerInWords } from "../../authorization/answerers.ts";
import { parseManifestId } from "../../manifest/manifest-id.ts";
import { dueWords } from "../../remediation/due-words.ts";
import { forTerminal } from "../../text/escape.ts";
import type { Paint } from "../../text/layout.ts";
import { formatDuration } from "../../time/duration.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import type { Duties, Duty } from "../describe-duties.ts";
import { groupBy } from "../kpis/figures.ts";

/** Open obligations of people, clocks after the use, and ladders, for the terminal. Answered and met ones are counted. */
export function dutyLines(duties: Duties, bypass: string, zone: string, asOf: Instant, paint: Paint): string[] {
  const level = parseManifestId(bypass)?.level ?? "L1";
  const people = duties.obligations.filter(({ owner }) => owner !== "automation");
  const open = people.filter(({ state }) => state === "open");
  const out: string[] = [];
  if (people.length > 0) {
    out.push("", paint("strong", `Obligations: ${open.length} open of ${people.length}`));
    for (const row of open) {
      const owner = forTerminal(ownerInWords(row.owner, level));
      out.push(`  ${mark(row, paint)} ${forTerminal(row.key)}  ${lateness(row, zone, asOf)}  ${paint("dim", owner)}`);
    }
  }
  const running = duties.clocks.filter(({ state }) => state !== "met" && state !== "not_applicable");
  if (running.length > 0) {
    out.push("", paint("strong", "Clocks after the use"));
    for (const { clock, state, startedAt, limitAt, stoppedAt } of running) {
      if (state === "negative_duration") {
        const before = formatDuration(startedAt - (stoppedAt ?? startedAt));
        out.push(`  ${paint("dim", "·")} ${forTerminal(clock)}  not measured, stopped ${before} before it started`);
        continue;
      }
      const limit = formatInstant(limitAt);
      const late = stoppedAt === null ? "missed" : `answered late, ${formatInstant(stoppedAt)}`;
      out.push(
        state === "breached"
          ? `  ${paint("bad", "✗")} ${forTerminal(clock)}  ${late}, breached ${limit}`
          : `  ${paint("warn", "○")} ${forTerminal(clock)}  ${formatDuration(limitAt - asOf)} left, until ${limit}`,
      );
    }
  }
  for (const [clock, list] of groupBy(duties.missed, (row) => row.clock)) {
    const last = list.slice(-5).map(({ period }) => period);
    const more = list.length > last.length ? `, the last ${last.length}` : "";
    out.push("", `${paint("bad", "✗")} ${forTerminal(clock)}  ${list.length} missed${more}: ${last.join(", ")}`);
  }
  if (duties.ladders.length > 0) {
    out.push("", paint("strong", "Escalation"));
    for (const { rule, cause, rung, to, raisedAt, acknowledged } of duties.ladders) {
      const seen = acknowledged ? ", acknowledged" : "";
      out.push(
        `  ${paint("bad", "▲")} ${forTerminal(cause)}  rung ${rung} of ${forTerminal(rule)}, ${formatInstant(raisedAt)}, to ${to.map(forTerminal).join(", ")}${seen}`,
      );
    }
  }
  return out;
}

function mark({ breachedAt, gates }: Duty, paint: Paint): string {
  return breachedAt !== null ? paint("bad", "✗") : paint(gates === "none" ? "dim" : "warn", "○");
}

function lateness({ dueAt, breachedAt, due }: Duty, zone: string, asOf: Instant): string {
  if (breachedAt !== null) return `${formatDuration(asOf - breachedAt)} late, breached ${formatInstant(breachedAt)}`;
  if (dueAt !== null) return `${formatDuration(dueAt - asOf)} left, until ${formatInstant(dueAt)}`;
  // The words of the checklist, without what Markdown needs.
  return dueWords(due, zone).replaceAll("`", "");
}
