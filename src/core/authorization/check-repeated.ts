import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { limitWords } from "../remediation/due-words.ts";
import { findPatterns, type UsedBypass } from "../remediation/find-patterns.ts";
import { listed } from "../text/listed.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { failingChecks } from "./check-target.ts";

/**
 * Warns where the use of this bypass would make a repeated pattern (R78): by the very rule of the escalation, as if it was used now. It
 * never weighs. A drill makes none, and counts for none.
 */
export function checkRepeated(
  facts: Facts,
  { view, where }: ManifestReading,
  policy: CompiledPolicy,
  evaluatedAt: Instant,
): Finding[] {
  const id = view.text("/id");
  const { earlier_uses: earlier } = facts;
  if (earlier === undefined || id === null || view.flag("/drill") === true) return [];
  const named = view.get("/checks");
  const checks = named === "all" ? failingChecks(facts, policy) : (view.texts("/checks") ?? []);
  const uses = earlier.uses
    .filter(({ bypass }) => bypass !== id)
    .map(({ bypass, used_at, checks: names }): UsedBypass => {
      return { bypass, usedAt: parseInstant(used_at) ?? 0, checks: names };
    })
    .filter(({ usedAt }) => usedAt <= evaluatedAt);
  const patterns = findPatterns([...uses, { bypass: id, usedAt: evaluatedAt, checks }], policy)(id);
  const place = where("/checks", "value");
  const { problem } = earlier;
  return [
    ...patterns.map(({ rule, check, bypasses }) => {
      const others = bypasses.filter((bypass) => bypass !== id);
      const within = limitWords(policy.policy.escalation[rule]?.within ?? "");
      return finding("REPEATED_PATTERN", { check, times: others.length, within, bypasses: listed(others) }, place);
    }),
    ...(problem == null ? [] : [finding("PATTERN_NOT_CHECKED", { problem })]),
  ];
}
