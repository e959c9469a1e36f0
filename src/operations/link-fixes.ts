import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { ManifestReading } from "../core/manifest/read-manifest.ts";
import { indexPulls, type SeenPull } from "../core/remediation/index-pulls.ts";
import { fixesOf, isMendable, planFixes } from "../core/remediation/linked-fixes.ts";
import type { GitHub, RepositoryFacts } from "../ports.ts";
import { problemOf } from "./override/problem-of.ts";

/** A week: a run that comes every hour sees every change, and one that was kept from it for days, too. */
const lookBack = 7 * 86_400_000;
/** As many as a completion may name. */
const mostNamed = 20;

export interface FixLinker {
  /** What is new about the pull requests into some branches that mend a bypass. */
  plan(fold: BypassFold, manifest: ManifestReading, branches: readonly string[]): readonly EventContent[];
  /** The same events, where they complete with the merged fixes that the branch has. */
  name(events: readonly EventContent[], fold: BypassFold): Promise<readonly EventContent[]>;
}

interface LinkInput {
  readonly folds: readonly BypassFold[];
  /** Repository of the tracking issues as GitHub calls it now. */
  readonly home: string;
  readonly findings: Finding[];
}

/**
 * Links the pull requests that say what they mend (R253), by one list for all, read where anything is left to mend. Where they cannot be
 * read, that is told, and everything else goes on.
 */
export async function linkFixes(
  github: GitHub,
  { name: source }: Pick<RepositoryFacts, "name">,
  { folds, home, findings }: LinkInput,
): Promise<FixLinker> {
  const index = indexPulls(folds.some(isMendable) ? await readPulls(github, findings) : [], source);
  return {
    plan: (fold, manifest, branches) =>
      planFixes(fold, index, {
        now: { source, home },
        branches,
        target: isHere(manifest, source) ? manifest.view.integer("/target/pull_request") : null,
      }),
    name: (events, fold) =>
      Promise.all(
        events.map(async (event) => {
          const { commit } = event.data;
          if (event.type !== "remediation.completed" || typeof commit !== "string") return event;
          const fixes: number[] = [];
          // What was merged before it was opened again has not mended it.
          const merged = fixesOf(fold).filter(({ undone }) => !undone);
          for (const { number, mergeCommit } of merged.filter(({ state }) => state === "merged").slice(-mostNamed)) {
            if (mergeCommit !== null && (await github.isBehind(mergeCommit, commit))) fixes.push(number);
          }
          return fixes.length === 0 ? event : { ...event, data: { ...event.data, fixes } };
        }),
      ),
  };
}

async function readPulls(github: GitHub, findings: Finding[]): Promise<readonly SeenPull[]> {
  try {
    return await github.recentPulls((github.serverTime() ?? 0) - lookBack);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const what = "Linking pull requests to what they mend";
    findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
    return [];
  }
}

function isHere({ view }: ManifestReading, source: string): boolean {
  return (view.text("/target/repository") ?? source).toLowerCase() === source.toLowerCase();
}
