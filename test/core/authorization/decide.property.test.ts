import fc from "fast-check";
import { expect, test } from "vitest";
import { type DecisionInput, decide } from "../../../src/core/authorization/decide.ts";
import type { Decision } from "../../../src/generated/types/decision.ts";
import type { Facts, Review } from "../../../src/generated/types/facts.ts";
import { everybody, randomInputs } from "../../support/random-worlds.ts";

const seed = 20261123;
const settings = { seed, numRuns: 1000 };
const withFacts = (input: DecisionInput, change: Partial<Facts>): DecisionInput => ({
  ...input,
  facts: { ...input.facts, ...change },
});

/** The decision without the words in which a login may stand. */
const substance = ({ verdict, tree, criteria, candidates, findings }: Decision) => ({
  verdict,
  tree,
  criteria: criteria.map(({ criterion, status, by }) => ({ criterion, status, by })),
  candidates: candidates.map(({ person, id, review_id, code }) => ({ person, id, review_id, code })),
  findings: findings.map(({ code, severity }) => ({ code, severity })),
});

/** A list in another order, told by one number. */
function shuffled<Item>(items: readonly Item[], by: number): Item[] {
  const left = [...items];
  const result: Item[] = [];
  for (let state = by + 1; left.length > 0; state = (state * 48271) % 2147483647) {
    result.push(...left.splice(state % left.length, 1));
  }
  return result;
}

test("the random worlds reach every verdict, and most codes of reviews", () => {
  const seen = new Map<string, number>();
  for (const input of fc.sample(randomInputs, { seed, numRuns: 1500 })) {
    const decision = decide(input);
    for (const word of [decision.verdict, ...decision.candidates.map((item) => item.code)]) {
      seen.set(word, (seen.get(word) ?? 0) + 1);
    }
  }
  const wanted = "approved pending denied OK SURPLUS CONTRIBUTOR BENEFICIARY NOT_IN_ROLE DISMISSED CHANGES_REQUESTED";
  for (const word of [...wanted.split(" "), "STALE_MANIFEST", "AFTER_MERGE", "REQUEST_EXPIRED", "RATIONALE_MISSING"]) {
    expect(seen.get(word) ?? 0, word).toBeGreaterThan(3);
  }
});

test("the order of the lists never matters, in no word of the decision", () => {
  fc.assert(
    fc.property(randomInputs, fc.nat({ max: 1_000_000 }), (input, by) => {
      const { facts } = input;
      const target = facts.target;
      const turned = withFacts(input, {
        reviews: shuffled(facts.reviews, by),
        commits: shuffled(facts.commits, by + 1),
        pushes: shuffled(facts.pushes, by + 2),
        events: shuffled(facts.events ?? [], by + 3),
        notifications: shuffled(facts.notifications ?? [], by + 4),
        existing_manifests: shuffled(facts.existing_manifests, by + 5),
        pull_request: { ...facts.pull_request, files: shuffled(facts.pull_request.files, by + 6) },
        target:
          target === null
            ? null
            : {
                ...target,
                authors: shuffled(target.authors, by + 7),
                files: shuffled(target.files, by + 8),
                checks: shuffled(target.checks, by + 9),
              },
      });
      expect(decide(turned)).toEqual(decide(input));
    }),
    settings,
  );
});

test("how the reviews came in pages never matters", () => {
  fc.assert(
    fc.property(randomInputs, fc.integer({ min: 1, max: 5 }), (input, size) => {
      const pages: Review[][] = [];
      for (const [index, review] of input.facts.reviews.entries()) {
        if (index % size === 0) pages.push([]);
        pages[pages.length - 1]?.push(review);
      }
      expect(decide(withFacts(input, { reviews: pages.reverse().flat() }))).toEqual(decide(input));
    }),
    settings,
  );
});

test("the same facts make the same decision, and stay as they were", () => {
  fc.assert(
    fc.property(randomInputs, (input) => {
      const before = JSON.stringify(input.facts);
      const first = decide(input);
      expect(decide({ ...input, facts: structuredClone(input.facts) })).toEqual(first);
      expect(JSON.stringify(input.facts)).toBe(before);
    }),
    settings,
  );
});

test("upper-case logins never matter", () => {
  fc.assert(
    fc.property(randomInputs, (input) => {
      const facts = JSON.parse(JSON.stringify(input.facts), (key, value: unknown) =>
        key === "login" && typeof value === "string" ? value.toUpperCase() : value,
      ) as Facts;
      expect(substance(decide({ ...input, facts }))).toEqual(substance(decide(input)));
    }),
    settings,
  );
});

