import { subjectOf } from "../core/authorization/subject-of.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import { finding } from "../core/findings/finding.ts";
import { stateNameOf } from "../core/ledger/bypass-state.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import type { ManifestReading } from "../core/manifest/read-manifest.ts";
import { bundleNotices, leaderOf, markIn, type NoticeBundle } from "../core/notices/bundle-notices.ts";
import { composeNotice, type NoticeMessage } from "../core/notices/compose-notice.ts";
import { freshFor, type PlannedNotice, planNotices } from "../core/notices/plan-notices.ts";
import { reachedLogins } from "../core/notices/reached-logins.ts";
import { renderMention, tellsNotice } from "../core/notices/render-mention.ts";
import { own } from "../core/own.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { requestSubject } from "../core/procedure/when.ts";
import { isOpen, isRecent, readStateFile } from "../core/remediation/read-standing.ts";
import type { Delivery, IssueTracker, LedgerSnapshot, Notifier, Overview, TrackedIssue } from "../ports.ts";
import { approvedManifest } from "./approved-manifest.ts";
import { findProcedureNews } from "./find-procedure-news.ts";
import { foldOf } from "./fold-of.ts";
import { atHome } from "./issue-home.ts";
import { type FailedDelivery, failedDelivery, noticeEvent, noticeFailed, placeOf } from "./notice-record.ts";
import {
  manifestPathOf,
  type OpenRemediationOptions,
  type OpenRemediationPorts,
  readGovernance,
} from "./open-remediation.ts";
import { readGovernanceAt } from "./override/entitled-person.ts";
import { problemOf } from "./override/problem-of.ts";
import { readEach } from "./read-each.ts";
import { tryRecord } from "./record-events.ts";
import { tellProcedureNews } from "./tell-procedure-news.ts";
import type { RecordedEvent } from "./track-bypass.ts";

export interface NotifyPorts extends OpenRemediationPorts {
  readonly tracker: IssueTracker;
  readonly notifier: Notifier;
}

export interface NotifyOptions extends OpenRemediationOptions {
  readonly peoplePath: string;
  /** e.g. `https://github.com` */
  readonly server: string;
}

export interface NotifiedBypasses {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  /** What a dry run would send: rule, recipient and channel. */
  readonly planned: readonly string[];
  /** State of the bypass that was asked for; null: none was. */
  readonly state: string | null;
}

type Compose = (bundle: NoticeBundle) => NoticeMessage;

/**
 * Sends the notices that are due and were not delivered (60-remediation.md, `notify`). Each result is recorded at once: a run that is
 * killed in between can repeat the one notice that it was sending, never another. A comment is known by its mark and is not repeated.
 */
