import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { Policy } from "../../generated/types/policy.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { classifyCheck } from "../procedure/classify.ts";
import { listed } from "../text/listed.ts";
import { nearestOf } from "../text/nearest.ts";
import type { RulesBySource } from "./branch-rules.ts";
import { gateOf, gatesOf, jobsBehind, shutsGate } from "./gates.ts";
import type { SeenResult } from "./own-result.ts";
import { type AskedMode, pickMode } from "./pick-mode.ts";
import type { Power } from "./power.ts";
import { judgeState } from "./result-state.ts";

/** A required check of the base. */
export interface Required {
  readonly name: string;
  readonly appId: number | null;
}

export interface ChooseInput {
  /** Exact names, or `all` (EMERGENCY): every required check that fails. */
  readonly names: readonly string[] | "all";
  readonly required: readonly Required[];
  readonly results: readonly (SeenResult & { readonly url: string | null })[];
  readonly policy: Policy;
  /** `override_mode` of the manifest. */
  readonly mode: AskedMode;
  readonly emergency: boolean;
  /** App that our token posts as; null: not known. */
  readonly postingApp: number | null;
  readonly rules: RulesBySource;
  readonly mergeQueue: boolean;
  /** What the token of an App may do; null: none was given. Undefined: not read yet. */
  readonly power: Power | null | undefined;
}

export interface ChosenChecks {
  /** Per failing required object: a status and a check run of one name are both required (reference-github.md, a3). */
  readonly checks: readonly ActivatedCheck[];
  /** Named checks that pass by now. */
  readonly skipped: readonly string[];
  readonly findings: readonly Finding[];
  /** Whether only what the token of an App may do can tell how. */
  readonly ask: boolean;
}

/** Which results have to be overridden, and by which mode (40-override.md, step 4 and "Modes"). */
export function chooseChecks(input: ChooseInput): ChosenChecks {
  const { names, required, policy } = input;
  const chosen = names === "all" ? failingNames(input) : names;
  const findings: Finding[] = [];
  const checks: ActivatedCheck[] = [];
  const skipped: string[] = [];
  let ask = false;
  for (const name of chosen) {
    if (classifyCheck(name, policy).neverBypass) {
      findings.push(finding("CHECK_NOT_BYPASSABLE", { check: name }));
      continue;
    }
    if (policy.gates.includes(name)) {
      findings.push(finding("CHECK_IS_GATE", { check: name, valid: validNames(input) }));
      continue;
    }
    const gated = gatedJob(name, input);
    findings.push(...gated.findings);
    const wanted = required.filter((item) => item.name === name);
    if (wanted.length === 0) {
      if (gated.findings.length > 0) continue;
      if (gated.outcome === "none") findings.push(unusable(name, input));
      else if (gated.outcome === "passes") skipped.push(name);
      else checks.push(gated.outcome);
      continue;
    }
    if (typeof gated.outcome === "object") checks.push(gated.outcome);
    const objects = wanted.flatMap((item) => objectsOf(item, input));
    const open = objects.find((item) => judgeState(item.conclusion ?? "expected") === "running");
    const failing = objects.filter((item) => judgeState(item.conclusion ?? "expected") === "failing");
    if (open !== undefined) {
      findings.push(finding("CHECK_IN_PROGRESS", { check: name, state: open.conclusion ?? "expected" }));
    } else if (failing.length === 0) {
      if (typeof gated.outcome !== "object") skipped.push(name);
    } else {
      const picked = failing.map((item) => withMode(item, input));
      ask ||= picked.some((item) => item.ask);
      findings.push(...picked.flatMap((item) => item.findings));
      checks.push(...onceEach(picked.map((item) => item.check)));
    }
  }
  return { checks, skipped, findings, ask };
}

function failingNames(input: ChooseInput): string[] {
  const { gates } = input.policy;
  const failing = input.required.filter(
    (item) =>
      !gates.includes(item.name) &&
      objectsOf(item, input).some((object) => judgeState(object.conclusion ?? "expected") === "failing"),
  );
  const shut = gatesOf(input, gates).filter((gate) => judgeState(gate.state) === "failing");
  const behind = shut.flatMap((gate) => jobsBehind(gate, input.results, gates).filter((job) => shutsGate(job.state)));
  // What no level may bypass stays required, EMERGENCY included; `all` means all others.
  const names = [...failing, ...behind]
    .map((item) => item.name)
    .filter((name) => !classifyCheck(name, input.policy).neverBypass);
  return [...new Set(names)];
}

