import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { writingTime } from "./check-clock.ts";
import { newestSeen } from "./check-targets.ts";
import { type DefaultBranches, hasAnywhere, notCompared, writerOf } from "./default-branches.ts";

/** A record that says at which commit the checks that a bypass had set aside were green. */
export interface Completed {
  readonly entry: Pick<LedgerEntry, "seq" | "path" | "event">;
  readonly commit: string;
  /** Each merge by which records say that the bypass was used, whatever became of them. */
  readonly uses: readonly { readonly seq: number; readonly merge: string; readonly base: string }[];
  /** The last record before it by which it was opened again, and the commit that showed why; null: none names one. */
  readonly reopened: { readonly seq: number; readonly at: string; readonly commit: string } | null;
}

export function completionsOf(folds: Iterable<BypassFold>): Completed[] {
  return [...folds].flatMap((fold) => {
    const completed = fold.entries.filter(({ event }) => event.type === "remediation.completed");
    if (completed.length === 0) return [];
    const reopenings = fold.entries.flatMap(({ seq, event: { type, at, data } }) =>
      type === "remediation.reopened" && typeof data.commit === "string" ? [{ seq, at, commit: data.commit }] : [],
    );
    const uses = fold.entries.flatMap(({ seq, event: { type, data } }) =>
      type === "bypass.used" ? [{ seq, merge: String(data.merge_sha), base: String(data.base) }] : [],
    );
    return completed.map((entry) => {
      const reopened = reopenings.findLast(({ seq }) => seq < entry.seq) ?? null;
      return { entry, commit: String(entry.event.data.commit), uses, reopened };
    });
  });
}

/**
 * Whether the commits at which remediations were completed are in the default branch of the clone, or in one that it was before. As with
 * merges (`checkTargets`), the clone has to be newer than the record. What was merged into another branch may be completed there.
 * @param entries all records, in order
 */
export function checkCompletions(
  entries: readonly LedgerEntry[],
  completed: readonly Completed[],
  branches: DefaultBranches,
): { readonly findings: readonly AuditFinding[]; readonly notChecked: readonly string[] } {
  const { name, former } = branches;
  const newest = entries[newestSeen(entries, branches)]?.seq ?? 0;
  const isElsewhere = (base: string): boolean => base !== name && !former.has(base);
  const others = new Map(
    [...new Set(completed.map(({ uses }) => uses))].map((uses) => [uses, uses.find(({ base }) => isElsewhere(base))]),
  );
  const elsewhere = new Set<string>();
  const findings = completed.flatMap(({ entry, commit, uses }): AuditFinding[] => {
    if (hasAnywhere(commit, branches)) return [];
    const branch = uses.at(-1)?.base ?? writerOf(entry) ?? name;
    const other = others.get(uses)?.base ?? (isElsewhere(branch) ? branch : undefined);
    if (other !== undefined) elsewhere.add(other);
    const { seq, path, event } = entry;
    if (other !== undefined || seq > newest) return [];
    const { bypass, actor } = event;
    const params = { seq, bypass, what: "was made good at", commit, branch };
    return [
      auditFinding(finding("EVENT_TARGET_UNREACHABLE", params, { path }), { bypass, seq, actor, commits: [commit] }),
    ];
  });
  const names = [name, ...former.keys()];
  const notChecked = [...elsewhere].sort().map((base) => notCompared(`what completed remediations on ${base}`, names));
  return { findings, notChecked };
}

/**
 * Whether the branch was at the commit of a completion after the merge, and not before the commit at which it was opened again: what was
 * green before has mended nothing. The order of commits shows that, whatever dates say.
 * @param line commits of the branch's first-parent line, the newest first. What is not among them is not judged
 */
export function checkCompletionOrder(
  completed: readonly Completed[],
  branch: string,
  line: Iterable<string>,
): AuditFinding[] {
  const merges = new Set(completed.map(({ uses }) => uses));
  const wanted = [...merges].flatMap((uses) => uses.map(({ merge }) => merge));
  const reopened = completed.flatMap((one) => one.reopened?.commit ?? []);
  const places = placesOf(new Set([...wanted, ...reopened, ...completed.map(({ commit }) => commit)]), line);
  const oldest = new Map([...merges].map((uses) => [uses, oldestPlace(uses, places)]));
  const again = completed.flatMap((one) => reopenedProblem(one, branch, places));
  const early = completed.flatMap(({ entry, commit, uses }) => {
    const { seq, path, event } = entry;
    const [first] = uses;
    // An EMERGENCY that ended unused is completed, too, and its commit may still be merged later.
    if (first === undefined || first.seq > seq) return [];
    const [at, merged] = [places.get(commit), oldest.get(uses)];
    if (at === undefined || merged === undefined || at <= merged) return [];
    const { type, bypass, actor } = event;
    const problem = `${branch} was at ${commit} before the merge ${first.merge}`;
    const params = { seq, type, bypass, before: first.seq, problem };
    const about = { bypass, seq, actor, commits: [commit, first.merge] };
    return [auditFinding(finding("EVENT_ACTIVATION_MISMATCH", params, { path }), about)];
  });
  return [...early, ...again];
}

/** A check had failed again at a commit, and it is completed at an earlier one. Within an hour two runs may have looked at the same time. */
function reopenedProblem(
  { entry: { seq, path, event }, commit, reopened }: Completed,
  branch: string,
  places: ReadonlyMap<string, number>,
): AuditFinding[] {
  const [at, since] = [places.get(commit), places.get(reopened?.commit ?? "")];
  if (reopened === null || at === undefined || since === undefined || at <= since) return [];
  const { type, bypass, actor } = event;
  const problem = `${branch} was at ${commit} before ${reopened.commit}, at which it was opened again`;
  const item = finding("EVENT_ACTIVATION_MISMATCH", { seq, type, bypass, before: reopened.seq, problem }, { path });
  const isSure = (parseInstant(event.at) ?? 0) - (parseInstant(reopened.at) ?? 0) > writingTime;
  const severity = isSure ? item.severity : "warning";
  return [auditFinding({ ...item, severity }, { bypass, seq, actor, commits: [commit, reopened.commit] })];
}

/**
 * Place of the oldest of several merges; undefined: one is not on the line. Which of them a completion was of, a correction said: it is
 * early where it came after none of them.
 */
function oldestPlace(uses: Completed["uses"], places: ReadonlyMap<string, number>): number | undefined {
  let oldest = -1;
  for (const { merge } of uses) oldest = Math.max(oldest, places.get(merge) ?? Infinity);
  return oldest === Infinity ? undefined : oldest;
}

/** Of the commits that are asked for only: a place for each of 100,000 is time for nothing. */
function placesOf(wanted: ReadonlySet<string>, line: Iterable<string>): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  if (wanted.size === 0) return places;
  let place = 0;
  for (const commit of line) {
    if (wanted.has(commit)) places.set(commit, place);
    place++;
  }
  return places;
}
