import type { LedgerEvent } from "../../../generated/types/event.ts";
import { compareText } from "../../document/read-document.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import type { Instant } from "../../time/instant.ts";
import type { DescribedBypass } from "../describe-bypass.ts";

/**
 * The log of one bypass as Markdown: decisions and actions that people logged, and everything that the program recorded, in one order,
 * that of the facts (R193). Corrected events stand with what holds now.
 */
export function renderTimeline({ identity, fold, state }: DescribedBypass, asOf: Instant): string {
  const seqOf = new Map(fold.entries.map(({ event, seq }) => [event.id, seq]));
  const events = fold.places.flatMap((place) => place.at(-1) ?? []);
  const order = (event: LedgerEvent): number => seqOf.get(event.id) ?? 0;
  events.sort((left, right) => compareText(left.at, right.at) || order(left) - order(right));
  const rows = events.map((event) => {
    const { at, type, actor, source } = event;
    const who = actor.role === null ? actor.login : `${actor.login} (${actor.role})`;
    return `| ${at} | ${order(event)} | ${forCodeSpan(type)} | ${forMarkdown(who)} | ${forMarkdown(saidOf(event))} | ${forMarkdown(source.url)} |`;
  });
  const level = [identity.level, identity.severity].filter((part) => part !== null).join(", severity ");
  return [
    `# Timeline of ${identity.bypass}`,
    "",
    `${identity.title === null ? "" : `${forMarkdown(identity.title)}. `}${level}. State at ${formatEventInstant(asOf)}: ${state}.`,
    "",
    "| When (UTC) | Record | What | Who | Said | Source |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** What a person said, or the one thing that tells several of a type apart. */
function saidOf({ data }: LedgerEvent): string {
  const words = [
    "text",
    "reason",
    "kind",
    "key",
    "cause",
    "evidence",
    "target_date",
    "expires_at",
    "deadline",
    "merge_sha",
    "audience",
  ];
  const said = words.flatMap((name) => (typeof data[name] === "string" ? [String(data[name])] : []));
  return said.join(" · ").slice(0, 2000);
}
