import { finding } from "../findings/finding.ts";
import { type LedgerFinding, report, type Walk } from "./verify-walk.ts";

/** What saw the ledger once, compared with it. */
export interface Compared {
  readonly source: string;
  /** Null: it agrees. */
  readonly problem: string | null;
  readonly path?: string | null;
  readonly about: Partial<LedgerFinding>;
}

/**
 * Reports those of one kind that disagree with the ledger as one finding: of a history that was written anew there may be one for every
 * day of years, and what counts is the first of them, and the last one before it that agrees.
 * @param compared the oldest first
 * @param kind one of them, several of them
 * @param why what it may mean that later ones agree again
 */
export function reportDisagreement(
  walk: Walk,
  compared: readonly Compared[],
  [one, many]: readonly [string, string],
  why = "",
): void {
  const wrong = compared.filter(({ problem }) => problem !== null);
  const [first] = wrong;
  if (first === undefined) return;
  const at = compared.indexOf(first);
  const agreed = compared.slice(0, at).at(-1);
  const later = compared.length - at - wrong.length;
  const others = wrong.length - 1;
  const parts = [
    first.problem,
    ...(others === 0
      ? []
      : [others === 1 ? `one later ${one} disagrees as well` : `${others} later ${many} disagree as well`]),
    agreed === undefined ? `no ${one} before it agrees` : `the last one before it that agrees is ${agreed.source}`,
    ...(later === 0 ? [] : [`${later === 1 ? "one behind it agrees" : `${later} behind it agree`}${why}`]),
  ];
  const item = finding(
    "LEDGER_REWRITTEN",
    { anchor: first.source, problem: parts.join("; ") },
    { path: first.path ?? null },
  );
  const commits = [...new Set(wrong.flatMap(({ about }) => about.commits ?? []))];
  report(walk, item, { ...first.about, commits });
}
