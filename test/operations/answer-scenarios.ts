import type { EventDraft } from "../../src/core/ledger/event-id.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  lifeUntil,
  MAIN_ROOT,
  manifestOf,
  manifestText,
  ordinaryWorld,
  policyText,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { certifiedUntil } from "./slot-scenarios.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// What people bring into the record: who they are, of which kind it is, and what rests on it.

const people = `schema: qms.people/v1
people:
  lea: { github: { login: lea, id: 101 }, status: active, ${certifiedUntil("2026-12-31")} }
  cy: { github: { login: cy, id: 103 }, status: active }
  qa: { github: { login: qa, id: 104 }, status: active }
  dev: { github: { login: dev, id: 200 }, status: active }
  eve: { github: { login: eve, id: 300 }, status: active }
roles:
  lead-devops: [lea]
  commander: [cy]
  qms-quality-coordinator: [qa]
`;
const person = (id: number, login: string) => ({ id, login, role: null, kind: "human" as const });
const [lea, cy, qa, dev, eve] = [
  person(101, "lea"),
  person(103, "cy"),
  person(104, "qa"),
  person(200, "dev"),
  person(300, "eve"),
];
const robot = { ...person(41898282, "github-actions[bot]"), kind: "automation" as const };

const text = manifestText(BYPASS_A, "remediation:\n  success_criteria: [It is green]\n");
const asWas = [
  { key: "criterion_1", state: "done", by: "obligation.done" },
  { key: "technical_debt_tracking", state: "na", by: "obligation.na" },
  { key: "lessons_learned_capture", state: "done", by: "lesson.recorded" },
  { key: "5_day_review", state: "done", by: "assessment.completed" },
];
const evidence = { evidence_kind: "url", evidence: "https://example.com/1" };
type Answer = "criterion" | "na" | "lesson" | "review" | "training";

/** A, whose owner is dev, is closed by lea when everybody has answered what is theirs to answer, but for what is made another. */
const answered =
  (
    others: Partial<Record<Answer, Partial<EventDraft> & { readonly instead?: Partial<EventDraft> }>> = {},
    named: readonly object[] = asWas,
    more: readonly ((ids: { readonly fixed: string }) => LedgerEvent)[] = [],
    by = people,
  ) =>
  (): World => {
    const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A, text }]);
    if (first === undefined) throw new Error("no registry");
    return ordinaryWorld({
      registry: [{ ...first, files: { ...first.files, ".qms/people.yml": by } }, ...rest],
      events: ({ commit, ...real }) => {
        const at = { bypass: BYPASS_A, main_head: real.fixed };
        const manifest = manifestOf(BYPASS_A, text);
        const extra = { "remediation.verified": { ...at, actor: lea, data: { comment_id: 12, obligations: named } } };
        const life = [
          ...lifeUntil("bypass.approved", BYPASS_A, { ...real, manifest, registryHead: commit("R0") }),
          ...lifeUntil("remediation.verified", BYPASS_A, {
            ...{ ...real, manifest, registryHead: commit("R1"), extra },
          }).slice(3),
        ];
        const answers: readonly (readonly [Answer, string, Partial<EventDraft>])[] = [
          ["criterion", "obligation.done", { actor: lea, data: { key: "criterion_1", comment_id: 1, ...evidence } }],
          [
            "na",
            "obligation.na",
            { actor: cy, data: { key: "technical_debt_tracking", comment_id: 2, reason: "There is none." } },
          ],
          ["lesson", "lesson.recorded", { actor: dev, data: { comment_id: 3, text: "Ask earlier." } }],
          ["review", "assessment.completed", { actor: lea, data: { comment_id: 4, kind: "post_incident" } }],
          [
            "training",
            "training.completed",
            {
              ...{ actor: qa, bypass: "PROCEDURE" },
              data: { comment_id: 5, person_id: 200, login: "dev", module: "bypass_decision_workflow" },
            },
          ],
        ];
        const given = answers.map(([name, type, event]) => {
          const { instead, ...other } = others[name] ?? {};
          if (instead !== undefined) return eventOf(instead.type ?? type, 10, { ...at, key: name, ...instead });
          return eventOf(type, 10, { ...at, key: name, ...event, ...other, data: { ...event.data, ...other.data } });
        });
        const closing = life.findIndex(({ type }) => type === "remediation.verified");
        const behind = more.map((event) => event(real));
        return [life.slice(0, closing), given, [...life.slice(closing), ...behind]];
      },
    });
  };

