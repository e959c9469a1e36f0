import { certificateGaps, enforcementOf } from "../authorization/judge-review.ts";
import { type Bidder, matchSlots } from "../authorization/match-slots.ts";
import type { Locator } from "../document/check-schema.ts";
import { pointerTo } from "../document/locate.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { Instant } from "../time/instant.ts";
import type { CompiledPeople } from "./compiled-people.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { type Level, levels } from "./levels.ts";
import { rolesNamed } from "./policy-references.ts";

/**
 * Whether the people can carry the policy: no slot that nobody can fill, every level fillable by distinct people.
 * A lapsed certificate only warns here: it blocks the level that it concerns when that is decided, not the whole file.
 */
export function checkStaffing(people: CompiledPeople, policy: CompiledPolicy, at: Instant, where: Locator): Finding[] {
  const findings: Finding[] = [];
  for (const level of levels) findings.push(...checkLevelStaffing(level, people, policy, at, where));
  for (const { role, user } of rolesNamed(policy.policy)) {
    const held = people.teams.has(role) || [...people.byId.values()].some((person) => person.roles.has(role));
    if (!held) findings.push(finding("ROLE_UNASSIGNED", { role, user }, where("/roles", "key")));
  }
  return findings;
}

/** Each level's slots as bidders see them, all conditions taken to hold. Null where a team's members are not known here. */
function staffOf(
  level: Level,
  people: CompiledPeople,
  policy: CompiledPolicy,
  usable: (id: number) => boolean,
): Bidder[] | null {
  const { slots } = policy.policy.levels[level];
  if (slots.some((slot) => slot.roles.some((role) => people.teams.has(role)))) return null;
  return [...people.byId.values()]
    .filter((person) => person.active && usable(person.id))
    .map((person) => ({
      id: person.id,
      slots: slots.flatMap((slot, index) => (slot.roles.some((role) => person.roles.has(role)) ? [index] : [])),
    }))
    .filter((bidder) => bidder.slots.length > 0);
}

function checkLevelStaffing(
  level: Level,
  people: CompiledPeople,
  policy: CompiledPolicy,
  at: Instant,
  where: Locator,
): Finding[] {
  const { slots } = policy.policy.levels[level];
  const staff = staffOf(level, people, policy, () => true);
  if (staff === null) return [];
  const findings: Finding[] = [];
  const place = where("/roles", "key");
  for (const [index, slot] of slots.entries()) {
    if (staff.some((bidder) => bidder.slots.includes(index))) continue;
    const existing = slot.roles.find((role) => Object.hasOwn(people.people.roles, role));
    const spot = existing === undefined ? place : where(pointerTo("/roles", existing), "key");
    findings.push(finding("EMPTY_ROLE", { roles: slot.roles.join(" or "), slot: slot.name, level }, spot));
  }
  if (findings.length > 0) return findings;
  const capacities = slots.map((slot) => slot.min ?? 1);
  const needed = capacities.reduce((sum, capacity) => sum + capacity, 0);
  const available = matchSlots(capacities, staff).size;
  const hint = "Give the roles to further people: one person fills one slot.";
  if (available < needed)
    return [finding("UNSATISFIABLE", { level, needed: peopleNeeded(needed), available, without: "", hint }, place)];
  const blocks = enforcementOf(policy, level) === "block";
  const certified = staffOf(level, people, policy, (id) => {
    const gaps = certificateGaps(id, at, { policy, people, evaluatedAt: at });
    return !blocks || gaps.missing.length + gaps.expired.length === 0;
  });
  const valid = matchSlots(capacities, certified ?? staff).size;
  if (valid < needed) {
    const params = {
      level,
      needed: peopleNeeded(needed),
      available: valid,
      without: " with all certificates valid",
      hint: "Renew the certificates and update people.yml.",
    };
    return [{ ...finding("UNSATISFIABLE", params, place), severity: "warning" }];
  }
  const spare =
    (certified ?? staff).length > needed &&
    (certified ?? staff).every(
      (_, left) =>
        matchSlots(
          capacities,
          (certified ?? staff).filter((__, index) => index !== left),
        ).size === needed,
    );
  if (spare) return [];
  const names = (certified ?? staff).flatMap((bidder) => people.byId.get(bidder.id)?.key ?? []);
  return [
    finding(
      "NOBODY_TO_SPARE",
      { level, people: names.join(", "), roles: slots.map((slot) => slot.roles.join(" or ")).join("; ") },
      place,
    ),
  ];
}

/** `1 person`, `2 distinct people`. */
export function peopleNeeded(count: number): string {
  return count === 1 ? "1 person" : `${count} distinct people`;
}