export async function notify(ports: NotifyPorts, options: NotifyOptions): Promise<NotifiedBypasses> {
  const { github, ledger, reader, tracker, notifier } = ports;
  const overview = await reader.overview(options.registryBranch);
  const recent = options.bypass === null ? await findRecent(ports, overview) : [options.bypass];
  const result = { findings: [] as Finding[], events: [] as RecordedEvent[], planned: [] as string[] };
  // Once in a run: the parts that look after issues elsewhere have nothing to do with it.
  if (options.bypass === null && options.home === undefined) await tellNews(ports, options, overview, result);
  if (recent.length === 0) return { ...result, state: null };
  const read = await readEach(ledger, recent);
  const { ids } = read;
  let { snapshot } = read;
  result.findings.push(...read.findings);
  const source = overview.repository.name;
  const all = ids.map((bypass) => foldOf(snapshot, bypass));
  const { here: folds, elsewhere } = atHome(all, options.home ?? source, source);
  options.onElsewhere?.(elsewhere);
  const { policy, manifests, commit } = await readGovernance(reader, overview, folds, options);
  const { people } = await readGovernanceAt(github, reader, commit, options);
  const named = [...new Set(people.teams.values())];
  const teams = named.length === 0 ? {} : await github.readTeams(named);
  result.findings.push(...unusableChannels(policy, notifier));
  for (const fold of folds) {
    const file = manifests.get(manifestPathOf(fold.bypass, options.path));
    const level = parseManifestId(fold.bypass)?.level;
    if (level === undefined) continue;
    const manifest = file === undefined ? null : approvedManifest(fold, file, policy, options.registryBranch);
    if (manifest !== null && "code" in manifest) {
      result.findings.push(manifest);
      continue;
    }
    const now = github.serverTime() ?? 0;
    const subject = manifest === null ? requestSubject(level, fold.state.drill) : subjectOf(manifest, level);
    // What is not merged has no manifest on the registry yet: told is that nobody answers it in time, and the rest before the approval.
    const due = planNotices(fold, level, subject, policy, now, manifest).filter(
      ({ about }) => manifest !== null || about === "escalation.raised" || about === "violation.recorded",
    );
    let issue: TrackedIssue | null | undefined;
    // That somebody was told is no news of the bypass itself.
    const events = fold.entries.flatMap(({ event }) => (event.type.startsWith("notification.") ? [] : [event]));
    const ways = due.flatMap((notice) => {
      const way = chooseWay(notice, fold, manifest, now);
      // An audience that somebody gave a further channel today was not missed last spring.
      const isPast = notice.attempts === 0 && now - notice.at > freshFor && !isRecent({ events }, now);
      return way === null || isPast ? [] : [{ ...notice, way }];
    });
    for (const bundle of bundleNotices(ways, ({ way }) => way.delivery?.reason ?? "")) {
      const notice = leaderOf(bundle);
      const { way } = notice;
      if (options.dryRun) {
        if (way.delivery === null) result.planned.push(`${fold.bypass}: send ${placeOf(notice, bundle.length)}`);
        continue;
      }
      const compose = (some: NoticeBundle) =>
        composeNotice(some, { fold, level, manifest, policy, server: options.server });
      const delivery = way.delivery ?? (await way.send(bundle, compose));
      if (delivery === null) continue;
      snapshot = await record(fold.bypass, bundle, delivery);
      if (delivery.outcome === "failed")
        result.findings.push(noticeFailed(fold.bypass, notice, delivery, bundle.length));
    }

    /** Null: the job's own settings are at fault. That is told, and is no attempt: it is sent once they are right. */
    async function mentionOn(
      number: number,
      bundle: NoticeBundle,
      compose: Compose,
      logins: readonly string[],
    ): Promise<Delivery | null> {
      try {
        issue ??= (await tracker.read([number])).get(number) ?? null;
        const done: Delivery = { outcome: "sent", status: 201, remoteId: null };
        if (issue === null) return { outcome: "failed", reason: "refused", status: 404 };
        const { comments } = issue;
        const isTold = ({ key }: PlannedNotice): boolean =>
          comments.some((comment) => comment.own && tellsNotice(comment.body, key));
        const [first, ...others] = bundle.filter((notice) => !isTold(notice));
        if (first === undefined) return done;
        const keys = [first, ...others].map(({ key }) => key);
        const comment = await github.writeComment(
          number,
          renderMention(compose([first, ...others]), logins, keys),
          null,
        );
        return { ...done, remoteId: String(comment.id) };
      } catch (error) {
        // One conversation that is locked, gone or not answered for silences no other notice, by whatever channel.
        const problem = problemOf(error);
        if (problem === null) throw error;
        const { status } = problem;
        if (error instanceof ConfigurationError && error.code !== "CONVERSATION_LOCKED") {
          const what = `${fold.bypass}: the notice on #${number}`;
          result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
          return null;
        }
        // What can be undone is tried again.
        const isFinal = status !== null && [404, 410, 422].includes(status);
        return { outcome: "failed", reason: isFinal ? "refused" : "unreachable", status };
      }
    }

    /** Null: nothing has changed since it failed. `delivery`: it is settled without asking anybody. */
    function chooseWay(
      notice: PlannedNotice,
      about: BypassFold,
      reading: ManifestReading | null,
      at: number,
    ): {
      readonly delivery: FailedDelivery | null;
      readonly send: (bundle: NoticeBundle, compose: Compose) => Promise<Delivery | null>;
    } | null {
      const channel = notice.channel === null ? undefined : own(policy.policy.channels, notice.channel);
      const logins =
        notice.channel === null && reading !== null
          ? reachedLogins(notice.recipient, about, reading, policy, people, teams)
          : [];
      const number = about.state.issue?.number;
      const send = (bundle: NoticeBundle, compose: Compose): Promise<Delivery | null> =>
        channel === undefined
          ? mentionOn(number ?? 0, bundle, compose, logins)
          : notifier.send(channel, compose(bundle));
      const missing =
        channel === undefined
          ? logins.length === 0 || number === undefined
            ? "no_channel"
            : "ready"
          : notifier.readiness(channel);
      if (at - notice.at > freshFor) {
        // It says so once; what was tried before has its own record.
        return notice.attempts > 0 ? null : { delivery: failedDelivery("too_late"), send };
      }
      if (missing === "ready") return { delivery: null, send };
      return notice.failed === missing ? null : { delivery: failedDelivery(missing), send };
    }
  }
  const { bypass } = options;
  return {
    ...result,
    state: bypass === null ? null : stateNameOf(foldOf(snapshot, bypass).state),
  };

  async function record(
    bypass: string,
    bundle: NoticeBundle,
    delivery: Delivery | FailedDelivery,
  ): Promise<LedgerSnapshot> {
    const notice = leaderOf(bundle);
    const also = bundle.slice(0, -1).map(({ key }) => markIn(key));
    const recorder = { github, ledger, repository: overview.repository, run: options.run };
    const row = own(policy.policy.notifications, notice.rule);
    const done = await tryRecord(
      recorder,
      snapshot,
      bypass,
      () => [noticeEvent(bypass, notice, delivery, row?.kind, also)],
      ids,
    );
    if (done.refused !== null) result.findings.push(done.refused);
    result.events.push(...done.appended.map(({ event }) => ({ type: event.type, id: event.id, bypass })));
    return done.snapshot;
  }
}

