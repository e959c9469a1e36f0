import type { LedgerEvent } from "../../../generated/types/event.ts";
import { ownerInWords } from "../../authorization/answerers.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import type { ManifestReading } from "../../manifest/read-manifest.ts";
import { isFixLink } from "../../remediation/linked-fixes.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { formatDuration } from "../../time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../../time/instant.ts";
import type { DescribedBypass } from "../describe-bypass.ts";
import type { Duties, Duty } from "../describe-duties.ts";

export const statusForms = ["tactical", "executive"] as const;
/** tactical: for those who work on the incident; executive: for those who answer for it. */
export type StatusForm = (typeof statusForms)[number];

export interface FormInputs {
  readonly described: DescribedBypass;
  /** Null: the clone does not have it, so what it says is left out. */
  readonly manifest: ManifestReading | null;
  readonly duties: Duties | null;
  /** The manifest is, or is not here to say that it is not. */
  readonly isSecret: boolean;
}

/** So many actions, and so many next steps: a form is read in a minute. */
const mostActions = 12;
const mostSteps = 6;

/**
 * The form of a status report in an emergency as Markdown, filled with what the record has at an instant. What only people know is left
 * as a line to fill in. A form is sent on: of what is confidential it has id, level and state, and what is owed.
 */
export function renderStatusForm(form: StatusForm, inputs: FormInputs, asOf: Instant): string {
  const { identity } = inputs.described;
  const title = inputs.isSecret || identity.title === null ? "" : `: ${forMarkdown(identity.title)}`;
  const sections = inputs.isSecret
    ? confidential(inputs, asOf)
    : form === "tactical"
      ? tactical(inputs, asOf)
      : executive(inputs, asOf);
  const lines = sections.flatMap(([name, items]) => [
    `## ${name}`,
    "",
    ...(items.length === 0 ? ["- Nothing is on record."] : items),
    "",
  ]);
  return [
    `# ${form === "tactical" ? "Tactical" : "Executive"} report on ${identity.bypass}${title}`,
    "",
    `As of ${formatEventInstant(asOf)}, by the record. Written by: \\_\\_\\_\\_\\_\\_  Next report at: \\_\\_\\_\\_\\_\\_`,
    "",
    ...lines,
  ].join("\n");
}

function confidential({ described, duties }: FormInputs, asOf: Instant): Section[] {
  const inputs = { described, duties, manifest: null, isSecret: true };
  return [
    [
      "Current status",
      [
        `- ${described.identity.level}`,
        stateLine(inputs, asOf),
        "- Confidential, or its manifest is not in this clone: the manifest has the rest.",
      ],
    ],
    ["Next steps", dutyItems(inputs, asOf, mostSteps)],
  ];
}

type Section = readonly [string, readonly string[]];

function tactical(inputs: FormInputs, asOf: Instant): Section[] {
  return [
    ["Conditions", [...incidentLines(inputs), stateLine(inputs, asOf), ...overrideLines(inputs)]],
    ["Actions", actionLines(inputs.described)],
    ["Needs", [...dutyItems(inputs, asOf, mostActions), ...ladderLines(inputs), "- Also needed: \\_\\_\\_\\_\\_\\_"]],
  ];
}

function executive(inputs: FormInputs, asOf: Instant): Section[] {
  return [
    ["Current status", [stateLine(inputs, asOf), "- In one sentence: \\_\\_\\_\\_\\_\\_"]],
    ["Overview", [...incidentLines(inputs), ...impactLines(inputs), ...approvalLines(inputs)]],
    ["Next steps", [...dutyItems(inputs, asOf, mostSteps), ...remediationLines(inputs)]],
  ];
}

function incidentLines({ described: { identity }, manifest }: FormInputs): string[] {
  const view = manifest?.view;
  const incident = view?.text("/incident/id");
  const commander = view?.text("/incident/commander");
  const declared = view?.text("/incident/declared_at");
  const room = view?.text("/incident/war_room");
  const level = [identity.level, identity.severity].filter((part) => part !== null).join(", severity ");
  return [
    `- ${level}${incident == null ? "" : `, incident ${forMarkdown(incident)}`}${declared == null ? "" : `, declared ${forMarkdown(declared)}`}`,
    ...(commander == null ? [] : [`- Commander: ${forMarkdown(commander)}`]),
    ...(room == null ? [] : [`- Command post: ${forMarkdown(room)}`]),
  ];
}

function stateLine({ described: { fold, state } }: FormInputs, asOf: Instant): string {
  const { activation, used, drill } = fold.state;
  const exercise = drill ? " This is a drill." : "";
  if (used !== null) return `- ${state}: merged ${forMarkdown(used.at)}.${exercise}`;
  const end = activation === null || activation.ended !== null ? null : parseInstant(activation.expires_at);
  const left =
    end === null
      ? ""
      : `: in force until ${formatInstant(end)}${end > asOf ? `, ${formatDuration(end - asOf)} left` : ""}`;
  return `- ${state}${left}.${exercise}`;
}

