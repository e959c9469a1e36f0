import { type Locator, shown } from "../document/check-schema.ts";
import { pointerTo } from "../document/locate.ts";
import type { View } from "../document/view.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { nearestOf } from "../text/nearest.ts";
import { type CalendarSpec, compileCalendar } from "../time/calendar.ts";
import { parseDuration } from "../time/duration.ts";
import { parseLocalDate } from "../time/instant.ts";
import { checkFixedRules, checkLooser } from "./check-looser.ts";
import { levels } from "./levels.ts";
import { references } from "./policy-references.ts";

/** Every rule of 20- and 25-*.md that a schema cannot say: real dates and zones, and names that lead somewhere. */
export function checkPolicy(view: View, where: Locator): Finding[] {
  return [
    ...checkCalendar(view, where),
    ...checkLevels(view, where),
    ...checkDurations(view, view.value, "", where),
    ...checkProcedure(view, where),
    ...checkAudiences(view, where),
    ...checkReferences(view, where),
    ...checkTree(view, where),
    ...checkFixedRules(view, where),
    ...checkLooser(view, where),
  ];
}

function checkCalendar(view: View, where: Locator): Finding[] {
  const calendar = view.map("/calendar");
  if (calendar === null || view.text("/calendar/time_zone") === null) return [];
  for (const key of ["weekend", "holidays", "workdays"]) if (view.texts(`/calendar/${key}`) === null) return [];
  const compiled = compileCalendar(calendar as unknown as CalendarSpec);
  if ("calendar" in compiled) return [];
  return compiled.problems.map(({ key, problem, hint }) =>
    finding(
      "FIELD_INVALID",
      { field: `calendar.${key.replaceAll("/", ".")}`, problem: `cannot be used: ${problem.replace(/\.$/, "")}`, hint },
      where(`/calendar/${key}`, "value"),
    ),
  );
}

/** A level without a slot that always has to be filled would approve itself. */
function checkLevels(view: View, where: Locator): Finding[] {
  return levels.flatMap((level) => {
    if (view.map(`/levels/${level}`) === null) return [];
    const slots = view.get(`/levels/${level}/slots`);
    if (!Array.isArray(slots)) return [];
    const findings: Finding[] = [];
    const always = slots.filter(
      (slot: { when?: unknown; min?: unknown }) => slot?.when === undefined && slot?.min !== 0,
    );
    if (always.length === 0) findings.push(finding("EMPTY_LEVEL", { level }, where(`/levels/${level}/slots`, "key")));
    const names = new Set<string>();
    for (const [index, slot] of slots.entries()) {
      const name = (slot as { name?: unknown } | null)?.name;
      if (typeof name !== "string") continue;
      if (names.has(name)) {
        const params = {
          field: `levels.${level}.slots.${index}.name`,
          problem: `repeats the slot name ${shown(name)}`,
          hint: "Give every slot of a level a name of its own.",
        };
        findings.push(finding("POLICY_RULE", params, where(`/levels/${level}/slots/${index}/name`, "value")));
      }
      names.add(name);
    }
    return findings;
  });
}

/** Every text that starts like a duration has to be one. The schema's pattern lets `P1M2H` and `PT` of zero length through. */
function checkDurations(view: View, value: unknown, pointer: string, where: Locator): Finding[] {
  if (typeof value === "string") {
    if (!durationKeys.test(pointer) || !/^P/.test(value) || parseDuration(value) !== null) return [];
    if (view.text(pointer) === null) return []; // the schema said so already
    const params = {
      field: pointer.slice(1).replaceAll("/", "."),
      problem: `is not a usable duration: ${shown(value)}`,
      hint: "Write it like PT15M, PT72H, P30D or {business_days: 5}.",
    };
    return [finding("FIELD_INVALID", params, where(pointer, "value"))];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => checkDurations(view, child, pointerTo(pointer, key), where));
}

const durationKeys =
  /\/(limit|within|at|every|request_ttl|max_lifetime|remediation_limit|response|retention|defect|security|recurrence|ack_pauses)$/;

