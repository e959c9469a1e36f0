import { isRetroactive } from "../core/authorization/check-retroactive.ts";
import { changeKindOf } from "../core/authorization/check-structure.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { gateActivation } from "../core/override/gate-activation.ts";
import { isMerged } from "../core/override/recorded-checks.ts";
import { stepOrder } from "../core/override/step-order.ts";
import type { CompiledPeople } from "../core/procedure/compiled-people.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import { type DecidedRequest, type DecideOptions, decideRequest, requestOptions } from "./decide-request.ts";
import type { ActivationContext } from "./override/activation-context.ts";
import { checkMerge } from "./override/check-merge.ts";
import { compensate } from "./override/compensate.ts";
import { finishRestore, refOf, tellEnd } from "./override/end-activation.ts";
import { judgeWindow } from "./override/judge-window.ts";
import { makeEffective } from "./override/make-effective.ts";
import { type OverridePorts, openSession, type Session } from "./override/open-session.ts";
import { type OverrideOutcome, verdictOf } from "./override/outcome.ts";
import { planSteps } from "./override/plan-steps.ts";
import { planWithPower } from "./override/plan-with-power.ts";
import { activationEvents, notApprovedEvents, noticesBefore } from "./override/record-activation.ts";
import { registrationEvents } from "./override/register-bypass.ts";
import { buriedChecks, settleBypass, stateWord } from "./override/settle-bypass.ts";
import { shutUnread, shutWindow } from "./override/shut-window.ts";
import { tellActive, tellRefused, tellRegistered } from "./override/tell-target.ts";
import type { RunReference } from "./record-events.ts";

export interface ActivateOptions extends DecideOptions {
  /** The manifest pull request, where the event names one. */
  readonly number: number | null;
  readonly bypassId: string | null;
  readonly dryRun: boolean;
  readonly run: RunReference;
}

/**
 * Makes an approved, merged manifest take effect on exactly one commit (40-override.md, "Activate, step by step"). The decision is
 * derived again, the act is recorded before it is done, and the effect is verified. Killed anywhere and run again it converges.
 */
export async function activate(ports: OverridePorts, options: ActivateOptions): Promise<OverrideOutcome> {
  const number = options.number ?? (await findRequest(ports, options.bypassId));
  const reading = await ports.github.readRequest(number, requestOptions("act", options));
  const decided = decideRequest(reading, options);
  const { bypass } = decided.decision;
  if (bypass === null) {
    const open = options.dryRun ? [] : await shutUnread(ports, reading, options);
    const outcome = withoutManifest(decided);
    return { ...outcome, findings: [...outcome.findings, ...open] };
  }
  if (options.bypassId !== null && options.bypassId !== bypass) {
    throw new ConfigurationError(
      `Pull request #${number} is about ${bypass}, not about ${options.bypassId}.`,
      "Leave bypass-id out where the event names the pull request, or pass the id that it registers.",
    );
  }
  const session = openSession(ports, reading.repository, bypass, reading.ledger, options.run);
  if (decided.amendment !== null) {
    const word = stateWord(session);
    return session.finish(
      `Pull request #${number} amends ${bypass}, which is ${word}; nothing is activated by that.`,
      [],
    );
  }
  const open = options.dryRun ? [] : await shutWindow(session);
  const { manifest, policy } = decided;
  const { registryBranch } = options;
  const { target } = reading;
  if (manifest === null || policy.compiled === null || target === null) {
    return refused(session, decided.decision.findings as readonly Finding[], open);
  }
  const context: ActivationContext = {
    session,
    reading,
    decided,
    manifest,
    policy: policy.compiled,
    target,
    registryBranch,
  };
  const gate = gateActivation(session.fold(), ports.github.serverTime() ?? 0);
  if (gate === "ended") return ended(context, options.dryRun);
  if (gate === "start") return start(context, options.dryRun);
  return goOn(context, gate, options.dryRun);
}

