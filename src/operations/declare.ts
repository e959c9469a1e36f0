import { ConfigurationError } from "../core/findings/errors.ts";
import { draftEvent } from "../core/ledger/draft-event.ts";
import {
  assertNoSecret,
  entitledPerson,
  type GovernanceAt,
  type PersonalRun,
  readGovernanceAt,
  reasonOf,
} from "./override/entitled-person.ts";
import type { OverridePorts } from "./override/open-session.ts";
import { type OverrideOutcome, verdictOf } from "./override/outcome.ts";
import { provenanceOf, type RunReference } from "./record-events.ts";
import { tellProcedureNews } from "./tell-procedure-news.ts";

export interface DeclareOptions extends GovernanceAt, PersonalRun {
  readonly incidentId: string;
  /** An exercise: its notices go to the audience drill, and nothing real rests on it. */
  readonly drill: boolean;
  readonly dryRun: boolean;
  readonly run: RunReference;
}

/** Of the policy's EMERGENCY level: whoever fills this slot declares. */
const slotName = "incident";

/**
 * Records that an incident commander declares an emergency, in the name of the person who started the run (40-override.md, operation
 * declare), and tells whom the policy wants told. The clocks of an EMERGENCY count from here, so the time is the server's.
 */
export async function declare(ports: OverridePorts, options: DeclareOptions): Promise<OverrideOutcome> {
  const { github, ledger, reader, notifier } = ports;
  const { incidentId, drill, run } = options;
  if (!/^\S{1,100}$/.test(incidentId)) {
    throw new ConfigurationError(
      'The input "incident-id" takes the id of the incident, without spaces and at most 100 characters.',
      "Copy it from the incident system, e.g. INC-4711; the manifest names the same id in incident.id.",
    );
  }
  assertNoSecret("incident-id", incidentId);
  const reason = reasonOf(options.reason);
  const { repository, registryHead } = await reader.overview(options.registryBranch);
  const { policy, people } = await readGovernanceAt(github, reader, registryHead, options);
  const slot = policy.policy.levels.EMERGENCY.slots.find(({ name }) => name === slotName);
  const roles = slot?.roles ?? ["incident-commander"];
  const actor = await entitledPerson(github, people, roles, options, `Declaring ${incidentId}`);
  const outcome = { bypass: null, state: null, events: [], overridden: [], restored: [], planned: [], findings: [] };
  if ("code" in actor) {
    return { ...outcome, verdict: verdictOf([actor]), summary: actor.message, findings: [actor] };
  }
  if (options.dryRun) {
    const planned = [`Record incident.declared of ${incidentId}${drill ? ", a drill" : ""}`];
    return {
      ...outcome,
      verdict: "ok",
      summary: `${incidentId} would be declared${drill ? " as a drill" : ""}.`,
      planned,
    };
  }
  const provenance = provenanceOf({ github, ledger, repository, run });
  const content = {
    type: "incident.declared" as const,
    bypass: "PROCEDURE",
    // By the run: one incident that is declared twice is two facts.
    key: `${incidentId}:${run.run.id}`,
    actor,
    source: { kind: "dispatch" as const, url: run.url },
    data: { incident_id: incidentId, reason, ...(drill ? { drill } : {}) },
  };
  const declared = draftEvent(provenance, content);
  const result = await ledger.append(await ledger.read(["PROCEDURE"], []), () => [declared], ["PROCEDURE"]);
  const problem = result.findings[0];
  if (problem !== undefined) throw new ConfigurationError(problem.message, problem.fix, "RECORD_REFUSED");
  // Only what is on record is told: a run that is killed from here on leaves the rest to `notify`.
  const recorder = { github, ledger, repository, run, notifier };
  const told = await tellProcedureNews(recorder, declared, [], policy, result.snapshot, false);
  const events = [declared, ...told.events].map(({ type, id }) => ({ type, id }));
  const reached = told.events.filter(({ type }) => type === "notification.sent").length;
  const summary = `${incidentId} was declared${drill ? " as a drill" : ""} by ${actor.login} at ${declared.at}. ${reached} of ${told.events.length} notices were delivered. Next: ask for the bypass, with this incident in incident.id${drill ? " and drill: true" : ""}.`;
  return { ...outcome, verdict: "ok", summary, events, findings: told.findings };
}
