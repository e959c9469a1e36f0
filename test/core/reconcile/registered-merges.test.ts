import { describe, expect, test } from "vitest";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { coversCheck, indexRegistrations } from "../../../src/core/reconcile/registered-merges.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { entriesOf, eventOf, HEAD_SHA, hex, lifeOf, manifest, target } from "../ledger/fixture.ts";

const LINKS = "BYPASS-L1-20260302-090001";
const links = { name: "docs/links", kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null };
const foldOf = (bypass: string, events: readonly LedgerEvent[]) => foldBypass(bypass, entriesOf(events)).fold;
/** The second bypass of the same pull request, for another check. */
const linksOf = (count: number) =>
  foldOf(
    LINKS,
    lifeOf(LINKS)
      .slice(0, count)
      .map((event, minute) =>
        event.type === "bypass.activated"
          ? eventOf("bypass.activated", minute, { bypass: LINKS, manifest, target, data: { checks: [links] } })
          : event,
      ),
  );
const first = foldOf("BYPASS-L1-20260302-090000", lifeOf().slice(0, 9));
const pull = { number: target.pr, headSha: HEAD_SHA, mergeSha: hex("d", 40), mergedAt: Date.UTC(2026, 2, 2, 10) };
const covered = (folds: Parameters<typeof indexRegistrations>[0], of = pull) => {
  const found = indexRegistrations(folds)(of);
  return ["docs/coverage", "docs/links", "build"].filter((name) => found !== null && coversCheck(found, name));
};

describe("a merge of a pull request with two bypasses is accounted for by both", () => {
  test.each([
    ["each is used", [first, linksOf(9)]],
    ["each is used, the other one first", [linksOf(9), first]],
    ["the second one is not recorded as used yet", [first, linksOf(6)]],
  ])("%s", (_, folds) => expect(covered(folds)).toEqual(["docs/coverage", "docs/links"]));
  test("neither is recorded as used yet", () => {
    const running = foldOf("BYPASS-L1-20260302-090000", lifeOf().slice(0, 6));
    expect(covered([running, linksOf(6)])).toEqual(["docs/coverage", "docs/links"]);
    expect(covered([running, linksOf(6)], { ...pull, headSha: hex("7", 40) })).toEqual([]);
  });
  test("what was registered afterwards is registered as a whole, whichever comes first", () => {
    const registration = ["request.accepted", "bypass.registered"].map((type, minute) =>
      eventOf(type, minute, { bypass: LINKS, manifest }),
    );
    const registered = foldOf(LINKS, registration);
    for (const folds of [
      [first, registered],
      [registered, first],
    ])
      expect(covered(folds)).toEqual(["docs/coverage", "docs/links", "build"]);
  });
});
