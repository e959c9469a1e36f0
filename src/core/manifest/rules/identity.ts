import { shown } from "../../document/check-schema.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import { nearestOf } from "../../text/nearest.ts";
import { manifestPath, parseManifestId } from "../manifest-id.ts";
import type { RuleContext } from "./context.ts";

const registryFolder = /(?:^|\/)\.qms\/bypasses\//;

/** The id is real, and says the same as level, folder and file name. */
export function checkIdentity({ view, where, path, level, policy }: RuleContext): Finding[] {
  const findings: Finding[] = [];
  const procedure = view.text("/procedure");
  const expected = policy.policy.procedure.id;
  if (procedure !== null && procedure !== expected) {
    findings.push(finding("PROCEDURE_MISMATCH", { found: shown(procedure), expected }, where("/procedure", "value")));
  }
  const text = view.text("/id");
  if (text === null) return findings;
  const place = where("/id", "value");
  const id = parseManifestId(text);
  if (id === null) {
    const problem = `is not a real date and time: ${shown(text)}`;
    findings.push(
      finding("FIELD_INVALID", { field: "id", problem, hint: "Use the UTC second of the request." }, place),
    );
    return findings;
  }
  if (level !== null && id.level !== level) {
    const hint = "Use the level's letters in the id (L1, L2, L3, EM) and in the file name.";
    findings.push(finding("ID_PATH_MISMATCH", { id: text, what: `level ${level}`, hint }, place));
  }
  // A draft may lie anywhere; in the registry the path is part of the name.
  if (path !== null && registryFolder.test(path)) {
    const wanted = manifestPath(id);
    if (path !== wanted && !path.endsWith(`/${wanted}`)) {
      findings.push(
        finding("ID_PATH_MISMATCH", { id: text, what: `the path ${path}`, hint: `Name the file ${wanted}.` }, place),
      );
    }
  }
  return findings;
}

/** No pattern where exact names are asked; `all` at EMERGENCY only. */
export function checkNames({ view, where, level }: RuleContext): Finding[] {
  const checks = view.get("/checks");
  if (checks === "all" && level !== null && level !== "EMERGENCY") {
    const params = { check: "all", problem: "stands for every required check, which EMERGENCY alone may ask for" };
    return [finding("WILDCARD_FORBIDDEN", params, where("/checks", "value"))];
  }
  return (view.texts("/checks") ?? []).flatMap((check, index) =>
    check.includes("*")
      ? [finding("WILDCARD_FORBIDDEN", { check, problem: "holds a wildcard" }, where(`/checks/${index}`, "value"))]
      : [],
  );
}

/** The trigger belongs to the level, and what it needs is there. At EMERGENCY the criteria take its place. */
export function checkTrigger({ view, where, level, policy }: RuleContext): Finding[] {
  const trigger = view.text("/trigger");
  if (trigger === null || level === null) return [];
  const place = where("/trigger", "value");
  const { triggers } = policy.policy;
  const ofLevel = Object.keys(triggers).filter((name) => triggers[name]?.level === level);
  if (level === "EMERGENCY") {
    const problem = "does not belong into an EMERGENCY request";
    return [
      finding(
        "TRIGGER_LEVEL_MISMATCH",
        { trigger, problem, hint: "Name the criteria in incident.criteria instead." },
        place,
      ),
    ];
  }
  const row = Object.hasOwn(triggers, trigger) ? triggers[trigger] : undefined;
  if (row === undefined || row.level !== level) {
    const problem =
      row === undefined ? "is not a trigger of the policy" : `belongs to level ${row.level}, not to ${level}`;
    const nearest = nearestOf(trigger, ofLevel);
    const hint =
      nearest === null
        ? `Triggers of ${level}: ${ofLevel.join(", ")}.`
        : `Did you mean "${nearest}"? Triggers of ${level}: ${ofLevel.join(", ")}.`;
    return [finding("TRIGGER_LEVEL_MISMATCH", { trigger, problem, hint }, place)];
  }
  const findings: Finding[] = [];
  const severity = view.text("/severity");
  if (row.severity !== undefined && severity !== null && !row.severity.some((allowed) => allowed === severity)) {
    const params = {
      severity,
      evidence: `the trigger ${trigger}, which is for ${row.severity.join(", ")}`,
      hint: "Choose the trigger that fits the severity.",
    };
    findings.push(finding("SEVERITY_UNSUPPORTED", params, where("/severity", "value")));
  }
  for (const field of row.needs ?? []) {
    if (view.has(`/${field}`)) continue;
    const params = { field, where: "", hint: `: the trigger ${trigger} needs it` };
    findings.push(finding("FIELD_MISSING", params, { ...place, pointer: `/${field}` }));
  }
  const regulations = view.texts("/regulations");
  if (row.min_regulations !== undefined && regulations !== null && regulations.length < row.min_regulations) {
    const problem = `names ${regulations.length}; the trigger ${trigger} is about at least ${row.min_regulations} that conflict`;
    findings.push(
      finding(
        "FIELD_INVALID",
        { field: "regulations", problem, hint: "Name both requirements." },
        where("/regulations", "value"),
      ),
    );
  }
  return findings;
}
