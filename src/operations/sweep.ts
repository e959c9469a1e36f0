import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { formatEventInstant } from "../core/ledger/event-instant.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import { expired } from "../core/override/plan-settle.ts";
import { asksPolicy, orderSweep, planSweep, type SweepTask, takeTurn } from "../core/override/plan-sweep.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { Overview, RegistryReader } from "../ports.ts";
import { type ActivateOptions, activate } from "./activate.ts";
import { policyOf } from "./decide-request.ts";
import { type OverridePorts, openSession, type Session } from "./override/open-session.ts";
import { type OverrideOutcome, verdictOf } from "./override/outcome.ts";
import { problemOf } from "./override/problem-of.ts";
import { readStandings } from "./override/read-standings.ts";
import {
  buriedChecks,
  isReopened,
  isVerified,
  type SettledBypass,
  settleBypass,
  stateWord,
} from "./override/settle-bypass.ts";
import { validateRequest } from "./validate-request.ts";

export interface SweepOptions extends Omit<ActivateOptions, "number" | "bypassId"> {
  /** Folder of the manifests. */
  readonly path: string;
  /** As validate-bypass has them: it is the same decision. */
  readonly statusContext: string;
  readonly mergeWhenApproved: boolean;
}

/** Requests that are decided in one run; the next one goes on. */
const mostRequests = 10;
/** Names that one sentence bears. */
const mostNames = 20;

interface Swept {
  readonly bypass: string | null;
  readonly said: string | null;
  readonly outcome: Pick<OverrideOutcome, "findings" | "events" | "overridden" | "restored" | "planned">;
}

/**
 * Does what no event did (40-override.md, operation sweep): ends what the clock has ended, looks where the targets of what is active are,
 * puts back what a run left behind, goes on with what was reopened, begins what was approved and never begun, and decides requests whose
 * last review nobody has looked at. What goes wrong with one keeps no other from its turn. Nothing to do: three requests.
 */
export async function sweep(ports: OverridePorts, options: SweepOptions): Promise<OverrideOutcome> {
  const overview = await ports.reader.overview(options.registryBranch);
  const start = now(ports);
  const planned = await planTasks(ports.reader, overview, start, options);
  const { chosen, left } = orderSweep(planned.tasks, start);
  const done: Swept[] = [{ bypass: null, said: null, outcome: { ...nothing, findings: planned.findings } }];
  for (const task of chosen) done.push(await guarded(task.bypass, () => carryOut(ports, overview, task, options)));
  const open = await attempt("the open requests", () => ports.reader.openRequests(options.registryBranch));
  if (open.failed !== null) done.push(open.failed);
  const undecided = (open.done ?? []).filter((request) => request.undecided).map(({ number }) => number);
  const requests = takeTurn(undecided, mostRequests, start);
  for (const number of requests.chosen) {
    done.push(await guarded(`the open request #${number}`, () => decideAgain(ports, number, options)));
  }
  const waiting = [...left.map(({ bypass }) => bypass), ...requests.left.map((number) => `#${number}`)];
  if (waiting.length > 0) {
    const names = waiting.slice(0, mostNames).join(", ");
    const items = [finding("SWEEP_LIMIT", { count: waiting.length, names })];
    done.push({ bypass: null, said: null, outcome: { ...nothing, findings: items } });
  }
  return together(done);
}

/** What has to be done by the files of the ledger, and which of them cannot be used. */
async function planTasks(
  reader: RegistryReader,
  overview: Overview,
  now: Instant,
  options: SweepOptions,
): Promise<{ readonly tasks: readonly SweepTask[]; readonly findings: readonly Finding[] }> {
  const { standings, findings } = await readStandings(reader, overview, now);
  const asking = standings.some(asksPolicy);
  const policy = asking ? await attempt(options.policyPath, () => readPolicyAt(reader, overview, options)) : null;
  // Without a policy nobody can say how long an approval lives; what is active ends all the same.
  const known = standings.filter((standing) => policy?.failed == null || !asksPolicy(standing));
  const tasks = known.flatMap((standing) => planSweep(standing, policy?.done ?? null, now) ?? []);
  return {
    tasks: await withManifest(reader, overview, tasks, options),
    findings: [...findings, ...(policy?.failed?.outcome.findings ?? [])],
  };
}

