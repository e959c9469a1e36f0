import type { Facts } from "../../generated/types/facts.ts";

/**
 * The facts with every list in an order of its own. GitHub's pages, retries and batched queries return lists in changing order;
 * two runs over the same facts must agree in every word, also in which of two commits an explanation names.
 */
export function orderFacts(facts: Facts): Facts {
  const { pull_request: pr, target } = facts;
  return {
    ...facts,
    pull_request: { ...pr, files: sorted(pr.files, (file) => file.path) },
    commits: sorted(facts.commits, (commit) => commit.sha),
    pushes: sorted(facts.pushes, (push) => push.at),
    reviews: sorted(facts.reviews, (review) => review.id),
    ...(facts.comments === undefined ? {} : { comments: sorted(facts.comments, (comment) => comment.id) }),
    ...(facts.events === undefined ? {} : { events: sorted(facts.events, (event) => event.at) }),
    ...(facts.earlier_uses === undefined
      ? {}
      : { earlier_uses: { ...facts.earlier_uses, uses: sorted(facts.earlier_uses.uses, (use) => use.bypass) } }),
    ...(facts.failures === undefined ? {} : { failures: sorted(facts.failures, (failure) => failure.what) }),
    target:
      target === null
        ? null
        : {
            ...target,
            authors: sorted(target.authors, (author) => author.id ?? -1),
            files: [...target.files].sort(),
            checks: sorted(target.checks, (check) => check.name),
          },
  };
}

/** By a key, and entries of the same key by everything that they say. */
function sorted<Item>(items: readonly Item[], keyOf: (item: Item) => string | number): readonly Item[] {
  return [...items].sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    return a === b ? compare(JSON.stringify(left), JSON.stringify(right)) : compare(a, b);
  });
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
