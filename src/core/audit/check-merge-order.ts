import type { EventTarget } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { calledViolations } from "./called-violations.ts";
import { writingTime } from "./check-clock.ts";
import { type CommitLines, claimedInstant } from "./check-commit-dates.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/**
 * Whether the merges that records name can be those of their bypasses, by the order of the commits, which no date can change: one that the
 * branch had when the bypass was activated came before it, and one is the merge of one pull request, unless it brought the commits of
 * several.
 * @param line commits of the branch's first-parent line, the newest first. What is not among them is not judged
 * @param commits of the branch
 * @param lines of merges that were there already: GitHub moves the branch before it says that a pull request is merged, so that one of the
 *   activation's own minutes may have come behind it
 */
export function checkMergeOrder(
  folds: Iterable<BypassFold>,
  branch: string,
  line: Iterable<string>,
  commits: ReadonlySet<string>,
  lines: ReadonlyMap<string, CommitLines> = new Map(),
): readonly AuditFinding[] {
  const places = new Map([...line].map((commit, place) => [commit, place]));
  const uses = [...folds].flatMap((fold) => usesOf(fold, branch).filter(({ merge }) => places.has(merge)));
  const first = new Map<string, Use>();
  for (const use of uses.sort((one, other) => one.held.seq - other.held.seq))
    if (!first.has(use.merge)) first.set(use.merge, use);
  return uses.flatMap((use) => {
    const problem = orderProblem(use, branch, places, lines) ?? ownerProblem(use, first.get(use.merge), commits);
    if (problem === null) return [];
    const { seq, event, path } = use.held;
    const params = { seq, bypass: event.bypass, merge: use.merge, problem };
    return [
      auditFinding(finding("MERGE_OF_SOMETHING_ELSE", params, { path }), {
        ...{ bypass: event.bypass, seq, actor: event.actor, commits: [use.merge] },
      }),
    ];
  });
}

/** A record that says by which merge a bypass was used, and the first activation that has to lie before it; null: none has. */
interface Use {
  readonly held: Holding;
  readonly merge: string;
  /** What the use is of, as its record says, or else that of the activation. */
  readonly target: EventTarget | undefined;
  readonly activated: Holding | null;
}

function usesOf(fold: BypassFold, branch: string): readonly Use[] {
  if (fold.state.used === null) return [];
  const holdings = holdingsOf(fold);
  // That it came too early is on record then.
  const isCalled = calledViolations(fold).has("MERGED_BEFORE_ACTIVATION");
  const activated = holdings.find(({ event }) => event.type === "bypass.activated");
  return holdings
    .filter(({ event: { type, data } }) => type === "bypass.used" && data.base === branch)
    .map((held) => {
      const { data, target = activated?.event.target } = held.event;
      return { held, merge: String(data.merge_sha), target, activated: isCalled ? null : (activated ?? null) };
    });
}

function orderProblem(
  { merge, activated }: Use,
  branch: string,
  places: ReadonlyMap<string, number>,
  lines: ReadonlyMap<string, CommitLines>,
): string | null {
  const [had, came] = [places.get(activated?.event.main_head ?? ""), places.get(merge)];
  if (activated === null || had === undefined || came === undefined || came < had) return null;
  const madeAt = claimedInstant(lines.get(merge)?.committer ?? "") ?? 0;
  const since = madeAt - (parseInstant(activated.event.at) ?? 0);
  // A run looks at the branch a while after it has looked at the time. What is dated later is not what it saw.
  if (since >= -SERVER_SKEW_MS && since <= writingTime) return null;
  return `record ${activated.seq}, which activated it, saw ${branch} at ${activated.event.main_head}, which has that merge already`;
}

function ownerProblem({ merge, target }: Use, first: Use | undefined, commits: ReadonlySet<string>): string | null {
  const [pr, other] = [target?.pr, first?.target?.pr];
  if (first === undefined || pr === undefined || other === undefined || pr === other) return null;
  // A merge of stacked pull requests brings the commits of all of them.
  if (commits.has(target?.commit ?? "")) return null;
  return `record ${first.held.seq} says that ${merge} is the merge of pull request ${other}, not of ${pr}`;
}
