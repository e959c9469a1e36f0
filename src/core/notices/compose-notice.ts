import type { EscalationRaised } from "../../generated/types/event.ts";
import { subjectOf } from "../authorization/subject-of.ts";
import { stateNameOf } from "../ledger/bypass-state.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { requestSubject } from "../procedure/when.ts";
import { isConfidential } from "../remediation/plan-tracking-issue.ts";
import { forTerminal } from "../text/escape.ts";
import { formatInstant } from "../time/instant.ts";
import type { PlannedNotice } from "./plan-notices.ts";

/** What a notice says, before any sink. Texts are single lines and foreign: each renderer escapes them for its sink. */
export interface NoticeMessage {
  /** The same at every try: by this the other side can tell a repeat. */
  readonly key: string;
  readonly bypass: string;
  readonly rule: string;
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Null: there is nothing to look at, or it is nobody's business. */
  readonly link: { readonly url: string; readonly text: string } | null;
  readonly next: string;
  /** RFC 3339: when what it is about happened. */
  readonly at: string;
}

/** What a notice is composed from. */
export interface NoticeContext {
  readonly fold: BypassFold;
  readonly level: Level;
  /** Null: it is not merged. Whether it is confidential is not known then, so it is taken for it. */
  readonly manifest: ManifestReading | null;
  readonly policy: CompiledPolicy;
  /** e.g. `https://github.com` */
  readonly server: string;
}

const happened: Readonly<Record<string, string>> = {
  "bypass.approved": "A bypass is about to be approved",
  "bypass.activated": "A bypass was activated",
  "before bypass.activated": "A bypass is about to be activated",
  "bypass.used": "A bypass was used",
  "bypass.expired": "A bypass expired",
  "bypass.revoked": "A bypass was revoked",
  "incident.stabilized": "The incident is stabilized",
  "violation.recorded": "A rule of the procedure was broken",
  "escalation.raised": "Escalation",
  "deliverable.submitted": "A document was submitted",
  "remediation.verified": "A remediation was verified",
  daily: "A bypass is still open",
  post: "A critical bypass was used",
};

/** Says what happened, about which bypass, and what to do next. Of a confidential bypass: its id, level and state, nothing else. */
export function composeNotice(
  { key, rule, about, at }: Pick<PlannedNotice, "key" | "rule" | "about" | "at">,
  { fold, level, manifest, policy, server }: NoticeContext,
): NoticeMessage {
  const { bypass, state } = fold;
  const subject = manifest === null ? requestSubject(level, state.drill) : subjectOf(manifest, level);
  const drill = subject.drill ? "DRILL: " : "";
  const known: NoticeMessage["facts"] = [
    ["Bypass", bypass],
    ["Level", level],
    ["State", stateNameOf(state) ?? ""],
  ];
  const shared = { key, bypass, rule, at: formatInstant(at) };
  if (manifest === null) {
    const where = state.request === null ? null : `it is pull request #${state.request}.`;
    const isOpen = state.lifecycle === "requested";
    const next = isOpen
      ? `Answer it${where === null ? "." : `: ${where}`}`
      : `Read what became of it${where === null ? "." : `: ${where}`}`;
    const title = about === "violation.recorded" ? happened[about] : "A request was not answered in time";
    return { ...shared, title: `${drill}${title}`, facts: known, link: null, next };
  }
  if (isConfidential(manifest, subject, policy)) {
    const next = "The request is confidential: read it in the registry.";
    return { ...shared, title: `${drill}Notice about a confidential bypass`, facts: known, link: null, next };
  }
  const { view } = manifest;
  const line = (text: string): string => forTerminal(text).trim();
  const named = state.activation?.checks.map(({ name }) => name) ?? view.texts("/checks") ?? ["all"];
  const broken = kindOf(fold, key);
  const facts: (readonly [string, string])[] = [
    ...known,
    ["What", view.text("/title") ?? ""],
    ...(broken === null ? [] : [["About", broken] as const]),
    ["Severity", subject.severity],
    ["Checks set aside", named.join(", ")],
    ["Owner", state.amended?.owner ?? view.text("/remediation/owner") ?? ""],
    ["Due before", state.issue?.deadline ?? ""],
  ];
  const { issue } = state;
  return {
    ...shared,
    title: `${drill}${happened[about] ?? `${about} was recorded`}`,
    facts: facts.map(([name, value]) => [name, line(value)] as const).filter(([, value]) => value !== ""),
    link:
      issue === null
        ? null
        : { url: `${server}/${issue.repository}/issues/${issue.number}`, text: `Tracking issue #${issue.number}` },
    next:
      issue === null
        ? "Nothing is asked of you yet."
        : "What has to be made good, by whom and when: see the tracking issue.",
  };
}

/** What is wrong, where the notice is about a violation or an escalation: its key names the event. */
function kindOf(fold: BypassFold, key: string): string | null {
  const mark = key.split(":")[1] ?? "";
  const found = fold.entries.find(({ event }) => event.id.startsWith(mark))?.event;
  if (found?.type === "violation.recorded") return String(found.data.kind);
  if (found?.type !== "escalation.raised") return null;
  const { cause, rung, limit_at } = found.data as unknown as EscalationRaised;
  return `${cause}, rung ${rung}, limit ${limit_at}`;
}
