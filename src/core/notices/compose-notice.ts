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
import { leaderOf, type NoticeBundle } from "./bundle-notices.ts";
import type { PlannedNotice } from "./plan-notices.ts";
import { summarizeBundle } from "./summarize-bundle.ts";

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

/** Several of them in one message. */
const many: Readonly<Record<string, (count: number) => string>> = {
  "violation.recorded": (count) => `${count} rules of the procedure were broken`,
  "escalation.raised": (count) => `Escalation of ${count} matters`,
};

/** Says what happened, about which bypass, and what to do next. Of a confidential bypass: its id, level and state, nothing else. */
export function composeNotice(
  bundle: NoticeBundle<Pick<PlannedNotice, "key" | "rule" | "about" | "at">>,
  { fold, level, manifest, policy, server }: NoticeContext,
): NoticeMessage {
  const { key, rule, about, at } = leaderOf(bundle);
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
  const facts: (readonly [string, string])[] = [
    ...known,
    ["What", view.text("/title") ?? ""],
    ...summarizeBundle(fold, bundle),
    ["Severity", subject.severity],
    ["Checks set aside", named.join(", ")],
    ["Owner", state.amended?.owner ?? view.text("/remediation/owner") ?? ""],
    ["Due before", state.issue?.deadline ?? ""],
  ];
  const { issue } = state;
  return {
    ...shared,
    title: `${drill}${titleOf(about, bundle.length)}`,
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

function titleOf(about: string, count: number): string {
  return (count > 1 ? many[about]?.(count) : happened[about]) ?? `${about} was recorded`;
}