function overrideLines({ described: { fold, identity } }: FormInputs): string[] {
  const { activation, unrestored } = fold.state;
  if (activation === null) return [];
  const { target, checks } = activation;
  const at = target === null ? "" : ` at ${forCodeSpan(target.commit)}`;
  const names = checks.map(({ name }) => forCodeSpan(name)).join(", ");
  return [
    `- Set aside on ${forMarkdown(`${identity.repository ?? ""}#${identity.pull_request ?? ""}`)}${at}: ${names}`,
    ...(unrestored.length === 0 ? [] : [`- Not put back yet: ${unrestored.map(forCodeSpan).join(", ")}`]),
  ];
}

/** What people logged and what took effect, the newest first. */
function actionLines({ fold }: DescribedBypass): string[] {
  const told = fold.places.flatMap((place) => place.at(-1) ?? []).filter(isAction);
  return told
    .sort((one, other) => (one.at < other.at ? 1 : -1))
    .slice(0, mostActions)
    .map(({ at, type, actor, data }) => {
      const said = typeof data.text === "string" ? `: ${forMarkdown(data.text.slice(0, 300))}` : "";
      return `- ${at} ${forMarkdown(actor.login)} ${forCodeSpan(type)}${said}`;
    });
}

/** Of the pull requests that are linked what was merged is one: whoever proposes something has done nothing yet. */
function isAction(event: LedgerEvent): boolean {
  if (isFixLink(event)) return event.data.state === "merged";
  return /^(?:decision\.logged|action\.logged|remediation\.progress|bypass\.\w+|incident\.\w+|escalation\.raised)$/.test(
    event.type,
  );
}

function dutyItems({ described: { identity }, duties }: FormInputs, asOf: Instant, most: number): string[] {
  const open = (duties?.obligations ?? []).filter(({ state, owner }) => state === "open" && owner !== "automation");
  const due = open.filter(({ dueAt }) => dueAt !== null);
  const more = open.length - Math.min(due.length, most);
  return [
    ...due
      .slice(0, most)
      .map((row) => `- ${forMarkdown(row.text)} (${ownerOf(row, identity.level)}): ${when(row, asOf)}`),
    ...(more === 0 ? [] : [`- ${more} more open ${more === 1 ? "obligation" : "obligations"}`]),
  ];
}

function ownerOf({ owner }: Duty, level: DescribedBypass["identity"]["level"]): string {
  return forMarkdown(ownerInWords(owner, level));
}

function when({ dueAt, breachedAt }: Duty, asOf: Instant): string {
  if (breachedAt !== null) return `**${formatDuration(asOf - breachedAt)} late**`;
  // The first instant that is too late is a millisecond behind the last one that is not.
  return dueAt === null ? "" : `until ${formatInstant(dueAt - 1)}`;
}

function ladderLines({ duties }: FormInputs): string[] {
  return (duties?.ladders ?? []).map(
    ({ cause, rung, to, acknowledged }) =>
      `- Raised: ${forCodeSpan(cause)}, rung ${rung}, to ${to.map(forMarkdown).join(", ")}${acknowledged ? ", acknowledged" : ", nobody has answered"}`,
  );
}

function impactLines({ manifest }: FormInputs): string[] {
  const view = manifest?.view;
  if (view === undefined) return [];
  const users = view.integer("/impact/users_affected");
  const kind = view.text("/impact/kind");
  const people = [kind, users === null ? null : `${users.toLocaleString("en-US")} users`].filter(
    (part) => part !== null,
  );
  const facts = people.length === 0 ? [] : [`- Impact: ${forMarkdown(people.join(", "))}`];
  if (view.flag("/confidential") === true)
    return [...facts, "- The rest of the manifest is confidential: read it there."];
  const business = view.text("/justification/business_impact");
  const risk = view.text("/risk/potential_impact");
  const level = view.text("/risk/level");
  return [
    ...facts,
    ...(business === null ? [] : [`- ${forMarkdown(oneLine(business))}`]),
    ...(risk === null
      ? []
      : [`- Risk of the bypass${level === null ? "" : ` (${forMarkdown(level)})`}: ${forMarkdown(oneLine(risk))}`]),
  ];
}

function approvalLines({ described: { fold } }: FormInputs): string[] {
  const approved = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "bypass.approved");
  const approvers = (approved?.data.approvers ?? []) as readonly { readonly slot: string; readonly login: string }[];
  const names = approvers.map(({ slot, login }) => `${login} (${slot})`).join(", ");
  return names === "" ? [] : [`- Allowed by: ${forMarkdown(names)}`];
}

function remediationLines({ described: { fold }, manifest }: FormInputs): string[] {
  const { issue, remediation } = fold.state;
  const owner = fold.state.amended?.owner ?? manifest?.view.text("/remediation/owner") ?? null;
  if (issue === null) return [];
  return [
    `- Remediation (${remediation}${owner === null ? "" : `, ${forMarkdown(owner)}`}): due ${forMarkdown(issue.deadline)}`,
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 1000);
}
