import type { Locator } from "../document/check-schema.ts";
import { pointerTo } from "../document/locate.ts";
import type { View } from "../document/view.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { parseDuration } from "../time/duration.ts";
import { defaultPolicy } from "./default-policy.ts";
import { compareLevels, isLevel, type Level, levels } from "./levels.ts";

/** What no policy may switch off: at L3 and EMERGENCY an approval states the content and its reason (30-authorization.md). */
export function checkFixedRules(view: View, where: Locator): Finding[] {
  const findings: Finding[] = [];
  for (const level of ["L3", "EMERGENCY"] as const) {
    for (const key of ["digest_required", "rationale_required"]) {
      const pointer = `/levels/${level}/${key}`;
      if (view.map(`/levels/${level}`) === null || view.get(pointer) === true) continue;
      const params = {
        field: `levels.${level}.${key}`,
        problem: "must be true",
        hint: "Every approval of this level states what it approves, and why.",
      };
      findings.push(finding("POLICY_RULE", params, where(pointer, "value")));
    }
  }
  for (const criterion of Object.keys(defaultPolicy().levels.L3.approval_criteria ?? {})) {
    const pointer = pointerTo("/levels/L3/approval_criteria", criterion);
    if (view.map("/levels/L3") === null || view.has(pointer)) continue;
    const params = {
      field: `levels.L3.approval_criteria.${criterion}`,
      problem: "is missing",
      hint: "All four criteria of level 3 must hold (R150).",
    };
    findings.push(finding("POLICY_RULE", params, where("/levels/L3", "key")));
  }
  return findings;
}

/**
 * Rows that are weaker than the procedure. An organisation may decide so; whoever reviews the policy should see that it did.
 */
export function checkLooser(view: View, where: Locator): Finding[] {
  const standard = defaultPolicy();
  const findings: Finding[] = [];
  const looser = (pointer: string, now: string, procedure: string): void => {
    const params = { field: pointer.slice(1).replaceAll("/", "."), now, procedure };
    findings.push(finding("POLICY_LOOSER", params, where(pointer, "value")));
  };
  const missing = (pointer: string, wanted: readonly string[], what: string): void => {
    const held = view.texts(pointer);
    const gone = held === null ? [] : wanted.filter((item) => !held.includes(item));
    if (gone.length > 0) looser(pointer, `does not list ${gone.join(", ")}`, what);
  };
  for (const [severity, row] of Object.entries(standard.severities)) {
    const level = view.text(`/severities/${severity}/level`);
    if (isLevel(level) && compareLevels(level, row.level) < 0)
      looser(`/severities/${severity}/level`, `asks for ${level}`, `asks for ${row.level}`);
  }
  for (const [letter, node] of Object.entries(standard.decision_tree)) {
    const level = view.text(`/decision_tree/${letter}/level`);
    if (node.level !== undefined && isLevel(level) && compareLevels(level, node.level) < 0)
      looser(`/decision_tree/${letter}/level`, `asks for ${level}`, `asks for ${node.level}`);
  }
  missing("/certification/required", standard.certification.required, "requires all four certifications");
  missing("/controls/paths", standard.controls.paths, "guards these paths");
  for (const level of levels) checkLevel(level, view, standard, looser);
  return findings;
}

function checkLevel(
  level: Level,
  view: View,
  standard: ReturnType<typeof defaultPolicy>,
  looser: (pointer: string, now: string, procedure: string) => void,
): void {
  const row = standard.levels[level];
  const base = `/levels/${level}`;
  const slots = view.list(`${base}/slots`);
  const always = slots.filter((slot) => (slot as { when?: unknown } | null)?.when === undefined).length;
  const wanted = row.slots.filter((slot) => slot.when === undefined).length;
  if (always > 0 && always < wanted) looser(`${base}/slots`, `always needs ${always} people`, `needs ${wanted}`);
  for (const key of ["request_ttl", "max_lifetime"] as const) {
    const text = view.text(`${base}/${key}`);
    const now = text === null ? null : parseDuration(text);
    const then = parseDuration(row[key]);
    const longer =
      now !== null && then !== null && (now.kind === "calendar" || (then.kind === "elapsed" && now.ms > then.ms));
    if (longer) looser(`${base}/${key}`, `allows ${text}`, `allows ${row[key]}`);
  }
  const risky = (view.texts(`${base}/risk_levels`) ?? []).filter(
    (risk) => !row.risk_levels.some((known) => known === risk),
  );
  if (risky.length > 0)
    looser(`${base}/risk_levels`, `also takes ${risky.join(", ")}`, `takes ${row.risk_levels.join(", ")}`);
  for (const checkClass of view.texts(`${base}/classes`) ?? []) {
    const lowest = levels.find((other) => standard.levels[other].classes.some((known) => known === checkClass));
    if (lowest !== undefined && compareLevels(level, lowest) < 0)
      looser(`${base}/classes`, `lets ${checkClass} be bypassed`, `lets it from ${lowest} on`);
  }
  const severities = view.texts(`${base}/severities`);
  const wider = (severities ?? []).filter(
    (severity) => row.severities !== undefined && !row.severities.some((known) => known === severity),
  );
  if (wider.length > 0)
    looser(`${base}/severities`, `also takes ${wider.join(", ")}`, `takes ${row.severities?.join(", ")}`);
}