interface Told {
  readonly findings: Finding[];
  readonly events: RecordedEvent[];
  readonly planned: string[];
}

/** What belongs to no bypass comes first: nobody else tells of it. What breaks it keeps no bypass, here or elsewhere, from its notices. */
async function tellNews(ports: NotifyPorts, options: NotifyOptions, overview: Overview, result: Told): Promise<void> {
  try {
    await tellEach(ports, options, overview, result);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const what = "The notices of what belongs to no bypass";
    result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
  }
}

async function tellEach(
  { github, ledger, reader, notifier }: NotifyPorts,
  options: NotifyOptions,
  overview: Overview,
  result: Told,
): Promise<void> {
  const news = await findProcedureNews(reader, overview, github.serverTime() ?? 0);
  if (news.length === 0) return;
  const { policy } = await readGovernance(reader, overview, [], options);
  const recorder = { github, ledger, repository: overview.repository, run: options.run, notifier };
  let snapshot = await ledger.read(["PROCEDURE"], []);
  for (const { event, told } of news) {
    const done = await tellProcedureNews(recorder, event, told, policy, snapshot, options.dryRun);
    snapshot = done.snapshot;
    result.findings.push(...done.findings);
    result.events.push(...done.events);
    result.planned.push(...done.planned);
  }
}

/** Channels that some audience has and that cannot be used: said in every run, before a notice needs them. */
function unusableChannels({ policy }: CompiledPolicy, notifier: Notifier): Finding[] {
  const used = new Set(Object.values(policy.audiences).flatMap(({ via = [] }) => via));
  return Object.entries(policy.channels).flatMap(([name, channel]) => {
    const reason = notifier.readiness(channel);
    return reason === "ready" || !used.has(name) ? [] : [finding("CHANNEL_UNUSABLE", { channel: name, reason })];
  });
}

/** Bypasses that are open, or about which something was recorded lately, by their state files. */
async function findRecent({ github, reader }: NotifyPorts, { ledgerHead, states }: Overview): Promise<string[]> {
  if (ledgerHead === null || states.length === 0) return [];
  const files = await reader.files(ledgerHead, states);
  const now = github.serverTime() ?? 0;
  return [...files.values()].flatMap((file) => {
    const fields = readStateFile(file.bytes);
    if (typeof fields?.bypass !== "string") return [];
    return isOpen(fields) || isRecent(fields, now) ? [fields.bypass] : [];
  });
}