/** R3: both dates real, updated not before created. */
function checkProcedure(view: View, where: Locator): Finding[] {
  const findings: Finding[] = [];
  const dates = ["created", "updated"].map((key) => {
    const text = view.text(`/procedure/${key}`);
    if (text === null) return null;
    const date = parseLocalDate(text.slice(0, 10));
    if (date === null) {
      const params = {
        field: `procedure.${key}`,
        problem: `is not a real date: ${shown(text)}`,
        hint: "Write a date as YYYY-MM-DD.",
      };
      findings.push(finding("FIELD_INVALID", params, where(`/procedure/${key}`, "value")));
    }
    return date;
  });
  const [created, updated] = dates;
  if (created != null && updated != null && updated < created) {
    const params = {
      field: "procedure.updated",
      problem: `is before procedure.created (${created})`,
      hint: "Swap or correct the two dates.",
    };
    findings.push(finding("POLICY_RULE", params, where("/procedure/updated", "value")));
  }
  return findings;
}

/** R4: the five audiences of the procedure are there; more are allowed. */
const requiredAudiences = ["devops", "incident-commanders", "qms-coordinators", "development-leads", "security-teams"];

function checkAudiences(view: View, where: Locator): Finding[] {
  const audiences = view.map("/audiences");
  if (audiences === null) return [];
  return requiredAudiences
    .filter((name) => !Object.hasOwn(audiences, name))
    .map((name) => {
      const params = {
        field: `audiences.${name}`,
        problem: "is missing; the procedure is addressed to it",
        hint: "Keep the row; without a channel its notices go to the tracking issue.",
      };
      return finding("POLICY_RULE", params, where("/audiences", "key"));
    });
}

const severities = ["S1", "S2", "S3", "S4"];

/** Every way through the decision tree starts at A, ends, and names a level: otherwise the tree would ask for nothing. */
function checkTree(view: View, where: Locator): Finding[] {
  const tree = view.map("/decision_tree");
  if (tree === null) return [];
  const findings: Finding[] = [];
  const refuse = (letter: string, problem: string, hint: string): void => {
    const pointer = pointerTo("/decision_tree", letter);
    findings.push(finding("POLICY_RULE", { field: `decision_tree.${letter}`, problem, hint }, where(pointer, "key")));
  };
  if (!Object.hasOwn(tree, "A")) {
    refuse("A", "is missing", "The tree starts at the node A.");
    return findings;
  }
  const seen = new Set<string>();
  const walk = (letter: string, above: readonly string[], hasLevel: boolean): void => {
    const pointer = pointerTo("/decision_tree", letter);
    if (view.map(pointer) === null) return; // a name that leads nowhere is reported as such
    if (above.includes(letter)) {
      refuse(letter, `leads back to itself (${[...above, letter].join(">")})`, "Let every path end.");
      return;
    }
    const named = hasLevel || view.has(`${pointer}/level`);
    // A node is the same however it was reached: without this a small file could ask for a walk without end.
    if (seen.has(`${letter} ${named}`)) return;
    seen.add(`${letter} ${named}`);
    // A question without an answer for everybody would let those it forgets through.
    const question = view.text(`${pointer}/ask`);
    for (const answer of question === null ? [] : question === "severity" ? severities : ["yes", "no"]) {
      if (!view.has(`${pointer}/answers/${answer}`))
        refuse(letter, `has no answer for ${answer}`, "Say where it leads.");
    }
    const next = [view.text(`${pointer}/next`), ...Object.values(view.map(`${pointer}/answers`) ?? {})];
    const ways = next.filter((way): way is string => typeof way === "string");
    if (ways.length === 0 && !named) refuse(letter, "ends without a level", "Give this node or one before it a level.");
    for (const way of new Set(ways)) walk(way, [...above, letter], named);
  };
  walk("A", [], false);
  return findings;
}

/** A row that names something that does not exist would never fire. */
function checkReferences(view: View, where: Locator): Finding[] {
  return references(view).flatMap(({ pointer, kind, name, known }) => {
    if (known.has(name)) return [];
    const nearest = nearestOf(name, known);
    const hint =
      nearest === null ? `Defined: ${[...known].slice(0, 15).join(", ") || "none"}.` : `Did you mean "${nearest}"?`;
    return [
      finding(
        "REFERENCE_UNKNOWN",
        { field: pointer.slice(1).replaceAll("/", "."), kind, name, hint },
        where(pointer, "value"),
      ),
    ];
  });
}
