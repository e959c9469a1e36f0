import type { CheckFacts, Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesPath } from "../text/glob.ts";
import { listed } from "../text/listed.ts";
import { nearestOf } from "../text/nearest.ts";
import { checkRetroactive, isRetroactive } from "./check-retroactive.ts";
import { foldLogin } from "./identity.ts";

/** The target pull request is the one that the manifest names, and its named checks exist, are required and fail. */
export function checkTarget(facts: Facts, manifest: ManifestReading, policy: CompiledPolicy): Finding[] {
  const { target } = facts;
  const { view, where } = manifest;
  if (target == null) {
    const number = view.integer("/target/pull_request");
    // A manifest that names no target is refused for that; nobody could have read one.
    if (number === null || view.text("/target/base") === null) return [];
    const repository = view.text("/target/repository") ?? "this repository";
    return [finding("TARGET_UNKNOWN", { number, repository }, where("/target/pull_request", "value"))];
  }
  const findings: Finding[] = [];
  const compare = (field: string, wanted: string | null, actual: string, same: boolean): void => {
    if (wanted !== null && !same)
      findings.push(
        finding("TARGET_MISMATCH", { field, manifest: wanted, actual }, where(`/target/${field}`, "value")),
      );
  };
  const repository = view.text("/target/repository");
  const number = view.integer("/target/pull_request");
  const base = view.text("/target/base");
  compare(
    "repository",
    repository,
    target.repository,
    repository !== null && foldLogin(repository) === foldLogin(target.repository),
  );
  compare("pull_request", number === null ? null : String(number), String(target.number), number === target.number);
  findings.push(...checkControls(facts, manifest, policy));
  if (isRetroactive(manifest)) {
    compare("base", base, target.base, base === target.base);
    return [...findings, ...checkRetroactive(target, manifest)];
  }
  // At act, 40-override.md steps 3 and 4 judge the target: a check that we made green is not "not failing".
  if (facts.phase === "act") return findings;

  compare("base", base, target.base, base === target.base);
  const place = where("/target/pull_request", "value");
  if (target.state !== "open") {
    const hint = "Register another pull request, or reopen this one at the same head.";
    findings.push(finding("TARGET_NOT_OPEN", { number: target.number, state: target.state, hint }, place));
  } else if (target.draft) {
    findings.push(
      finding("TARGET_NOT_OPEN", { number: target.number, state: "a draft", hint: "Mark it ready for review." }, place),
    );
  }
  if (target.fork) findings.push(finding("TARGET_FORK", { number: target.number }, place));
  const head = view.text("/target/head_sha");
  if (head !== null && head !== target.head_sha) {
    findings.push(
      finding("HEAD_CHANGED", { manifest: head, actual: target.head_sha }, where("/target/head_sha", "value")),
    );
  }
  return [...findings, ...checkNamedChecks(facts, manifest, policy)];
}

/** Whether a check blocks as a job behind a gate, which a skipped one does, too. */
function isGated(check: CheckFacts, policy: CompiledPolicy): boolean {
  return check.gate != null && policy.policy.gates.includes(check.gate);
}

/** States that GitHub counts as passed; `skipped` and `neutral` pass too (reference-github.md, a1). */
const passing = new Set(["success", "skipped", "neutral"]);
/** States of something that has not ended. */
const running = new Set(["pending", "queued", "in_progress", "waiting", "requested", "expected"]);

/** Whether a check blocks the merge by itself or as a job of a gate that the policy names. */
function isRequired(check: CheckFacts, policy: CompiledPolicy): boolean {
  return check.required || isGated(check, policy);
}

function stateOf(check: CheckFacts, policy: CompiledPolicy): "passing" | "running" | "failing" {
  const state = check.state.toLowerCase();
  if (state === "skipped" && !check.required && isGated(check, policy)) return "failing";
  return passing.has(state) ? "passing" : running.has(state) ? "running" : "failing";
}

/** Names of the target's checks that a bypass can be for: required, failing, and no gate. */
export function failingChecks({ target }: Facts, policy: CompiledPolicy): string[] {
  const found = (target?.checks ?? [])
    .filter((check) => !policy.policy.gates.includes(check.name))
    .filter((check) => isRequired(check, policy) && stateOf(check, policy) === "failing");
  return [...new Set(found.map((check) => check.name))];
}

function checkNamedChecks(facts: Facts, manifest: ManifestReading, policy: CompiledPolicy): Finding[] {
  const checks = facts.target?.checks ?? [];
  const names = manifest.view.get("/checks") === "all" ? [] : (manifest.view.texts("/checks") ?? []);
  const usable = failingChecks(facts, policy);
  const valid = usable.length === 0 ? "none" : listed(usable, 20);
  const findings: Finding[] = [];
  for (const [index, name] of names.entries()) {
    if (name.includes("*")) continue; // WILDCARD_FORBIDDEN says it
    const place = manifest.where(`/checks/${index}`, "value");
    if (policy.policy.gates.includes(name)) {
      findings.push(finding("CHECK_IS_GATE", { check: name, valid }, place));
      continue;
    }
    // A status and a check run of the same name are both required; GitHub compares status contexts ignoring case.
    // Exactly, case included, although GitHub compares status contexts ignoring case: the name that was classified, reviewed
    // and counted must be the name that is overridden, or `Secret-Scan` would slip past a rule about `secret-scan`.
    const found = checks.filter((check) => check.name === name);
    if (found.length === 0) {
      const nearest = nearestOf(
        name,
        checks.map((check) => check.name),
      );
      findings.push(
        finding(
          "CHECK_UNKNOWN",
          { check: name, nearest: nearest === null ? "" : ` Did you mean "${nearest}"?`, valid },
          place,
        ),
      );
      continue;
    }
    const required = found.filter((check) => isRequired(check, policy));
    if (required.length === 0) {
      findings.push(finding("CHECK_NOT_REQUIRED", { check: name, valid }, place));
      continue;
    }
    if (required.some((check) => stateOf(check, policy) === "failing")) continue;
    const open = required.find((check) => stateOf(check, policy) === "running");
    if (open !== undefined) findings.push(finding("CHECK_IN_PROGRESS", { check: name, state: open.state }, place));
    else findings.push(finding("CHECK_NOT_FAILING", { check: name, state: required[0]?.state ?? "", valid }, place));
  }
  return findings;
}

/** A target that changes what guards the procedure takes one of the levels that the policy names for it. */
function checkControls(facts: Facts, manifest: ManifestReading, policy: CompiledPolicy): Finding[] {
  const { controls } = policy.policy;
  const level = manifest.view.text("/level");
  const touched = (facts.target?.files ?? []).filter((path) =>
    controls.paths.some((pattern) => matchesPath(pattern, path)),
  );
  if (touched.length === 0 || level === null || controls.levels.some((allowed) => allowed === level)) return [];
  const levels = controls.levels.length === 0 ? "no level at all" : `level ${controls.levels.join(" or ")}`;
  return [
    finding(
      "TARGET_TOUCHES_CONTROLS",
      { files: listed(touched), levels },
      manifest.where("/target/pull_request", "value"),
    ),
  ];
}