/** A dispatch names the bypass; the ledger knows which pull request asked for it. */
async function findRequest({ ledger }: OverridePorts, bypassId: string | null): Promise<number> {
  if (bypassId === null) {
    throw new ConfigurationError(
      'The event is about no pull request, and the input "bypass-id" was not given.',
      "Pass the id of the bypass: `with: { bypass-id: … }`.",
    );
  }
  const { entries } = await ledger.read([bypassId], []);
  const number = entries.find(({ event }) => event.type === "request.accepted")?.event.data.pull_request;
  if (typeof number === "number") return number;
  throw new ConfigurationError(
    `The ledger knows no request ${bypassId}.`,
    "Check the id; a request is recorded when validate-bypass first finds it complete.",
  );
}

function withoutManifest({ decision, facts }: DecidedRequest): OverrideOutcome {
  const governance = changeKindOf(facts) === "governance";
  const findings = governance ? [] : (decision.findings as readonly Finding[]);
  return {
    verdict: governance ? "ok" : "error",
    summary: governance
      ? `Pull request #${facts.pull_request.number} adds no manifest; nothing to activate.`
      : decision.summary,
    findings,
    bypass: null,
    state: null,
    events: [],
    overridden: [],
    restored: [],
    planned: [],
  };
}

function refused(session: Session, findings: readonly Finding[], told: readonly Finding[] = []): OverrideOutcome {
  const [first] = findings.filter((item) => item.severity === "error");
  return session.finish(`${session.bypass} was not activated: ${first?.message ?? ""}`, [...findings, ...told]);
}

async function ended(context: ActivationContext, dryRun: boolean): Promise<OverrideOutcome> {
  const { session, target, manifest } = context;
  const hint = "A bypass serves once: ask again with a new manifest if the exception is still needed.";
  const done = finding("ALREADY_DONE", { bypass: session.bypass, state: stateWord(session), hint });
  const { restored, findings } = dryRun ? { restored: [], findings: [] } : await finishRestore(session);
  // A run that recorded it and died may have left its comment as it was.
  const isRegistered = isRetroactive(manifest) && session.fold().state.used !== null;
  const marker = markerOf("override", session.bypass);
  // Once: who approved is derived, and who did then may hold no role today.
  const isTold = target.comments.some(({ body }) => hasMarker(body, marker));
  const told = isRegistered && !isTold && !dryRun ? await tellRegistered(context) : [];
  if (!isRegistered && !dryRun) await tellEnd(session, target.number, target.comments);
  return session.finish(`${done.message} → ${hint}`, [done, ...findings, ...told], { restored });
}

/** An activation that is on the ledger: it has ended meanwhile, it holds, or a run died in the middle of it. */
async function goOn(
  context: ActivationContext,
  gate: "lapsed" | "standing" | "resume",
  dryRun: boolean,
): Promise<OverrideOutcome> {
  const { session, target, decided } = context;
  const { activation } = session.fold().state;
  const ref = activation === null ? null : refOf(session.bypass, activation);
  if (activation === null || ref === null) throw new Error("an active bypass has an activation with a target");
  const names = [...new Set(activation.checks.map((check) => check.name))];
  if (dryRun) {
    const planned = gate === "resume" ? [`Finish activation ${activation.number}: ${names.join(", ")}`] : [];
    return session.finish(`${session.bypass} is active already; dry run.`, [], { planned });
  }
  const settled = await settleBypass(session, target);
  if (settled.ended) {
    return session.finish(`${session.bypass} is ${stateWord(session)} now.`, settled.findings, {
      restored: settled.restored,
    });
  }
  const buried = await buriedChecks(session, target);
  if (gate === "standing" && buried.length === 0) {
    const hint = "Merge the target.";
    const done = finding("ALREADY_DONE", { bypass: session.bypass, state: "active", hint });
    const told = await tellActive(context, activation.number);
    return session.finish(done.message, [done, ...told], { overridden: names });
  }
  if (decided.decision.verdict !== "approved") {
    const { mergeState } = target;
    return compensate(context, ref, [], {
      checks: names,
      mergeState: mergeState.status,
      findings: notApproved(decided),
    });
  }
  const hidden = buried.length === 0 ? [] : [finding("OVERRIDE_BURIED", { checks: buried.join(", ") })];
  return makeEffective(context, ref, hidden, false);
}

