import type { BypassApproved, BypassUsed, RemediationReopened } from "../../generated/types/event.ts";
import { stateNameOf } from "../ledger/bypass-state.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { own } from "../own.ts";
import { forCodeSpan, forMarkdown } from "../text/escape.ts";
import { formatInstant } from "../time/instant.ts";
import { criterionKey } from "./criterion-key.ts";
import { limitWords } from "./due-words.ts";
import { fateOf, formerIssueOf } from "./former-issue.ts";
import { fixesOf } from "./linked-fixes.ts";
import type { TrackingInput, TrackingIssue } from "./plan-tracking-issue.ts";
import { foundKind } from "./record/judge-found.ts";
import { checklistLine } from "./render-checklist.ts";
import { reviewDayOf } from "./review-day.ts";

type Plan = Omit<TrackingIssue, "title" | "body" | "labels"> & { readonly confidential: boolean };

/** GitHub refuses a body of more than 65,536 characters. */
const sizeLimit = 60_000;
/** A single text of a manifest may be as long as the file; escaped it grows further. */
const textLimit = 500;
const login = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;

/** The body of the tracking issue: hidden marker, facts, checklist. Every foreign text is escaped; only the owner is mentioned. */
export function renderTrackingIssue(input: TrackingInput, plan: Plan): string {
  let most = 200;
  let text = render(input, plan, most);
  while (text.length > sizeLimit && most > 0) {
    most = Math.floor(most / 2);
    text = render(input, plan, most);
  }
  return text;
}

function render(input: TrackingInput, plan: Plan, most: number): string {
  const { bypass, level, fold, policy } = input;
  const zone = policy.policy.calendar.time_zone;
  const drill = plan.subject.drill ? ["> **This is a drill.** Nothing here is about a real incident.", ""] : [];
  if (plan.confidential) {
    const rows = [
      ["Bypass", forCodeSpan(bypass)],
      ["Level", level],
      ["State", stateNameOf(fold.state) ?? ""],
    ];
    return [
      plan.marker,
      ...drill,
      ...table(rows),
      ...formerOf(input),
      "The request is confidential: everything else is in its manifest on the registry branch and in the ledger.",
      "",
      ...notes,
      "",
    ].join("\n");
  }
  const people = plan.obligations.filter((row) => row.owner !== "automation");
  const program = plan.obligations.filter((row) => row.owner === "automation");
  const line = (row: (typeof people)[number]): string => checklistLine(row, level, zone);
  return [
    plan.marker,
    ...drill,
    `${mentionOf(plan.owner)}, you answer for this remediation: the checks that were set aside have to pass again by **${plan.deadline.dueDate}**.`,
    "",
    ...table(factsOf(input, plan, most)),
    ...formerOf(input),
    ...section("Success criteria", criteriaOf(input), most),
    ...section("Plan", stepsOf(input), most),
    ...section("Fixes", fixLines(input), most),
    ...section("Additional issues", foundOf(fold), most),
    ...section("Obligations of people", people.map(line), most),
    ...section("Done by the program", program.map(line), most),
    ...notes,
    "",
  ].join("\n");
}

/** How to answer, what a reader can rely on, and what not yet. */
const notes: readonly string[] = [
  "**How to answer:** a comment of its own, nothing before the command. `/qms done KEY EVIDENCE` by whoever the line names (evidence is a URL, `PATH sha256:HEX` or `event:HEX`), `/qms na KEY REASON` by a role one level up, `/qms progress TEXT`, `/qms decision TEXT`, `/qms action TEXT`, `/qms lesson TEXT`, `/qms deliver KIND EVIDENCE`, `/qms found REF` for a further issue, `/qms extend YYYY-MM-DD REASON`, `/qms record TYPE key=value`, `/qms ack`. Green checks on the default branch complete the remediation; then somebody with a role of the level, not the owner, writes `/qms verify`.",
  "",
  "**Ticking a box does nothing:** GitHub does not tell who ticked it. Editing or closing this issue changes nothing in the record either: it is brought back.",
  "",
  "**What is late climbs a ladder:** reminder, owner and approvers, architect, coordinator, commander. `/qms ack` pauses it for a business day; only doing it, or setting it aside, ends it.",
];

