import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { Policy } from "../../generated/types/policy.ts";
import { listed } from "../authorization/check-structure.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { classifyCheck } from "../procedure/classify.ts";
import { nearestOf } from "../text/nearest.ts";
import type { SeenResult } from "./own-result.ts";
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
  readonly mode: "auto" | "check" | "merge" | "protection";
  /** App that our token posts as; null: not known. */
  readonly postingApp: number | null;
}

export interface ChosenChecks {
  /** Per failing required object: a status and a check run of one name are both required (reference-github.md, a3). */
  readonly checks: readonly ActivatedCheck[];
  /** Named checks that pass by now. */
  readonly skipped: readonly string[];
  readonly findings: readonly Finding[];
}

/** Which results have to be overridden, and whether this version can (40-override.md, step 4 and "Modes"). */
export function chooseChecks(input: ChooseInput): ChosenChecks {
  const { names, required, policy } = input;
  const chosen = names === "all" ? failingNames(input) : names;
  const findings: Finding[] = [];
  const checks: ActivatedCheck[] = [];
  const skipped: string[] = [];
  for (const name of chosen) {
    if (classifyCheck(name, policy).neverBypass) {
      findings.push(finding("CHECK_NOT_BYPASSABLE", { check: name }));
      continue;
    }
    const wanted = required.filter((item) => item.name === name);
    if (wanted.length === 0) {
      findings.push(unusable(name, input));
      continue;
    }
    const objects = wanted.flatMap((item) => objectsOf(item, input));
    const open = objects.find((item) => judgeState(item.conclusion ?? "expected") === "running");
    const failing = objects.filter((item) => judgeState(item.conclusion ?? "expected") === "failing");
    if (open !== undefined) {
      findings.push(finding("CHECK_IN_PROGRESS", { check: name, state: open.conclusion ?? "expected" }));
    } else if (failing.length === 0) {
      skipped.push(name);
    } else {
      findings.push(...failing.flatMap((item) => checkMode(item, input)));
      checks.push(...onceEach(failing));
    }
  }
  return { checks, skipped, findings };
}

function failingNames(input: ChooseInput): string[] {
  const failing = input.required.filter((item) =>
    objectsOf(item, input).some((object) => judgeState(object.conclusion ?? "expected") === "failing"),
  );
  // What no level may bypass stays required, EMERGENCY included; `all` means all others.
  const names = failing.map((item) => item.name).filter((name) => !classifyCheck(name, input.policy).neverBypass);
  return [...new Set(names)];
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
  // Required twice, once pinned: the pin is what a posted result must satisfy.
  for (const check of checks) {
    const key = `${check.kind} ${check.name}`;
    if (!seen.has(key) || check.app_id !== null) seen.set(key, check);
  }
  return [...seen.values()];
}

function unusable(name: string, input: ChooseInput): Finding {
  const { required, results, policy } = input;
  const usable = failingNames(input);
  const valid = usable.length === 0 ? "none" : listed(usable, 20);
  const known = [...new Set([...required, ...results].map((item) => item.name))];
  const reported = results.some((result) => result.name === name);
  // A job behind an aggregate job blocks without being required itself.
  if (reported && required.some((item) => policy.gates.includes(item.name))) return gateUnsupported(name);
  if (reported) return finding("CHECK_NOT_REQUIRED", { check: name, valid });
  const nearest = nearestOf(name, known);
  const hint = nearest === null ? "" : ` Did you mean "${nearest}"?`;
  return finding("CHECK_UNKNOWN", { check: name, nearest: hint, valid });
}

/** `auto` picks gate, else check where kind, pin and identity allow it; the rest is refused by name. */
function checkMode(check: ActivatedCheck, { policy, mode, postingApp }: ChooseInput): Finding[] {
  const what = `The check "${check.name}"`;
  if (policy.gates.includes(check.name)) return [gateUnsupported(check.name)];
  if (mode === "merge" || mode === "protection") {
    const hint = "Ask again with override_mode: check, or auto.";
    return [finding("MODE_UNSUPPORTED", { what, mode, hint })];
  }
  if (check.app_id !== null && check.app_id !== postingApp) {
    const posts = postingApp === null ? "an account that is no known app" : `app ${postingApp}`;
    const hint = `It is pinned to app ${check.app_id}, and this token posts as ${posts}: give the pinned app's token, or remove the pin.`;
    return [finding("MODE_UNSUPPORTED", { what: `${what}, pinned to app ${check.app_id},`, mode: "protection", hint })];
  }
  return [];
}

function gateUnsupported(name: string): Finding {
  const what = `The check "${name}"`;
  const hint =
    "Ask for the required check itself, and take it off `gates` in policy.yml where a posted result is enough; or wait for the version that has gates.";
  return finding("MODE_UNSUPPORTED", { what, mode: "gate", hint });
}