async function start(context: ActivationContext, dryRun: boolean): Promise<OverrideOutcome> {
  const { session, reading, decided, target, manifest, policy, registryBranch } = context;
  const { github } = session.ports;
  const early = checkMerge(reading);
  if (early.length > 0) return refused(session, early);
  const { decision } = decided;
  const people = decided.people.compiled;
  if (decision.verdict === "error" || people === null) {
    return refused(session, decision.findings as readonly Finding[]);
  }
  if (decision.verdict !== "approved") {
    const findings = notApproved(decided);
    if (dryRun) return refused(session, findings);
    await session.record((fold) => notApprovedEvents(context, fold));
    return refused(session, findings, await tellRefused(context, findings));
  }
  if (isRetroactive(manifest)) return register(context, people, dryRun);
  const sharedWith = await github.openPullsAt(target.headSha);
  const { keeper } = session.ports;
  const plan = await planWithPower(keeper, target, {
    manifest,
    policy,
    sharedWith,
    state: session.fold().state,
    now: github.serverTime() ?? 0,
    login: reading.repository.viewer.login,
  });
  if (plan.outcome === "refused") {
    return refused(session, plan.findings, dryRun ? [] : await tellRefused(context, plan.findings));
  }
  if (plan.outcome === "nothing")
    return session.finish(`${session.bypass}: ${plan.findings[0]?.message}`, plan.findings);
  const order = stepOrder(decision, decided.facts, manifest.view.flag("/drill") === true);
  const findings = order === null ? plan.findings : [...plan.findings, order];
  if (dryRun) {
    return session.finish(`${session.bypass} would be activated.`, findings, {
      planned: planSteps(plan.checks, target),
    });
  }
  const acted = plan.checks.filter((check) => !isMerged(check));
  const needed = new Set(acted.map(({ mode, kind }) => (mode === "gate" ? "job" : kind)));
  for (const kind of needed) await github.probeWrite(kind);
  if (acted.length < plan.checks.length && keeper !== null) {
    await keeper.probe("merge", target.number);
    if (plan.protection !== null) await keeper.probe("protection", target.number);
    const shut = await judgeWindow(session, keeper, target, registryBranch, plan.checks, plan.protection);
    if (shut !== null) return refused(session, [shut], await tellRefused(context, [shut]));
  }
  const before = await finishRestore(session);
  if (verdictOf(before.findings) !== "ok") return refused(session, before.findings);
  const notices = await noticesBefore(context, plan.activation);
  await session.record((fold) => activationEvents(context, people, plan, notices, fold));
  const { activation, lifecycle } = session.fold().state;
  const ref = activation === null ? null : refOf(session.bypass, activation);
  if (lifecycle !== "active" || ref === null) {
    // Another run ended it between our reading and our record.
    return ended(context, false);
  }
  return makeEffective(context, ref, findings, session.recorded("bypass.activated"));
}

/** What an administrator already did is recorded; there is nothing left to override. */
async function register(context: ActivationContext, people: CompiledPeople, dryRun: boolean): Promise<OverrideOutcome> {
  const { session, target } = context;
  const { number } = target;
  if (dryRun) {
    const planned = ["Record bypass.registered", "Record bypass.used", "Comment the target"];
    return session.finish(`${session.bypass} would be registered.`, [], { planned });
  }
  await session.record((fold) => registrationEvents(context, people, fold));
  const told = await tellRegistered(context);
  return session.finish(
    `${session.bypass} is registered: pull request #${number} was merged before it was asked for.`,
    told,
  );
}

function notApproved({ decision }: DecidedRequest): Finding[] {
  const reason = finding("ACTIVATION_NOT_APPROVED", { verdict: decision.verdict, summary: decision.summary });
  return [reason, ...(decision.findings as readonly Finding[]).filter((item) => item.severity === "error")];
}