function factsOf(input: TrackingInput, plan: Plan, most: number): (readonly string[])[] {
  const { bypass, level, fold, manifest, policy, registryBranch } = input;
  const { deadline, start, subject } = plan;
  const { state } = fold;
  const used = dataOf<BypassUsed>(fold, "bypass.used");
  const approved = dataOf<BypassApproved>(fold, "bypass.approved");
  const named = manifest.view.get("/checks") === "all" ? ["all"] : (manifest.view.texts("/checks") ?? []);
  const checks = state.activation === null ? named : state.activation.checks.map(({ name }) => name);
  const spans = checks.slice(0, most).map((name) => forCodeSpan(cut(name)));
  if (checks.length > most) spans.push(`${checks.length - most} more in the report`);
  const approvers = (approved?.approvers ?? []).map(({ slot, login: name }) => forMarkdown(`${name} (${slot})`));
  const limit = own(policy.policy.clocks, "REM")?.limit ?? policy.policy.levels[level].remediation_limit;
  const counted = {
    "bypass.used": "its use",
    "bypass.registered": "its registration",
    "bypass.activated": "its activation (it is not merged yet)",
  }[start.by];
  const because =
    deadline.from === "target_date"
      ? "the target date of the manifest"
      : `the procedure's limit: ${limitWords(limit)} after ${counted}`;
  return [
    ["Bypass", forCodeSpan(bypass)],
    ["What", forMarkdown(cut(manifest.view.text("/title") ?? ""))],
    ["Level, severity", `${level}, ${forMarkdown(subject.severity)}`],
    ["State", stateNameOf(state) ?? ""],
    ["Checks set aside", spans.join(", ")],
    ["Target", targetOf(input)],
    ["Merge commit", used === null ? "not merged yet" : forCodeSpan(used.merge_sha)],
    ["Approved by", approvers.length === 0 ? "nobody" : approvers.join(", ")],
    ["Merged by", used === null ? "" : forMarkdown(used.merged_by?.login ?? "a deleted account")],
    ["Owner", forMarkdown(plan.owner)],
    ...reopenedOf(fold),
    [
      "Due",
      `${deadline.dueDate}, to the end of the day in ${forMarkdown(policy.policy.calendar.time_zone)} (before ${formatInstant(deadline.deadline)}): ${because}`,
    ],
    ["Remediation review", reviewDayOf(deadline.dueDate, policy.calendar)],
    [
      "Manifest",
      // Of what was approved: the branch goes on for other reasons, and nothing here would have changed.
      `${forCodeSpan(manifest.path ?? "")} on ${forCodeSpan(registryBranch)}, approved at ${forCodeSpan(approvedAt(fold))}`,
    ],
  ];
}

/** Until it is completed again. */
function reopenedOf({ state, places }: BypassFold): (readonly string[])[] {
  if (state.remediation !== "open" || !state.reopened) return [];
  const event = places.map((place) => place.at(-1)).findLast((one) => one?.type === "remediation.reopened");
  const { reason = "", commit, checks = [] } = (event?.data ?? {}) as Partial<RemediationReopened>;
  const failing = checks.slice(0, 20).map((name) => forCodeSpan(cut(name)));
  const where = commit === undefined ? "" : ` at ${forCodeSpan(commit.slice(0, 10))}`;
  return [["Reopened", `${forMarkdown(cut(reason))}${failing.length === 0 ? "" : ` ${failing.join(", ")}${where}`}`]];
}

/** That another issue was here before, as plain code: a live reference would show this one wherever the former went. */
function formerOf({ former, fold }: TrackingInput): string[] {
  const known = former ?? formerIssueOf(fold);
  if (known === null) return [];
  const { repository, issue } = known;
  const fate = known.url === undefined ? fateOf(known) : `was transferred to ${forCodeSpan(known.url)}`;
  return [
    `This issue takes the place of ${forCodeSpan(`${repository}#${issue}`)}, which ${fate}. What is on record stays; a command that had no answer there has to be given again here.`,
    "",
  ];
}

