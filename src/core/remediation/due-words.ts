import { forCodeSpan, forMarkdown } from "../text/escape.ts";
import { formatDuration, type Limit, parseDuration } from "../time/duration.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { DueReading } from "./list-obligations.ts";

/** The anchors and events of the default policy in words; a policy's own are shown by their name. */
const happenings: Readonly<Record<string, string>> = {
  accepted: "the request is accepted",
  declared: "the emergency is declared",
  activated: "the bypass is activated",
  used: "the bypass is used",
  stabilized: "the incident is stabilized",
  completed: "the remediation is completed",
  ended: "the emergency has ended",
  "bypass.activated": "the bypass is activated",
  "bypass.used": "the bypass is used",
  "remediation.completed": "the remediation is completed",
  "remediation.verified": "the remediation is verified",
};

/** `2026-11-24 10:15 UTC`; with seconds only where there are some. */
export function formatMinute(instant: Instant): string {
  const text = formatInstant(instant);
  return `${text.slice(0, 10)} ${text.slice(11, text.slice(17, 19) === "00" ? 16 : 19)} UTC`;
}

/** When something is due, as Markdown of one line. */
export function dueWords(due: DueReading, zone: string): string {
  switch (due.kind) {
    case "at":
      return `due ${formatMinute(due.at)}`;
    case "before":
      return `due before ${happeningWords(due.event)}`;
    case "after":
      return due.within === null
        ? `due when ${happeningWords(due.anchor)}`
        : `due ${limitWords(due.within)} after ${happeningWords(due.anchor)}`;
    case "limit": {
      const { dueDate, deadline } = due.limit;
      return dueDate === null
        ? `due ${formatMinute(deadline)}`
        : `due ${dueDate} (end of the day, ${forMarkdown(zone)})`;
    }
  }
}

/** `5 business days`, `24 h` */
export function limitWords(limit: Limit): string {
  if (typeof limit !== "string") return `${limit.business_days} business ${limit.business_days === 1 ? "day" : "days"}`;
  const duration = parseDuration(limit);
  if (duration === null) return forCodeSpan(limit);
  return duration.kind === "elapsed" ? formatDuration(duration.ms) : `${duration.months} months`;
}

function happeningWords(name: string): string {
  if (name === "post") return "the bypass is used, and at EMERGENCY the emergency has ended";
  return Object.hasOwn(happenings, name) ? String(happenings[name]) : `${forCodeSpan(name)} happens`;
}
