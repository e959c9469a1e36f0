import type { World } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

/** Uses of docs/coverage before the request, by their days. */
const usedOn =
  (...days: readonly string[]) =>
  ({ facts }: World): void => {
    const uses = days.map((date) => ({
      bypass: `BYPASS-L1-${date.replaceAll("-", "")}-080000`,
      used_at: `${date}T09:00:00Z`,
      checks: ["docs/coverage"],
    }));
    facts.earlier_uses = { uses };
  };

/** R78: the third request for the same check carries a warning, which never weighs. */
export const patternRows: readonly Row[] = [
  {
    name: "the same check was set aside twice before: a warning, and nothing else",
    level: "L1",
    change: usedOn("2026-01-20", "2026-02-20"),
    verdict: "approved",
    code: "REPEATED_PATTERN",
    says: "BYPASS-L1-20260120-080000, BYPASS-L1-20260220-080000",
  },
  {
    name: "the same check was set aside once before",
    level: "L1",
    change: usedOn("2026-02-20"),
    verdict: "approved",
    without: ["REPEATED_PATTERN", "PATTERN_NOT_CHECKED"],
  },
  {
    name: "the same check was set aside twice, one time long ago",
    level: "L1",
    change: usedOn("2025-11-20", "2026-02-20"),
    verdict: "approved",
    without: ["REPEATED_PATTERN", "PATTERN_NOT_CHECKED"],
  },
  {
    name: "what was used before was not looked at",
    level: "L1",
    change: ({ facts }) => {
      facts.earlier_uses = { uses: [], problem: "GitHub did not answer so much at once" };
    },
    verdict: "approved",
    code: "PATTERN_NOT_CHECKED",
    says: "GitHub did not answer so much at once",
  },
];