/** What a bypass is said to have caused, by lea an hour later. */
const caused = (type: "defect.attributed" | "incident.caused", data: Partial<LedgerEvent["data"]>) =>
  answered({}, asWas, [
    ({ fixed }) =>
      eventOf(type, 70, { bypass: BYPASS_A, main_head: fixed, actor: lea, data: { comment_id: 7, ...data } }),
  ]);
const at = (time: string): string => `2026-03-02T${time}:00.000Z`;
const mistimed = (name: string, make: () => World): Scenario => ({
  ...{ name, make, verdict: "pass", codes: ["BACKDATED_RECORD"], severity: "warning" },
});

const gated = `${policyText}obligations:
  rollback_ready:
    { when: { level: [L1] }, text: "Try the rollback", owner: level_role, due: { before: bypass.activated },
      evidence: [url], gates: activation, source: R161 }
`;
/** A, for which the rollback has to be tried before anything takes effect, was approved behind these answers, one a minute. */
const prepared = (...answers: readonly Partial<EventDraft>[]) => preparedIn({}, ...answers);
const preparedIn =
  (request: Partial<EventDraft>, ...answers: readonly Partial<EventDraft>[]) =>
  (): World => {
    const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A }]);
    if (first === undefined) throw new Error("no registry");
    const files = { ...first.files, ".qms/people.yml": people, ".qms/policy.yml": gated };
    return ordinaryWorld({
      registry: [{ ...first, files }, ...rest],
      events: ({ commit, ...real }) => {
        const seen = (name: string) => ({ ...real, registryHead: commit(name) });
        const life = [
          ...lifeUntil("bypass.approved", BYPASS_A, { ...seen("R0"), extra: { "request.accepted": request } }),
          ...lifeUntil("remediation.opened", BYPASS_A, seen("R1")).slice(3),
        ];
        const given = answers.map(({ type = "obligation.done", ...answer }) =>
          eventOf(type, 1, {
            ...{ bypass: BYPASS_A, main_head: MAIN_ROOT, key: "rollback_ready", actor: lea, ...answer },
            data: { key: "rollback_ready", comment_id: 8, ...(answer.data ?? evidence) },
          }),
        );
        return [[...life.slice(0, 2), ...given], life.slice(2)];
      },
    });
  };

/** Cy asked first, in a pull request that was withdrawn; somebody else asked anew, and Cy set the condition aside. */
const askedBefore = preparedIn(
  { actor: cy, source: { kind: "api", url: "https://github.com/acme/payments/pull/511" } },
  { type: "obligation.na", actor: cy, data: { reason: "There is none." } },
);

const acknowledged = (actor: typeof lea | typeof robot) =>
  answered({}, asWas, [
    ({ fixed }) =>
      eventOf("escalation.acknowledged", 70, { bypass: BYPASS_A, main_head: fixed, actor, data: { comment_id: 9 } }),
  ]);

const progressBy = (actor: typeof lea) =>
  answered({}, asWas, [
    ({ fixed }) => {
      const data = { comment_id: 9, kind: "found", text: "An additional issue: codeql" };
      return eventOf("remediation.progress", 70, { bypass: BYPASS_A, main_head: fixed, actor, data });
    },
  ]);

const documentBy = (actor: typeof lea) =>
  answered({}, asWas, [
    ({ fixed }) => {
      const data = { comment_id: 9, kind: "incident_report", evidence: "https://example.com/2" };
      return eventOf("deliverable.submitted", 70, { bypass: BYPASS_A, main_head: fixed, actor, data });
    },
  ]);