async function readPolicyAt(
  reader: RegistryReader,
  { registryHead }: Overview,
  options: SweepOptions,
): Promise<CompiledPolicy> {
  const { policyPath, registryBranch } = options;
  const files = registryHead === null ? new Map() : await reader.files(registryHead, [policyPath]);
  const { compiled } = policyOf(files.get(policyPath) ?? null, options);
  if (compiled !== null) return compiled;
  throw new ConfigurationError(
    `${policyPath} on ${registryBranch} is not valid, so nobody can say how long anything may live.`,
    "Correct it by a pull request; `qms-bypass validate` names every error.",
  );
}

/** What was approved and is not merged waits for its merge, not for us. */
async function withManifest(
  reader: RegistryReader,
  { registryHead }: Overview,
  tasks: readonly SweepTask[],
  options: SweepOptions,
): Promise<readonly SweepTask[]> {
  const pathOf = (bypass: string): string => {
    const id = parseManifestId(bypass);
    return id === null ? "" : manifestPath(id, options.path);
  };
  const waiting = tasks.filter(({ task }) => task === "activate").map(({ bypass }) => pathOf(bypass));
  if (waiting.length === 0 || registryHead === null) return tasks;
  const files = await reader.files(registryHead, waiting);
  return tasks.filter(({ task, bypass }) => task !== "activate" || files.has(pathOf(bypass)));
}

async function carryOut(
  ports: OverridePorts,
  overview: Overview,
  task: SweepTask,
  options: SweepOptions,
): Promise<Swept> {
  const { bypass } = task;
  if (task.task === "activate") return begin(ports, bypass, options);
  const session = openSession(ports, overview.repository, bypass, await ports.ledger.read([bypass], []), options.run);
  if (options.dryRun)
    return { bypass, said: null, outcome: session.finish("", [], { planned: [`${task.task} ${bypass}`] }) };
  const seen = await lookAtTarget(ports, session, options);
  if ("outcome" in seen) return seen;
  const { restored, findings } = seen;
  if (task.task === "expire" && endOf(session.fold(), task, now(ports)) !== null) {
    // Planned again after a lost race: what has ended meanwhile, or was given more time, does not expire.
    await session.record((fold) => {
      const end = endOf(fold, task, now(ports));
      return end === null ? [] : [expired(bypass, formatEventInstant(end), fold.state.activation?.number ?? 0)];
    });
    return swept(session, `${bypass} is ${stateWord(session)} now.`, findings, restored);
  }
  const said = restored.length === 0 ? null : `${bypass}: restored now: ${restored.join(", ")}.`;
  return { bypass, said, outcome: session.finish(said ?? "", findings, { restored }) };
}

const lapsing: ReadonlySet<string> = new Set(["approved", "suspended", "ineffective"]);

/** When the time of a bypass ran out that nothing has ended; null: it has time, or an end. The list of tasks is older than its records. */
function endOf(
  { state: { lifecycle, activation } }: BypassFold,
  task: Extract<SweepTask, { readonly task: "expire" }>,
  now: Instant,
): Instant | null {
  const end = activation === null ? task.expiresAt : parseInstant(activation.expires_at);
  return lapsing.has(lifecycle) && end !== null && end <= now ? end : null;
}

function now({ github }: OverridePorts): Instant {
  return github.serverTime() ?? 0;
}

/**
 * Where the target is by now, and what follows from it, whatever there is to do: a merge that nobody reported is a use, also of what
 * was suspended or has ended, and is on record before anything else is said about it.
 */
