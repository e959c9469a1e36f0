import { ConfigurationError, UnavailableError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { foldBypass } from "../core/ledger/fold-bypass.ts";
import { activePath } from "../core/ledger/projections.ts";
import { type ActiveClaim, readActiveClaims } from "../core/override/active-claims.ts";
import { gateActivation } from "../core/override/gate-activation.ts";
import { failingNeeds, judgeNeeds, type Need, type NeedsVerdict } from "../core/override/judge-needs.ts";
import type { GitHub, RegistryReader } from "../ports.ts";
import { type DecideOptions, decideRequest, requestOptions } from "./decide-request.ts";
import { checkMerge } from "./override/check-merge.ts";
import { problemOf } from "./override/problem-of.ts";

export interface GatePorts {
  readonly github: GitHub;
  readonly reader: RegistryReader;
}

export interface GateOptions extends DecideOptions {
  readonly needs: readonly Need[];
  /** Ids of jobs that may be skipped. */
  readonly allowedSkips: readonly string[];
  /** The pull request and head that the run is about; null: it is about none, and no bypass can cover it. */
  readonly target: { readonly number: number; readonly headSha: string } | null;
  readonly run: number;
  readonly ledgerBranch: string;
}

export interface GateOutcome {
  readonly ok: boolean;
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** Names of the jobs that an active bypass lets through. */
  readonly bypassed: readonly string[];
  /** Ids of the bypasses that do. */
  readonly bypasses: readonly string[];
}

/** One bypass as the gate found it. */
interface Proven {
  readonly bypass: string;
  readonly checks: ReadonlySet<string>;
  readonly gates: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * The aggregate job of somebody's CI (40-override.md, mode `gate`). It passes where every need passed. Where one did not, an active
 * bypass of this very commit has to name it, and the gate believes nobody about that: it derives the decision again. It writes nothing.
 */
export async function passGate(ports: GatePorts, options: GateOptions): Promise<GateOutcome> {
  const { needs, allowedSkips, target, ledgerBranch } = options;
  const failing = failingNeeds(needs, allowedSkips);
  if (failing.length === 0) return opened(`All ${needs.length} jobs passed.`, [], []);
  const entries = target === null ? [] : await readActive(ports.reader, ledgerBranch, target.headSha);
  const proven: Proven[] = [];
  for (const entry of entries) proven.push(await prove(ports.github, entry, options));
  const refused = proven.flatMap((one) => one.findings);
  const good = proven.filter((one) => one.findings.length === 0);
  if (good.length === 0) return shut(failing, refused);
  const gates = new Set(good.flatMap((one) => one.gates));
  const jobs = (await ports.github.readJobs(options.run)).filter((job) => !gates.has(job.name));
  const covered = new Set(good.flatMap((one) => [...one.checks]));
  const verdict = judgeNeeds(needs, allowedSkips, jobs, covered);
  const open = openFindings(verdict);
  if (open.length > 0) return { ...shut(failing, [...refused, ...open]), bypassed: verdict.bypassed };
  const used = good.filter((one) => verdict.bypassed.some((name) => one.checks.has(name)));
  return opened(
    `${verdict.bypassed.join(", ")} did not pass and ${verdict.bypassed.length === 1 ? "is" : "are"} bypassed.`,
    verdict.bypassed,
    used.map((one) => one.bypass),
  );
}

function opened(summary: string, bypassed: readonly string[], bypasses: readonly string[]): GateOutcome {
  return { ok: true, summary, findings: [], bypassed, bypasses };
}

function shut(failing: readonly Need[], findings: readonly Finding[]): GateOutcome {
  const names = failing.map(({ id, result }) => `${id} (${result})`).join(", ");
  const found = findings.length > 0 ? findings : [finding("GATE_SHUT", { jobs: names })];
  return { ok: false, summary: `not passed and not bypassed: ${names}.`, findings: found, bypassed: [], bypasses: [] };
}

function openFindings({ open, unexplained }: NeedsVerdict): Finding[] {
  return [
    ...open.map(({ name, state }) => finding("JOB_NOT_COVERED", { job: name, state })),
    ...unexplained.map(({ id, result }) => finding("NEED_UNEXPLAINED", { need: id, result })),
  ];
}

async function readActive(
  reader: RegistryReader,
  ledgerBranch: string,
  headSha: string,
): Promise<readonly ActiveClaim[]> {
  const path = activePath(headSha);
  const file = (await reader.files(`refs/heads/${ledgerBranch}`, [path])).get(path);
  if (file === undefined) return [];
  const claims = readActiveClaims(file.bytes);
  if (claims !== null) return claims;
  throw new ConfigurationError(
    `The ledger cannot be used: ${path}: it is not what this program writes.`,
    "Run `qms-bypass verify` in a clone: it says what was changed, and in which commit.",
  );
}

/** A claim may name a request that there is not: whoever wrote it lies, and nothing else is broken. */
async function readClaimed(github: GitHub, { request }: ActiveClaim, options: GateOptions) {
  if (request === null) return null;
  try {
    return await github.readRequest(request, { ...requestOptions("act", options), results: false });
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof UnavailableError || problemOf(error) === null)
      throw error;
    return null;
  }
}

/** Whether a claim is true: the events, the merged manifest and the decision, all of now, about this pull request and commit. */
async function prove(github: GitHub, claim: ActiveClaim, options: GateOptions): Promise<Proven> {
  const { bypass } = claim;
  const stands = (findings: readonly Finding[]): Proven => ({ bypass, checks: new Set(), gates: [], findings });
  const notActive = (state: string): Proven => stands([finding("GATE_NOT_ACTIVE", { bypass, state })]);
  const reading = await readClaimed(github, claim, options);
  if (reading === null)
    return notActive(claim.request === null ? "not known by its request" : `not asked for by #${claim.request}`);
  const { fold } = foldBypass(bypass, reading.ledger.entries);
  const { activation } = fold.state;
  const state = gateActivation(fold, github.serverTime() ?? Number.MAX_SAFE_INTEGER);
  if (state !== "standing" && state !== "resume") {
    return notActive(state === "lapsed" ? "expired" : fold.state.lifecycle);
  }
  const approved = activation?.target ?? null;
  // The same commit in another pull request is another matter.
  if (activation === null || approved?.commit !== options.target?.headSha || approved?.pr !== options.target?.number) {
    return notActive("active for another pull request or commit");
  }
  const changed = checkMerge(reading);
  if (changed.length > 0) return stands(changed);
  const { decision, policy } = decideRequest(reading, options);
  if (decision.bypass !== bypass || decision.verdict !== "approved" || policy.compiled === null) {
    const reason = finding("ACTIVATION_NOT_APPROVED", { verdict: decision.verdict, summary: decision.summary });
    return stands([reason, ...(decision.findings as readonly Finding[]).filter((item) => item.severity === "error")]);
  }
  const gated = activation.checks.filter((check) => check.mode === "gate");
  return {
    bypass,
    checks: new Set(gated.map((check) => check.name)),
    gates: policy.compiled.policy.gates,
    findings: [],
  };
}
