import { count } from "../../audit/render/text.ts";
import { forTerminal } from "../../text/escape.ts";
import { type Paint, padTo, type Style, widthOf, wrap } from "../../text/layout.ts";
import { formatDuration } from "../../time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../../time/instant.ts";
import type { DescribedBypass } from "../describe-bypass.ts";

const styles: Readonly<Partial<Record<DescribedBypass["state"], Style>>> = {
  active: "bad",
  suspended: "warn",
  used: "warn",
  remediating: "warn",
  requested: "strong",
  approved: "strong",
  completed: "good",
  closed: "good",
};

/** One line per bypass, in the order given: state, level, what it is for, what runs out next. */
export function renderStatusList(bypasses: readonly DescribedBypass[], asOf: Instant, paint: Paint): string {
  if (bypasses.length === 0) return "No bypass has been asked for.\n";
  const lines = bypasses.map((item) => ({
    id: item.identity.bypass,
    state: [item.state, ...item.flags].join(", "),
    style: styles[item.state] ?? "dim",
    level: item.identity.level,
    pull: forTerminal(pullOf(item)),
    next: nextLimit(item, asOf),
  }));
  const widest = (pick: (line: (typeof lines)[number]) => string) =>
    Math.max(...lines.map((line) => widthOf(pick(line))));
  const [ids, states, levels, pulls] = [
    widest((l) => l.id),
    widest((l) => l.state),
    widest((l) => l.level),
    widest((l) => l.pull),
  ];
  const rows = lines.map((line) =>
    [
      padTo(line.id, ids),
      paint(line.style, padTo(line.state, states)),
      padTo(line.level, levels),
      padTo(line.pull, pulls),
      line.next,
    ]
      .join("  ")
      .trimEnd(),
  );
  return `${rows.join("\n")}\n`;
}

/** Everything about one bypass: where it stands, what runs, what happened. */
export function renderStatus(
  item: DescribedBypass,
  asOf: Instant,
  paint: Paint,
  width = 100,
  /** Lines between the clocks and the events. */
  duties: readonly string[] = [],
): string {
  const { identity, fold, state, flags } = item;
  const { activation, unrestored, used, manifest, issue } = fold.state;
  const rows: (readonly [string, string])[] = [];
  const add = (name: string, value: string | null) => {
    if (value !== null && value !== "") rows.push([name, value]);
  };
  add("level", [identity.level, identity.severity].filter((part) => part !== null).join(", severity "));
  add("pull request", forTerminal(pullOf(item)));
  add("manifest", manifest === null ? null : forTerminal(`${manifest.path} (sha256:${manifest.sha256.slice(0, 12)}…)`));
  add("approved by", approvers(item));
  if (activation !== null) {
    const isOver = activation.ended !== null;
    for (const check of activation.checks) {
      const rest = unrestored.includes(check.name) ? (isOver ? "not restored" : "overridden") : "restored";
      add(
        "check",
        `${forTerminal(check.name)} (${check.kind}, mode ${check.mode}): ${check.mode === "gate" || check.mode === "merge" ? "nothing to restore" : rest}`,
      );
    }
    add("commit", activation.target?.commit ?? null);
    add("activated", moment(activation.at, asOf));
    add(isOver ? "ended" : "expires", isOver ? `${activation.ended}` : moment(activation.expires_at, asOf));
  }
  add("merged as", used === null ? null : `${used.merge_sha}, ${moment(used.at, asOf)}`);
  add("tracking issue", issue === null ? null : forTerminal(`${issue.repository}#${issue.number}`));
  add("deadline", issue === null ? null : moment(issue.deadline, asOf));
  const names = Math.max(...rows.map(([name]) => name.length));
  const head = `${paint("strong", identity.bypass)}  ${paint(styles[state] ?? "dim", [state, ...flags].join(", "))}`;
  const out = [head];
  if (identity.title !== null) out.push(`  ${wrap(forTerminal(identity.title), width - 2, "  ")}`);
  out.push("", ...rows.map(([name, value]) => `  ${paint("dim", padTo(name, names))}  ${value}`));
  out.push(...clockLines(item, asOf, paint), ...duties, ...eventLines(item, paint));
  return `${out.join("\n")}\n`;
}

function clockLines({ clocks }: DescribedBypass, asOf: Instant, paint: Paint): string[] {
  const open = clocks.filter(
    ({ later, reading: { state } }) => !later && state !== "met" && state !== "not_applicable",
  );
  if (open.length === 0) return [];
  return [
    "",
    paint("strong", "Clocks"),
    ...open.map(({ clock, reading }) => {
      const limit = formatInstant(reading.limit.deadline);
      if (reading.state === "negative_duration") {
        const before = formatDuration(reading.start - (reading.stop ?? reading.start));
        return `  ${paint("dim", "·")} ${forTerminal(clock)}  not measured, stopped ${before} before it started`;
      }
      const late = reading.stop === null ? "missed" : "answered late";
      return reading.state === "breached"
        ? `  ${paint("bad", "✗")} ${forTerminal(clock)}  ${late}, breached ${limit}`
        : `  ${paint("warn", "○")} ${forTerminal(clock)}  ${formatDuration(reading.limit.deadline - asOf)} left, until ${limit}`;
    }),
  ];
}

function eventLines({ fold }: DescribedBypass, paint: Paint): string[] {
  const { entries } = fold;
  const shown = entries.slice(-30);
  const types = Math.max(...shown.map(({ event }) => event.type.length));
  const rest =
    entries.length > shown.length
      ? [`  ${paint("dim", `${count(entries.length - shown.length, "earlier record")}`)}`]
      : [];
  return [
    "",
    paint("strong", "Events"),
    ...rest,
    ...shown.map(
      ({ seq, event }) =>
        `  ${paint("dim", String(seq).padStart(4))}  ${event.at}  ${padTo(event.type, types)}  ${forTerminal(event.actor.login)}`,
    ),
  ];
}

function pullOf({ identity }: DescribedBypass): string {
  const { repository, pull_request } = identity;
  return pull_request === null ? (repository ?? "") : `${repository ?? ""}#${pull_request}`;
}

function approvers({ fold }: DescribedBypass): string | null {
  const approved = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "bypass.approved");
  const list = approved?.data.approvers as readonly { readonly login: string; readonly slot: string }[] | undefined;
  return list === undefined ? null : list.map(({ login, slot }) => forTerminal(`${login} (${slot})`)).join(", ");
}

/** What has to happen next at the latest. */
function nextLimit({ fold, state, clocks }: DescribedBypass, asOf: Instant): string {
  const { activation, issue, remediation } = fold.state;
  if (state === "active" && activation !== null) {
    const isOver = (parseInstant(activation.expires_at) ?? asOf) <= asOf;
    return `${isOver ? "expired" : "expires"} ${relative(activation.expires_at, asOf)}${isOver ? ", not ended" : ""}`;
  }
  if (remediation === "open" && issue !== null) return `due ${relative(issue.deadline, asOf)}`;
  const running = clocks.filter(({ reading }) => reading.state === "pending");
  running.sort((left, right) => left.reading.limit.deadline - right.reading.limit.deadline);
  const [next] = running;
  return next === undefined
    ? ""
    : `${forTerminal(next.clock)} ${relative(formatInstant(next.reading.limit.deadline), asOf)}`;
}

function moment(at: string, asOf: Instant): string {
  return `${at} (${relative(at, asOf)})`;
}

function relative(at: string, asOf: Instant): string {
  const instant = parseInstant(at);
  if (instant === null) return at;
  return instant > asOf ? `in ${formatDuration(instant - asOf)}` : `${formatDuration(asOf - instant)} ago`;
}