test("what strangers say never changes a verdict", () => {
  const stranger = fc.record({
    id: fc.integer({ min: 5000, max: 9000 }),
    // Also under the login of somebody who may approve.
    login: fc.constantFrom("stranger", ...everybody.map(([login]) => login)),
    state: fc.constantFrom<Review["state"]>("APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED"),
    type: fc.constantFrom("User", "Bot"),
    minute: fc.integer({ min: 10, max: 59 }),
    access: fc.constantFrom<Facts["access"][string]>("read", "write", "admin"),
  });
  fc.assert(
    fc.property(randomInputs, fc.array(stranger, { minLength: 1, maxLength: 4 }), (input, strangers) => {
      const day = input.facts.pull_request.opened_at.slice(0, 14);
      const reviews = strangers.map(
        ({ id, login, state, type, minute }, index): Review => ({
          id: 90_000 + index,
          user: { login, id, type },
          state,
          // Not after the decision: nobody can have gathered that.
          submitted_at:
            Date.parse(`${day}${minute}:00Z`) > Date.parse(input.facts.evaluated_at)
              ? input.facts.evaluated_at
              : `${day}${minute}:00Z`,
          commit_id: null,
          body: `Yes.\nqms-digest: sha256:${input.facts.pull_request.manifest_sha256}`,
          editor: null,
        }),
      );
      const access = Object.fromEntries(strangers.map(({ id, access: level }) => [String(id), level]));
      const with_ = decide(
        withFacts(input, {
          reviews: [...input.facts.reviews, ...reviews],
          access: { ...input.facts.access, ...access },
        }),
      );
      const without = decide(input);
      expect([with_.verdict, with_.tree]).toEqual([without.verdict, without.tree]);
    }),
    settings,
  );
});

test("without somebody whose last word is an approval, nothing becomes approved", () => {
  let approved = 0;
  fc.assert(
    fc.property(randomInputs, fc.nat({ max: 30 }), (input, pick) => {
      const decision = decide(input);
      const word = (review: Review): boolean => review.state !== "COMMENTED" && review.state !== "PENDING";
      const last = new Map<number, Review>();
      for (const review of [...input.facts.reviews].filter(word).sort(byTime)) last.set(review.user?.id ?? 0, review);
      const approvers = [...last].filter(([, review]) => review.state === "APPROVED").map(([id]) => id);
      const gone = approvers[pick % (approvers.length || 1)];
      const left = decide(withFacts(input, { reviews: input.facts.reviews.filter((each) => each.user?.id !== gone) }));
      if (decision.verdict === "approved") approved++;
      else expect(left.verdict).not.toBe("approved");
    }),
    settings,
  );
  expect(approved).toBeGreaterThan(50);
});

const byTime = (a: Review, b: Review): number =>
  Date.parse(a.submitted_at ?? "") - Date.parse(b.submitted_at ?? "") || a.id - b.id;

test("nobody who had a hand in the request or its target ever counts", () => {
  let counted = 0;
  fc.assert(
    fc.property(randomInputs, (input) => {
      const { facts } = input;
      const banned = new Set<number>([
        facts.pull_request.author?.id ?? 0,
        ...facts.commits.filter((item) => item.merge_of_base !== true).map((item) => item.author?.id ?? 0),
        ...facts.pushes
          .filter((item) => item.manifest_sha256 !== facts.pull_request.manifest_sha256)
          .map((item) => item.actor?.id ?? 0),
        ...(facts.target?.authors ?? []).map((item) => item.id ?? 0),
      ]);
      const decision = decide(input);
      for (const item of decision.candidates.filter(({ code }) => code === "OK" || code === "SURPLUS")) {
        counted++;
        if (banned.has(item.id ?? 0)) throw new Error(`${item.login} counts`);
      }
      const filling = decision.tree.flatMap((slot) => slot.by);
      expect(new Set(filling).size).toBe(filling.length);
      for (const slot of decision.tree) for (const who of slot.eligible) expect(banned.has(idOf(who))).toBe(false);
    }),
    settings,
  );
  expect(counted).toBeGreaterThan(1000);
});

const idOf = (login: string): number => everybody.find(([name]) => name === login)?.[1] ?? 0;