function validNames(input: ChooseInput): string {
  const usable = failingNames(input);
  return usable.length === 0 ? "none" : listed(usable, 20);
}

interface GatedJob {
  /** Of no gate; or its gate lets it through already; or what is to be recorded. */
  readonly outcome: "none" | "passes" | ActivatedCheck;
  readonly findings: readonly Finding[];
}

/** A named check as a job behind a gate, which blocks without being required itself. */
function gatedJob(name: string, input: ChooseInput): GatedJob {
  const { results, policy, mode } = input;
  const result = results.find((item) => item.kind === "check_run" && item.name === name);
  const gate = result === undefined ? null : gateOf(result, input, policy.gates);
  if (result === undefined || gate === null) return { outcome: "none", findings: [] };
  if (judgeState(gate.state) === "passing") return { outcome: "passes", findings: [] };
  // A run is run again as a whole attempt: nothing of it may be under way.
  const open = [gate, ...jobsBehind(gate, results, policy.gates)].find((job) => judgeState(job.state) === "running");
  const refusals = [
    ...(open === undefined ? [] : [finding("CHECK_IN_PROGRESS", { check: open.name, state: open.state })]),
    ...(mode === "auto" ? [] : [elsewhere(name, mode)]),
    ...(input.mergeQueue ? [inQueue(name)] : []),
  ];
  if (open === undefined && !shutsGate(result.state)) return { outcome: "passes", findings: [] };
  const { url, state } = result;
  const { name: check, run, id: job } = gate;
  return {
    outcome: {
      name,
      kind: "check_run",
      mode: "gate",
      app_id: null,
      conclusion: state,
      url,
      gate: { check, run, job },
    },
    findings: refusals,
  };
}

function elsewhere(name: string, mode: string): Finding {
  const what = `The check "${name}", which is a job behind a gate,`;
  return finding("MODE_UNSUPPORTED", {
    what,
    why: `${mode}: the gate opens for what is active, and nothing else is needed`,
    hint: "Ask again with override_mode: auto.",
  });
}

function inQueue(name: string): Finding {
  return finding("MODE_UNSUPPORTED", {
    what: `The check "${name}", which is a job behind a gate,`,
    why: "gate: the merge queue looks at a commit of its own, where the gate does not run for this pull request",
    hint: "Take the merge queue off the base for this merge.",
  });
}

/** What was reported for one requirement; one object without a conclusion where nothing was. */
function objectsOf({ name, appId }: Required, { results }: ChooseInput): ActivatedCheck[] {
  const found = results.filter(
    (result) =>
      (result.kind === "status" ? result.name.toLowerCase() === name.toLowerCase() : result.name === name) &&
      // Somebody else's check run is not the pinned app's report.
      (appId === null || result.kind === "status" || result.appId === appId),
  );
  const base = { name, mode: "check" as const, app_id: appId };
  if (found.length === 0) return [{ ...base, kind: "status", conclusion: null, url: null }];
  return found.map(({ kind, state, url }) => ({ ...base, kind, conclusion: state, url }));
}

function onceEach(checks: readonly ActivatedCheck[]): ActivatedCheck[] {
  const seen = new Map<string, ActivatedCheck>();
  // Required twice, once pinned: the pin is what a posted result must satisfy. Where each takes a way of its own, both are taken.
  for (const check of checks) {
    const key = `${check.kind} ${check.name} ${check.mode}`;
    if (!seen.has(key) || check.app_id !== null) seen.set(key, check);
  }
  return [...seen.values()];
}

function unusable(name: string, input: ChooseInput): Finding {
  const { required, results } = input;
  const valid = validNames(input);
  const known = [...new Set([...required, ...results].map((item) => item.name))];
  const reported = results.some((result) => result.name === name);
  if (reported) return finding("CHECK_NOT_REQUIRED", { check: name, valid });
  const nearest = nearestOf(name, known);
  const hint = nearest === null ? "" : ` Did you mean "${nearest}"?`;
  return finding("CHECK_UNKNOWN", { check: name, nearest: hint, valid });
}

/** The check with the mode that carries it, or why none does. */
function withMode(check: ActivatedCheck, input: ChooseInput) {
  const { mode: asked, ...rest } = input;
  const picked = pickMode(check, { asked, ...rest });
  if (picked.mode === null) {
    const item = finding("MODE_UNSUPPORTED", { what: `The check "${check.name}"`, why: picked.why, hint: picked.hint });
    return { check, findings: [item], ask: false };
  }
  if (picked.mode === "ask") return { check, findings: [], ask: true };
  return { check: { ...check, mode: picked.mode }, findings: [], ask: false };
}
