import fc from "fast-check";
import { load } from "js-yaml";
import type { DecisionInput } from "../../src/core/authorization/decide.ts";
import { baseMergeOf, commitOf } from "./facts.ts";
import { basePeople, baseWorld, type FactsDraft, inputOf, type Level, moved } from "./fixture.ts";

/** Everybody in people.yml: login and id. */
export const everybody: readonly (readonly [string, number])[] = Object.values(
  (load(basePeople) as { people: Record<string, { github: { login: string; id: number } }> }).people,
).map(({ github }) => [github.login, Number(github.id)] as const);

export const levels: readonly Level[] = ["L1", "L2", "L3", "EMERGENCY"];
const states = ["APPROVED", "APPROVED", "APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING"] as const;
const person = fc.constantFrom(...everybody);
const minutes = fc.integer({ min: -10, max: 5000 });

type Change = (facts: FactsDraft, digest: string) => void;
const after = (facts: FactsDraft, offset: number): string => moved(facts.pull_request.opened_at, offset * 60_000);

const review = fc
  .record({
    who: person,
    state: fc.constantFrom(...states),
    offset: minutes,
    body: fc.nat({ max: 4 }),
    id: fc.nat({ max: 40 }),
  })
  .map(
    ({ who: [login, id], state, offset, body, id: number }): Change =>
      (facts, digest) => {
        facts.reviews.push({
          id: number * 100 + facts.reviews.length,
          user: { login, id, type: "User" },
          state,
          submitted_at: state === "PENDING" ? null : after(facts, offset),
          commit_id: facts.pull_request.head_sha,
          body:
            [
              "",
              "A reason.",
              `A reason.\nqms-digest: sha256:${digest}`,
              `qms-digest: sha256:${"0".repeat(64)}`,
              `qms-digest: sha256:${digest}`,
            ][body] ?? "",
          editor: null,
        });
        facts.access[String(id)] = "write";
      },
  );

const push = fc.record({ who: person, offset: minutes, same: fc.boolean() }).map(
  ({ who: [login, id], offset, same }): Change =>
    (facts, digest) => {
      facts.pushes.push({
        at: after(facts, offset),
        actor: { login, id },
        manifest_sha256: same ? digest : "1".repeat(64),
      });
    },
);

const commit = fc.record({ who: person, merge: fc.boolean(), sha: fc.nat({ max: 9 }) }).map(
  ({ who: [login, id], merge, sha }): Change =>
    (facts) => {
      facts.commits.push(merge ? baseMergeOf(String(sha), login, id) : commitOf(String(sha), login, id));
    },
);

const other: fc.Arbitrary<Change> = fc.oneof(
  person.map(
    ([login, id]): Change =>
      ({ target }) => {
        target?.authors.push({ login, id });
      },
  ),
  person.map(
    ([, id]): Change =>
      ({ access }) => {
        access[String(id)] = "read";
      },
  ),
  minutes.map(
    (offset): Change =>
      (facts) => {
        facts.evaluated_at = after(facts, Math.max(1, offset));
      },
  ),
  minutes.map(
    (offset): Change =>
      (facts) => {
        facts.phase = "act";
        facts.merged_at = after(facts, offset);
      },
  ),
  fc.nat().map(
    (index): Change =>
      ({ reviews }) => {
        reviews.splice(index % (reviews.length || 1), 1);
      },
  ),
  fc.constantFrom("success", "pending", "failure").map(
    (state): Change =>
      (facts) => {
        for (const check of facts.target?.checks ?? []) check.state = state;
      },
  ),
);

const inputs = new Map<Level, DecisionInput>();
/** The base input of a level, read once. */
export function baseInput(level: Level): DecisionInput {
  const input = inputs.get(level) ?? inputOf(baseWorld(level));
  inputs.set(level, input);
  return input;
}

/** Facts of some level after up to eight changes, most of which leave something to decide. */
export const randomInputs: fc.Arbitrary<DecisionInput> = fc
  .record({
    level: fc.constantFrom(...levels),
    changes: fc.array(fc.oneof({ arbitrary: review, weight: 5 }, push, { arbitrary: commit, weight: 1 }, other), {
      maxLength: 8,
    }),
  })
  .map(({ level, changes }) => {
    const input = baseInput(level);
    const facts = structuredClone(input.facts) as FactsDraft;
    for (const change of changes) change(facts, input.manifest?.sha256 ?? "");
    // What lies in the future was not gathered by anybody, and no two reviews share an id.
    const times = [facts.evaluated_at, ...facts.reviews.flatMap((item) => item.submitted_at ?? [])];
    facts.evaluated_at = times.reduce((last, at) => (Date.parse(at) > Date.parse(last) ? at : last));
    const ids = new Set<number>();
    for (const item of facts.reviews) {
      while (ids.has(item.id)) item.id++;
      ids.add(item.id);
    }
    return { ...input, facts };
  });