async function lookAtTarget(
  ports: OverridePorts,
  session: Session,
  options: SweepOptions,
): Promise<Swept | Pick<SettledBypass, "restored" | "findings">> {
  const ref = session.fold().state.activation?.target ?? null;
  if (ref === null) return { restored: [], findings: [] };
  const target = await ports.github.readTarget(ref.pr);
  const { ended, restored, findings } = await settleBypass(session, target);
  if (ended) return swept(session, `${session.bypass} is ${stateWord(session)} now.`, findings, restored);
  const goesOn =
    session.fold().state.lifecycle === "active"
      ? // A run that died in the middle, or a real result that came after ours.
        !isVerified(session) || (await buriedChecks(session, target)).length > 0
      : isReopened(session, target);
  return goesOn ? begin(ports, session.bypass, options) : { restored, findings };
}

/** Activates, or goes on with an activation. That it is refused is for the people of that bypass, and no failure of the sweep. */
async function begin(ports: OverridePorts, bypass: string, options: SweepOptions): Promise<Swept> {
  const outcome = await activate(ports, { ...options, number: null, bypassId: bypass });
  const findings = outcome.findings.map(
    (item): Finding =>
      outcome.verdict === "denied"
        ? { ...item, severity: item.severity === "error" ? "warning" : item.severity }
        : item,
  );
  return { bypass, said: outcome.summary, outcome: { ...outcome, findings } };
}

async function decideAgain(ports: OverridePorts, number: number, options: SweepOptions): Promise<Swept> {
  const { dryRun } = options;
  const validated = await validateRequest(ports, {
    ...options,
    number,
    silentElsewhere: true,
    record: true,
    comment: true,
  });
  const { decision, merged, recorded } = validated;
  const empty = { ...nothing, findings: validated.findings };
  const said = `#${number}: ${decision.summary}`;
  if (!merged || decision.bypass === null || dryRun) {
    return { bypass: decision.bypass, said, outcome: { ...empty, events: recorded.map((type) => ({ type, id: "" })) } };
  }
  const begun = await begin(ports, decision.bypass, options);
  return { ...begun, said: `${said} ${begun.said ?? ""}`.trim() };
}

function swept(session: Session, said: string, findings: readonly Finding[], restored: readonly string[]): Swept {
  return { bypass: session.bypass, said, outcome: session.finish(said, findings, { restored }) };
}

const nothing: Swept["outcome"] = { findings: [], events: [], overridden: [], restored: [], planned: [] };

async function guarded(what: string, work: () => Promise<Swept>): Promise<Swept> {
  const { done, failed } = await attempt(what, work);
  return done ?? failed;
}

type Attempt<Done> = { readonly done: Done; readonly failed: null } | { readonly done: null; readonly failed: Swept };

/** What came of the work, or what kept it from being done; a bug goes on upwards. */
async function attempt<Done>(what: string, work: () => Promise<Done>): Promise<Attempt<Done>> {
  try {
    return { done: await work(), failed: null };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const item = finding("SWEEP_FAILED", { what, problem: problem.message, hint: problem.fix });
    return { done: null, failed: { bypass: null, said: null, outcome: { ...nothing, findings: [item] } } };
  }
}

function together(done: readonly Swept[]): OverrideOutcome {
  const findings = done.flatMap(({ outcome }) => outcome.findings);
  const said = done.flatMap((one) => one.said ?? []);
  const [only] = done.filter((one) => one.said !== null);
  return {
    verdict: verdictOf(findings),
    summary: said.length === 0 ? "Nothing had to be done." : said.slice(0, 20).join(" "),
    findings,
    bypass: said.length === 1 ? (only?.bypass ?? null) : null,
    state: null,
    events: done.flatMap(({ outcome }) => outcome.events).filter(({ id }) => id !== ""),
    overridden: done.flatMap(({ outcome }) => outcome.overridden),
    restored: done.flatMap(({ outcome }) => outcome.restored),
    planned: done.flatMap(({ outcome }) => outcome.planned),
  };
}
