import type { TrainingRow } from "../../../generated/types/report.ts";
import { own } from "../../own.ts";
import type { CompiledPeople, CompiledPerson } from "../../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { validThroughEndOf } from "../../time/business-days.ts";
import { type Instant, parseLocalDate } from "../../time/instant.ts";
import { sorted } from "../kpis/figures.ts";

/** A certificate that runs out within 30 days is told before it does. */
const SOON = 30 * 86_400_000;

/**
 * Who of a role holds what the policy asks: required certificates of the roles that fill a slot, and the training modules of each group.
 * Active people only; of a role that is a GitHub team nobody knows the members from git.
 * @param at the instant for which certificates have to be valid
 */
export function trainingRows(people: CompiledPeople, { policy, calendar }: CompiledPolicy, at: Instant): TrainingRow[] {
  const active = [...people.byId.values()].filter((person) => person.active);
  const slots = Object.values(policy.levels).flatMap(({ slots: list }) => list.flatMap(({ roles }) => roles));
  const approving = sorted(slots);
  const holders = (role: string) => (people.teams.has(role) ? null : active.filter(({ roles }) => roles.has(role)));
  const certificates = approving.flatMap((role) =>
    policy.certification.required.map((subject) =>
      rowOf("certificate", role, subject, holders(role), (person) => {
        const date = parseLocalDate(own(person.certifications, subject) ?? "");
        if (date === null) return "missing";
        const end = validThroughEndOf(date, calendar);
        return at >= end ? "expired" : end - at <= SOON ? "expiring" : "valid";
      }),
    ),
  );
  const modules = Object.values(policy.training.groups).flatMap((group) =>
    group === null
      ? []
      : group.roles.flatMap((role) =>
          group.modules.map((subject) =>
            rowOf("module", role, subject, holders(role), ({ key }) => {
              const done = own(people.people.people[key]?.training ?? {}, subject);
              return done === undefined ? "missing" : "valid";
            }),
          ),
        ),
  );
  return [...certificates, ...modules];
}

type Holding = "valid" | "expiring" | "expired" | "missing";

function rowOf(
  kind: TrainingRow["kind"],
  role: string,
  subject: string,
  holders: readonly CompiledPerson[] | null,
  judge: (person: CompiledPerson) => Holding,
): TrainingRow {
  const judged = (holders ?? []).map((person) => ({ login: person.login, holding: judge(person) }));
  const those = (wanted: Holding) =>
    sorted(judged.filter(({ holding }) => holding === wanted).map(({ login }) => login));
  return {
    ...{ kind, role, subject, holders: holders === null ? null : holders.length },
    ...{ valid: those("valid"), expiring: those("expiring"), expired: those("expired"), missing: those("missing") },
  };
}
