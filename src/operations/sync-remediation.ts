import { answerersAfterUse } from "../core/authorization/answerers.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { levelAbove } from "../core/procedure/levels.ts";
import { isSame } from "../core/remediation/issues-of.ts";
import { type JudgedCommands, judgeCommands } from "../core/remediation/judge-commands.ts";
import { newCommands } from "../core/remediation/new-commands.ts";
import { isPlannedOn } from "../core/remediation/plan-completion.ts";
import { planOverdue } from "../core/remediation/plan-overdue.ts";
import { behindLateMerge } from "../core/remediation/plan-reopening.ts";
import { planTrackingIssue, type TrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { editedSince } from "../core/remediation/record/edited-since.ts";
import { planAcknowledgements } from "../core/remediation/record/plan-acknowledgements.ts";
import { askedExtensions, planExtended } from "../core/remediation/record/plan-extended.ts";
import { renderReply } from "../core/remediation/render-replies.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { FormerIssue } from "../generated/types/event.ts";
import type { Issue, IssueTracker, RegistryFile, RequestDesk } from "../ports.ts";
import { approvedManifest } from "./approved-manifest.ts";
import { bringIssue } from "./bring-issue.ts";
import { dryPorts } from "./dry-ports.ts";
import { extendRemediation } from "./extend-remediation.ts";
import { findCompletions } from "./find-completion.ts";
import { findOpenRemediations } from "./find-open-remediations.ts";
import { foldOf } from "./fold-of.ts";
import { identifyOwners } from "./identify-owner.ts";
import { atHome, nameNow } from "./issue-home.ts";
import { keepMilestones } from "./keep-milestones.ts";
import { linkFixes } from "./link-fixes.ts";
import {
  manifestPathOf,
  type OpenRemediationOptions,
  type OpenRemediationPorts,
  readGovernance,
  stateOf,
} from "./open-remediation.ts";
import { readGovernanceAt } from "./override/entitled-person.ts";
import { problemOf } from "./override/problem-of.ts";
import { readEach } from "./read-each.ts";
import { readImprovements } from "./read-improvements.ts";
import { tryRecord } from "./record-events.ts";
import { replaceIssue } from "./replace-issue.ts";
import { ownIssuesSince, type RecordedEvent } from "./track-bypass.ts";

export interface SyncPorts extends OpenRemediationPorts {
  readonly tracker: IssueTracker;
  readonly desk: RequestDesk;
}

export interface SyncOptions extends OpenRemediationOptions {
  readonly peoplePath: string;
  /** e.g. `https://github.com` */
  readonly server: string;
}

/** What a run of sync came to. */
export interface SyncedRemediations {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  /** Ids of the bypasses whose issue this run changed. */
  readonly updated: readonly string[];
  /** State of the bypass that was asked for, after the run; null: none was. */
  readonly state: string | null;
  /** What a dry run would do, in order. */
  readonly planned: readonly string[];
}

/**
 * Brings record and tracking issues to each other (60-remediation.md, operation sync): commands become events, green checks complete a
 * remediation, the text shows what the record says, and only what is verified is closed. Safe to repeat and to kill: an event is known by
 * its comment, an answer by its mark, a text is written only where it differs. What goes wrong with one keeps no other from its turn.
 */
export async function syncRemediation(wet: SyncPorts, options: SyncOptions): Promise<SyncedRemediations> {
  const planned: string[] = [];
  const ports = options.dryRun ? dryPorts(wet, (step) => planned.push(step)) : wet;
  const { github, ledger, reader, tracker } = ports;
  const overview = await reader.overview(options.registryBranch);
  const found =
    options.bypass === null ? await findOpenRemediations(ports, overview) : { ids: [options.bypass], findings: [] };
  const result = { findings: [...found.findings], events: [] as RecordedEvent[], updated: [] as string[] };
  if (found.ids.length === 0) return { ...result, state: null, planned };
  const read = await readEach(ledger, found.ids);
  const { ids } = read;
  let { snapshot } = read;
  result.findings.push(...read.findings);
  const asked = options.bypass;
  const stateNow = (): string | null => (asked === null ? null : stateOf(foldOf(snapshot, asked), asked));
  stateNow();
  const source = overview.repository.name;
  const home = options.home ?? source;
  const { here, elsewhere } = atHome(
    ids.map((bypass) => foldOf(snapshot, bypass)),
    home,
    source,
  );
  options.onElsewhere?.(elsewhere);
  const folds = here.filter((fold) => fold.state.issue !== null);
  if (folds.length === 0) return { ...result, state: stateNow(), planned };
  const { policy, manifests, commit } = await readGovernance(reader, overview, folds, options);
  const isPolicys = isSame(policy.policy.issues?.central ?? "", home);
  const told = isPolicys ? result.findings : [];
  const place = home === source ? source : await nameNow({ github, name: home }, "issues.central of the policy", told);
  const { people } = await readGovernanceAt(github, reader, commit, options);
  const identifyOwner = identifyOwners(ports, people, options.peoplePath);
  const named = [...people.teams.values()];
  const teams = named.length === 0 ? {} : await github.readTeams([...new Set(named)]);
  const issues = await tracker.read(folds.flatMap((fold) => fold.state.issue?.number ?? []));
  let listed: { readonly start: Instant; readonly issues: readonly Issue[] } | null = null;
  const keeper = keepMilestones(github, result);
  const findCompletion = findCompletions(github, overview.repository);
  const linker = await linkFixes(github, overview.repository, { folds, home: place, findings: result.findings });
  for (const fold of folds) {
    try {
      // A late merge is told whatever becomes of manifest and issue.
      await record(fold.bypass, () => []);
      await syncOne(fold, manifests.get(manifestPathOf(fold.bypass, options.path)));
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      const { message, fix: hint } = problem;
      result.findings.push(finding("REMEDIATION_FAILED", { what: fold.bypass, problem: message, hint }));
    }
  }
  return { ...result, ...(options.dryRun ? { updated: [] } : {}), state: stateNow(), planned };

  async function syncOne(start: BypassFold, file: RegistryFile | undefined): Promise<void> {
    const { bypass } = start;
    const { registryBranch } = options;
    const manifest = approvedManifest(start, file, policy, registryBranch);
    if ("code" in manifest) {
      result.findings.push(manifest);
      return;
    }
    const level = parseManifestId(bypass)?.level ?? "L1";
    const planAnew = (fold: BypassFold, former?: FormerIssue): TrackingIssue | string =>
      planTrackingIssue({
        ...{ bypass, level, manifest, fold, policy, source, registryBranch },
        repository: place,
        asOf: github.serverTime() ?? 0,
        ...(former === undefined ? {} : { former }),
      });
    const plans = new Map<BypassFold, TrackingIssue | string>();
    /** As long as nothing is recorded, it is the same fold and the same plan. */
    const planOf = (fold: BypassFold): TrackingIssue | string => {
      const plan = plans.get(fold) ?? planAnew(fold);
      plans.set(fold, plan);
      return plan;
    };
    const plan = planOf(start);
    if (typeof plan === "string") {
      result.findings.push(finding("REMEDIATION_UNPLANNABLE", { bypass, problem: plan }));
      return;
    }
    const issue = issues.get(start.state.issue?.number ?? 0) ?? (await replaceLost(start, planAnew));
    if (issue === null) return;
    const found = await findCompletion(start, manifest);
    const now = github.serverTime() ?? 0;
    const improvements = await readImprovements(reader, overview, issue.comments, start, plan.obligations, now);
    const answered = new Set(
      issue.comments.flatMap(({ own, body }) =>
        own ? Number(/^<!-- qms-bypass:reply:(\d+) -->/.exec(body)?.[1] ?? 0) : [],
      ),
    );
    const comments = issue.comments.filter((comment) => !comment.own);
    // Whom a login means may have to be asked; without a command nobody wants to know.
    const isAsked = newCommands(comments, { fold: start, answered }).length > 0;
    const { id, problem } = isAsked ? await identifyOwner(start, plan.owner) : { id: null, problem: null };
    const owner = { login: plan.owner, id };
    const judge = (fold: BypassFold) => {
      // What is owed changes with what is on record: a completion in this very run answers some of it.
      const now = planOf(fold);
      return judgeCommands(comments, {
        ...{ bypass, manifest, people },
        answerers: answerersAfterUse(level, owner, policy, people, teams),
        policy,
        subject: plan.subject,
        obligations: typeof now === "string" ? plan.obligations : now.obligations,
        fold,
        answered,
        ...{ red: found.red, improvements },
      });
    };
    await record(bypass, (fold) => linker.plan(fold, manifest, found.branches));
    // What completes comes first: a verification in the same run may rest on it, and may not on what is red again.
    const completions = await linker.name(found.events, foldOf(snapshot, bypass));
    await record(bypass, (fold) => (isPlannedOn(start, fold) ? completions : []));
    const { replies, waiting } = judge(foldOf(snapshot, bypass));
    if (waiting.length > 0 && problem !== null) {
      const commands = waiting.length === 1 ? "1 command that depends" : `${waiting.length} commands that depend`;
      const what = `${bypass}: ${commands} on who ${owner.login} is, the owner of its remediation`;
      const hint = `${problem.fix} The next run that can look it up judges them: nothing has to be written again.`;
      result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint }));
    }
    const refused = await record(bypass, (fold) => [...planExtended(fold), ...judge(fold).events]);
    await record(bypass, (fold) => {
      const now = planOf(fold);
      return typeof now === "string" || fold.state.remediation === "closed"
        ? []
        : planOverdue(
            bypass,
            now.obligations,
            fold,
            github.serverTime() ?? 0,
            parseInstant(waiting[0]?.createdAt ?? ""),
          );
    });
    const fold = foldOf(snapshot, bypass);
    const answer = async (comment: number, text: () => Promise<string> | string, kind = "reply"): Promise<void> => {
      const marker = markerOf(kind, String(comment));
      if (issue.comments.some((other) => other.own && hasMarker(other.body, marker))) return;
      try {
        await github.writeComment(issue.number, `${marker}\n${await text()}`, null);
      } catch (error) {
        // Where nobody may comment, on a locked issue for example, its text and state are still to be brought up to date.
        const problem = problemOf(error);
        if (problem === null) throw error;
        const what = `${bypass}: the answer on #${issue.number}`;
        result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
      }
    };
    for (const { comment, ...refusal } of [...replies, ...refused]) {
      await answer(comment, () => renderReply(refusal));
    }
    for (const { comment, text } of editedSince(issue.comments, fold)) await answer(comment, () => text, "edited");
    for (const { comment, text } of planAcknowledgements(fold, plan.subject, policy, answered)) {
      await answer(comment, () => text);
    }
    for (const asked of askedExtensions(fold, answered)) {
      const above = levelAbove(level);
      const roles = policy.policy.levels[above].slots.map(({ roles: names }) => names.join(" or ")).join(" and ");
      const takes = `the slots of ${above} (${roles})`;
      const setting = { bypass, repository: overview.repository, registryBranch, path: options.path, takes };
      await answer(asked.comment, () => extendRemediation(ports, asked, { ...setting, server: options.server }));
    }
    await bringIssue({ github, tracker, keeper }, issue, planOf(fold), fold, result);
  }

  function replaceLost(fold: BypassFold, plan: (fold: BypassFold, former: FormerIssue) => TrackingIssue | string) {
    const { bypass } = fold;
    const lost = {
      fold,
      home: place,
      dryRun: options.dryRun,
      ownSince,
      plan: (former: FormerIssue) => plan(fold, former),
      record: async (plan: (now: BypassFold) => readonly EventContent[]) => {
        await append(bypass, plan, bypass);
        return foldOf(snapshot, bypass);
      },
    };
    return replaceIssue({ github, tracker, keeper }, lost, { ...result, planned });
  }

  /** Listed once for all that are gone: whatever is opened in the meantime is about one of them alone. */
  async function ownSince(start: Instant): Promise<readonly Issue[]> {
    if (listed === null || listed.start > start)
      listed = { start, issues: await ownIssuesSince(github, start, keeper) };
    return listed.issues;
  }

  /**
   * Appends what is planned, and nothing else before a late merge; where the record does not take it, one after the other, so that one
   * keeps no other from being recorded. What is to be answered to whoever wrote what was not taken.
   */
  async function record(
    bypass: string,
    planned: (fold: BypassFold) => readonly EventContent[],
  ): Promise<JudgedCommands["replies"]> {
    const plan = behindLateMerge(planned);
    if (await append(bypass, plan)) return [];
    const refused: JudgedCommands["replies"][number][] = [];
    for (const { type, key, source, data } of plan(foldOf(snapshot, bypass))) {
      const only = (fold: BypassFold) => plan(fold).filter((one) => one.type === type && one.key === key);
      if (await append(bypass, only, `${bypass}: ${type} of ${source?.url ?? key}`)) continue;
      if (typeof data.comment_id !== "number") continue;
      const fix = "Write it in other words as a new comment; the log of the run says what is wrong.";
      refused.push({ comment: data.comment_id, problem: "the record does not take it", fix });
    }
    return refused;
  }

  /** Whether it was taken. Where it was not, the finding says so of `what`; null: nothing is said. */
  async function append(
    bypass: string,
    plan: (fold: BypassFold) => readonly EventContent[],
    what: string | null = null,
  ): Promise<boolean> {
    const recorder = { github, ledger, repository: overview.repository, run: options.run };
    const done = await tryRecord(recorder, snapshot, bypass, plan, ids);
    ({ snapshot } = done);
    result.events.push(...done.appended.map(({ event }) => ({ type: event.type, id: event.id, bypass })));
    const { refused } = done;
    if (refused !== null && what !== null) result.findings.push({ ...refused, message: `${what}: ${refused.message}` });
    return refused === null;
  }
}
