import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { formatEventInstant } from "../core/ledger/event-instant.ts";
import { statePath } from "../core/ledger/projections.ts";
import { manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import { expired } from "../core/override/plan-settle.ts";
import {
  asksPolicy,
  planSweep,
  readSweepStanding,
  type SweepStanding,
  type SweepTask,
} from "../core/override/plan-sweep.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Overview, RegistryReader } from "../ports.ts";
import { type ActivateOptions, activate } from "./activate.ts";
import { policyOf } from "./decide-request.ts";
import { finishRestore } from "./override/end-activation.ts";
import { type OverridePorts, openSession, type Session } from "./override/open-session.ts";
import { type OverrideOutcome, verdictOf } from "./override/outcome.ts";
import { problemOf } from "./override/problem-of.ts";
import { buriedChecks, isVerified, settleBypass, stateWord } from "./override/settle-bypass.ts";
import { validateRequest } from "./validate-request.ts";

export interface SweepPorts extends OverridePorts {
  readonly reader: RegistryReader;
}

export interface SweepOptions extends Omit<ActivateOptions, "number" | "bypassId"> {
  /** Folder of the manifests. */
  readonly path: string;
  readonly statusContext: string;
}

/** No bypass is in question longer than this after its request: its lifetime, and its request's before that. Days. */
const oldest = 60;
/** Requests that are decided in one run; the next one goes on. */
const mostRequests = 10;

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
export async function sweep(ports: SweepPorts, options: SweepOptions): Promise<OverrideOutcome> {
  const overview = await ports.reader.overview(options.registryBranch);
  const now = ports.github.serverTime() ?? 0;
  const standings = await readStandings(ports, overview, now);
  const done: Swept[] = [];
  if (standings.length > 0) {
    const policy = standings.some(asksPolicy) ? await readPolicyAt(ports.reader, overview, options) : null;
    const tasks = standings.flatMap((standing) => planSweep(standing, policy, now) ?? []);
    for (const task of await withManifest(ports.reader, overview, tasks, options)) {
      done.push(await guarded(task.bypass, () => carryOut(ports, overview, task, options)));
    }
  }
  const requests = (await ports.reader.openRequests(options.registryBranch)).filter((request) => request.undecided);
  for (const { number } of requests.slice(0, mostRequests)) {
    done.push(await guarded(null, () => decideAgain(ports, number, options)));
  }
  return together(done);
}

/** By the state files of the last weeks, and of whatever is active: one small file each, in batches. */
async function readStandings(ports: SweepPorts, overview: Overview, now: Instant): Promise<SweepStanding[]> {
  const { ledgerHead, states, active } = overview;
  if (ledgerHead === null || states.length === 0) return [];
  const recent = states.filter((path) => {
    const id = parseManifestId(/([^/]+)\.json$/.exec(path)?.[1] ?? "");
    return id !== null && now - id.at < oldest * 86_400_000;
  });
  // What is active is looked after however old it is.
  const entries = active.length === 0 ? new Map() : (await ports.ledger.read([], active)).active;
  const running = [...entries.values()].flat().flatMap((entry: { bypass: string }) => statePath(entry.bypass) ?? []);
  const paths = [...new Set([...recent, ...running])];
  if (paths.length === 0) return [];
  const files = await ports.reader.files(ledgerHead, paths);
  return [...files.values()].flatMap((file) => readSweepStanding(file.bytes) ?? []);
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

async function carryOut(ports: SweepPorts, overview: Overview, task: SweepTask, options: SweepOptions): Promise<Swept> {
  const { bypass } = task;
  if (task.task === "activate") return begin(ports, bypass, options);
  const session = openSession(ports, overview.repository, bypass, await ports.ledger.read([bypass], []), options.run);
  if (options.dryRun)
    return { bypass, said: null, outcome: session.finish("", [], { planned: [`${task.task} ${bypass}`] }) };
  if (task.task === "expire") {
    const number = session.fold().state.activation?.number ?? 0;
    const { restored, findings } = await finishRestore(session);
    await session.record(() => [expired(bypass, formatEventInstant(task.expiresAt), number)]);
    return swept(session, `${bypass} has expired.`, findings, restored);
  }
  if (task.task === "restore") {
    const { restored, findings } = await finishRestore(session);
    return swept(session, `${bypass}: restored now: ${restored.join(", ") || "nothing"}.`, findings, restored);
  }
  return lookAtTarget(ports, session, task, options);
}

/** Where the target is by now; then what follows from it. */
async function lookAtTarget(
  ports: SweepPorts,
  session: Session,
  { task, bypass }: SweepTask,
  options: SweepOptions,
): Promise<Swept> {
  const { activation } = session.fold().state;
  const ref = activation?.target ?? null;
  if (ref === null) return { bypass, said: null, outcome: session.finish("", []) };
  const target = await ports.github.readTarget(ref.pr);
  if (task === "resume") {
    const back = target.state === "open" && target.headSha === ref.commit;
    return back ? begin(ports, bypass, options) : { bypass, said: null, outcome: session.finish("", []) };
  }
  const { ended, restored, findings } = await settleBypass(session, target);
  if (ended) return swept(session, `${bypass} is ${stateWord(session)} now.`, findings, restored);
  // A run that died in the middle, or a real result that came after ours.
  if (!isVerified(session) || (await buriedChecks(session, target)).length > 0) return begin(ports, bypass, options);
  return { bypass, said: null, outcome: session.finish("", findings) };
}

/** Activates, or goes on with an activation. That it is refused is for the people of that bypass, and no failure of the sweep. */
async function begin(ports: SweepPorts, bypass: string, options: SweepOptions): Promise<Swept> {
  const outcome = await activate(ports, { ...options, number: null, bypassId: bypass });
  const findings = outcome.findings.map(
    (item): Finding =>
      outcome.verdict === "denied"
        ? { ...item, severity: item.severity === "error" ? "warning" : item.severity }
        : item,
  );
  return { bypass, said: outcome.summary, outcome: { ...outcome, findings } };
}

async function decideAgain(ports: SweepPorts, number: number, options: SweepOptions): Promise<Swept> {
  const { run, dryRun, statusContext } = options;
  const validated = await validateRequest(ports, {
    ...options,
    number,
    silentElsewhere: true,
    statusContext,
    record: true,
    mergeWhenApproved: true,
    comment: true,
    dryRun,
    run,
  });
  const { decision, merged, recorded } = validated;
  const empty = { findings: validated.findings, events: [], overridden: [], restored: [], planned: [] };
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

async function guarded(bypass: string | null, work: () => Promise<Swept>): Promise<Swept> {
  try {
    return await work();
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const item = finding("SWEEP_FAILED", {
      what: bypass ?? "an open request",
      problem: problem.message,
      hint: problem.fix,
    });
    return { bypass, said: null, outcome: { findings: [item], events: [], overridden: [], restored: [], planned: [] } };
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