/** The commit that the act names, else the approval. */
function approvedAt({ state }: BypassFold): string {
  return (state.activation?.manifest ?? state.manifest)?.commit.slice(0, 10) ?? "";
}

/** A live reference only inside the own repository, and only by a number: so the pull request shows this issue, too. */
function targetOf({ manifest, repository }: TrackingInput): string {
  const number = manifest.view.integer("/target/pull_request");
  const named = manifest.view.text("/target/repository") ?? "";
  const base = forCodeSpan(manifest.view.text("/target/base") ?? "");
  const here = named.toLowerCase() === repository.toLowerCase();
  return number === null ? "" : `${here ? `#${number}` : forCodeSpan(`${named}#${number}`)} into ${base}`;
}

function criteriaOf({ manifest, fold }: TrackingInput): string[] {
  const confirmed = new Set(
    fold.places.flatMap((place) => {
      const event = place.at(-1);
      return event?.type === "obligation.done" ? [String(event.data.key)] : [];
    }),
  );
  return (manifest.view.texts("/remediation/success_criteria") ?? []).map((text, index) => {
    const key = criterionKey(index);
    const done = confirmed.has(key);
    const how = done ? "confirmed" : `confirmed by the verifier: ${forCodeSpan(`/qms done ${key} <evidence>`)}`;
    return `- [${done ? "x" : " "}] ${forMarkdown(cut(text))} · ${how}`;
  });
}

function stepsOf({ manifest }: TrackingInput): string[] {
  return manifest.view.list("/remediation/plan").map((_, index) => {
    const field = (name: string): string =>
      forMarkdown(cut(manifest.view.text(`/remediation/plan/${index}/${name}`) ?? ""));
    return `- ${field("step")} · ${field("owner")} · ${field("due")}`;
  });
}

/** The pull requests that say that they mend it. A live reference only where they are of this repository. */
function fixLines({ fold, repository, source = repository }: TrackingInput): string[] {
  const isHere = source.toLowerCase() === repository.toLowerCase();
  return fixesOf(fold).map(({ number, state, mergeCommit, undone }) => {
    const name = isHere ? `#${number}` : forCodeSpan(`${source}#${number}`);
    const then = undone ? ", before it was reopened" : ": complete once the checks behind it are green";
    const at = mergeCommit === null ? "" : ` as ${forCodeSpan(mergeCommit.slice(0, 10))}${then}`;
    return `- ${name} · ${state === "closed" ? "closed, or names it no more" : state}${at}`;
  });
}

/** What people found besides, as they named it. */
function foundOf(fold: BypassFold): string[] {
  return fold.places.flatMap((place) => {
    const { type, data } = place.at(-1) ?? {};
    if (type !== "remediation.progress" || data?.kind !== foundKind) return [];
    const level = typeof data.required_level === "string" ? `takes ${data.required_level}` : "of no known level";
    return [`- ${forMarkdown(cut(String(data.ref ?? data.text)))} · ${level}`];
  });
}

/** What the last event of a type says; null: there is none that holds. */
function dataOf<Data>(fold: BypassFold, type: string): Data | null {
  const event = fold.places.map((place) => place.at(-1)).findLast((candidate) => candidate?.type === type);
  return event === undefined ? null : (event.data as unknown as Data);
}

function mentionOf(owner: string): string {
  return login.test(owner) ? `@${owner}` : forMarkdown(cut(owner));
}

function table(rows: readonly (readonly string[])[]): string[] {
  return ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`), ""];
}

function section(title: string, lines: readonly string[], most: number): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > most ? [`- … ${lines.length - most} more in the report`] : [];
  return [`### ${title}`, "", ...lines.slice(0, most), ...more, ""];
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= textLimit ? text : `${characters.slice(0, textLimit - 1).join("")}…`;
}
