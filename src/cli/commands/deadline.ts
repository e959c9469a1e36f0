import { ConfigurationError } from "../../core/findings/errors.ts";
import { addBusinessDays, localDateOf } from "../../core/time/business-days.ts";
import { formatInstant, parseInstant } from "../../core/time/instant.ts";
import { loadPolicy } from "../../operations/load-governance.ts";
import { type CommandContext, nameFile, registryPaths } from "../options.ts";

export interface DeadlineOptions {
  readonly start: string;
  readonly businessDays: string;
  readonly policy?: string;
}

/** `deadline`: the local due date and the exclusive UTC instant, by the policy's calendar. */
export async function runDeadline(options: DeadlineOptions, context: CommandContext): Promise<number> {
  const { terminal, files, registry } = context;
  const start = parseInstant(options.start);
  if (start === null)
    throw new ConfigurationError(
      `--start ${options.start} is not an instant with an offset.`,
      "Write it as 2026-11-23T09:15:00Z or with an offset like +01:00.",
    );
  if (!/^\d{1,4}$/.test(options.businessDays))
    throw new ConfigurationError(
      `--business-days ${options.businessDays} is not a whole number from 0 to 9999.`,
      "Write a number like 5.",
    );
  const policyFile = nameFile(terminal, options.policy);
  const { policy, policySource } = await loadPolicy({
    files,
    registry,
    policyFile,
    policyPath: registryPaths.policy,
  });
  if (policy.compiled === null)
    throw new ConfigurationError(`${policySource} has errors.`, `Run qms-bypass validate on it.`);
  const { calendar, policy: rules } = policy.compiled;
  const days = Number(options.businessDays);
  const due = addBusinessDays(start, days, calendar);
  if (due === null)
    throw new ConfigurationError(
      `${days} business days lead more than 366 days ahead.`,
      "Use a smaller number, or look at the calendar's holidays.",
    );
  const zone = rules.calendar.time_zone;
  if (context.options.format === "json") {
    const result = {
      start: formatInstant(start),
      start_date: localDateOf(start, calendar),
      business_days: days,
      time_zone: zone,
      due_date: due.dueDate,
      deadline_exclusive: formatInstant(due.deadline),
      calendar_expired: due.calendarExpired,
    };
    terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    terminal.out(`${due.dueDate} (${zone})\nbefore ${formatInstant(due.deadline)}\n`);
    if (due.calendarExpired)
      terminal.err(
        `warning CALENDAR_EXPIRED: the calendar is valid through ${rules.calendar.valid_through}; later holidays are not known\n`,
      );
    if (!context.options.quiet) terminal.err(`counted by ${policySource}\n`);
  }
  return 0;
}