export const answerLife: readonly Ordinary[] = [
  { name: "a further issue that somebody without a role finds", make: progressBy(eve) },
  { name: "a limit that is taken note of by whom a rung has told", make: acknowledged(eve) },
  { name: "a request whose condition was met before its approval", make: prepared({}) },
  {
    name: "a request whose condition a level above set aside",
    make: prepared({ type: "obligation.na", actor: cy, data: { reason: "There is none." } }),
  },
  { name: "a document of somebody of a level above, as the first version let them", make: documentBy(cy) },
  { name: "a remediation that is closed when everybody has answered what is theirs", make: answered() },
  {
    name: "a defect that was noticed after the merge",
    make: caused("defect.attributed", { detected_at: at("09:40") }),
  },
  {
    name: "an incident that began after the merge, and is over",
    make: caused("incident.caused", { declared_at: at("09:40"), stabilized_at: at("09:50") }),
  },
  {
    name: "a lesson of the lead, and an assessment of a coordinator",
    make: answered({ lesson: { actor: lea }, review: { actor: qa } }),
  },
];

const told = (name: string, make: () => World, ...codes: readonly string[]): Scenario => ({
  ...{ name, make, verdict: "fail", codes, severity: "error" },
});
const byOther = (name: string, others: Parameters<typeof answered>[0]): Scenario =>
  told(name, answered(others), "ACTOR_NOT_ENTITLED");

export const answerScenarios: readonly Scenario[] = [
  byOther("an obligation that is set aside by somebody of the level itself", { na: { actor: lea } }),
  byOther("a success criterion that somebody without a role confirms", { criterion: { actor: eve } }),
  byOther("a success criterion that a robot confirms", { criterion: { actor: robot } }),
  byOther("a lesson of somebody who has no part in it", { lesson: { actor: eve } }),
  byOther("a lesson in the owner's name, by another account", { lesson: { actor: person(301, "dev") } }),
  byOther("an assessment by somebody without a role", { review: { actor: eve } }),
  byOther("a training that somebody without a role records", { training: { actor: lea } }),
  byOther("a training that somebody vouches for themselves", { training: { data: { person_id: 104, login: "qa" } } }),
  told(
    "a closing by a review of another kind than the policy asks for",
    answered({ review: { data: { kind: "weekly", result: "fail" } } }),
    "MISSING_OBLIGATION",
  ),
  told(
    "a closing by a review that is about the procedure as a whole",
    answered({ review: { bypass: "PROCEDURE", actor: qa } }),
    "MISSING_OBLIGATION",
  ),
  told(
    "a success criterion that is set aside, and named so",
    answered(
      {
        criterion: {
          instead: { type: "obligation.na", actor: cy, data: { key: "criterion_1", comment_id: 1, reason: "Later." } },
        },
      },
      asWas.map((one) => (one.key === "criterion_1" ? { ...one, state: "na", by: "obligation.na" } : one)),
    ),
    "MISSING_OBLIGATION",
  ),
  mistimed("a defect that is noticed after it was said", caused("defect.attributed", { detected_at: at("19:40") })),
  mistimed("a defect that was there before the merge", caused("defect.attributed", { detected_at: at("08:40") })),
  mistimed("an incident that began before the merge", caused("incident.caused", { declared_at: at("08:40") })),
  mistimed(
    "an incident that was over before it began",
    caused("incident.caused", { declared_at: at("09:40"), stabilized_at: at("09:30") }),
  ),
  told("a request whose condition nobody met", prepared(), "MISSING_OBLIGATION"),
  told(
    "a request whose condition the requester met",
    prepared({ actor: person(120, "req") }),
    ...["ACTOR_NOT_ENTITLED", "MISSING_OBLIGATION"],
  ),
  {
    ...{ name: "a request whose condition was set aside by who had asked in another pull request", make: askedBefore },
    ...{ verdict: "pass", codes: ["MISSING_OBLIGATION"], severity: "warning" },
  },
  told("a further issue of a stranger", progressBy(person(666, "x")), "ACTOR_NOT_ENTITLED"),
  told("a document of somebody without a role", documentBy(eve), "ACTOR_NOT_ENTITLED"),
  told("a limit that is taken note of by a stranger", acknowledged(person(666, "x")), "ACTOR_NOT_ENTITLED"),
  told("a limit that is taken note of by a robot", acknowledged(robot), "ACTOR_NOT_ENTITLED"),
  told(
    "a success criterion that the owner confirms",
    answered({ criterion: { actor: dev } }, asWas, [], people.replace("[lea]", "[lea, dev]")),
    "SELF_VERIFICATION",
  ),
];
