import { rolesOfLevel } from "../core/authorization/active-slots.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import type { EventActor } from "../generated/types/event.ts";
import { endActivation, finishRestore, refOf, tellEndOf } from "./override/end-activation.ts";
import {
  entitledPerson,
  type GovernanceAt,
  type PersonalRun,
  readGovernanceAt,
  reasonOf,
} from "./override/entitled-person.ts";
import { type OverridePorts, openSession, type Session } from "./override/open-session.ts";
import type { OverrideOutcome } from "./override/outcome.ts";
import { settleBypass, stateWord } from "./override/settle-bypass.ts";
import type { RunReference } from "./record-events.ts";

export interface RevokeOptions extends GovernanceAt, PersonalRun {
  readonly bypassId: string | null;
  readonly dryRun: boolean;
  readonly run: RunReference;
}

const revocable: ReadonlySet<string> = new Set(["requested", "approved", "active", "suspended", "ineffective"]);

/**
 * Ends a bypass early, in the name of the person who started the run: a holder of a role of its level, or a commander (40-override.md,
 * operation revoke). What is posted is put back first; a second run puts back what the first could not.
 */
export async function revoke(ports: OverridePorts, options: RevokeOptions): Promise<OverrideOutcome> {
  const { github, ledger, reader } = ports;
  const { bypassId } = options;
  const level = bypassId === null ? undefined : parseManifestId(bypassId)?.level;
  if (bypassId === null || level === undefined) {
    throw new ConfigurationError('The input "bypass-id" was not given.', "Name the bypass that is to be revoked.");
  }
  const reason = reasonOf(options.reason);
  const { repository, registryHead } = await reader.overview(options.registryBranch);
  const { policy, people } = await readGovernanceAt(github, reader, registryHead, options);
  const session = openSession(ports, repository, bypassId, await ledger.read([bypassId], []), options.run);
  const slots = policy.policy.levels[level].slots.map(({ name, roles }) => ({ name, roles, needed: 1 }));
  const roles = [...new Set([...rolesOfLevel(slots), "commander"])];
  const actor = await entitledPerson(github, people, roles, options, `Revoking ${bypassId}`);
  if ("code" in actor) return session.finish(actor.message, [actor]);
  const { lifecycle } = session.fold().state;
  if (lifecycle === "none") {
    throw new ConfigurationError(
      `The ledger knows no bypass ${bypassId}.`,
      "Check the id; a request that was never accepted is withdrawn by closing its pull request.",
    );
  }
  if (!revocable.has(lifecycle)) {
    const hint =
      lifecycle === "used" ? "It was used; revert the merge, or remediate." : "There is nothing left to revoke.";
    const done = finding("ALREADY_DONE", { bypass: bypassId, state: stateWord(session), hint });
    if (options.dryRun) return session.finish(done.message, [done]);
    const { restored, findings } = await finishRestore(session);
    // A run that died after its record may have left its comment as it was.
    await tellEndOf(session);
    return session.finish(done.message, [done, ...findings], { restored });
  }
  if (options.dryRun) {
    return session.finish(`${bypassId} would be revoked.`, [], {
      planned: [`Record bypass.revoked of ${bypassId}`, "Put back what is posted"],
    });
  }
  return end(session, revoked(bypassId, reason, actor, options.run));
}

async function end(session: Session, fact: EventContent): Promise<OverrideOutcome> {
  const { activation, lifecycle } = session.fold().state;
  const named = activation === null ? null : refOf(session.bypass, activation);
  if (named !== null) {
    // What was merged is used, whether or not anybody has recorded it yet: that cannot be revoked any more.
    const before = await session.ports.github.readTarget(named.target.pr);
    if (before.merged !== null && before.headSha === named.target.commit) {
      const { restored, findings } = await settleBypass(session, before);
      const hint = "It was used; revert the merge, or remediate.";
      const done = finding("ALREADY_DONE", { bypass: session.bypass, state: stateWord(session), hint });
      return session.finish(`${session.bypass} is ${stateWord(session)}: its target was merged.`, [done, ...findings], {
        restored,
      });
    }
  }
  const ref = lifecycle === "active" ? named : null;
  if (ref === null) {
    const { restored, findings } = await finishRestore(session);
    await session.record(() => [fact]);
    await tellEndOf(session);
    return session.finish(`${session.bypass} is revoked.`, findings, { restored });
  }
  const { restored, findings } = await endActivation(session, ref, { reason: "revoked", facts: [fact], findings: [] });
  await tellEndOf(session);
  const summary = `${session.bypass} is revoked; restored: ${restored.join(", ") || "nothing"}.`;
  return session.finish(summary, findings, { restored });
}

function revoked(bypass: string, reason: string, actor: EventActor, run: RunReference): EventContent {
  const source = { kind: "dispatch" as const, url: run.url };
  return { type: "bypass.revoked", bypass, key: "revoked", actor, source, data: { reason } };
}
