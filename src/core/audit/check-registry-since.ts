import { sha256Hex } from "../document/read-document.ts";
import { checkRegistry, isManifestPath, type RegistryAudit, type RegistryOptions } from "./check-registry.ts";
import { followMainline } from "./follow-mainline.ts";
import type { HistoryCommit } from "./history.ts";
import { areNamedById, type PathWitnesses, pinnedBy, type Witness } from "./witnesses.ts";

/** What the commits and records since a verification say of the registry, where that can be told from them alone. */
export type RegistrySince =
  | { readonly outcome: "unsettled"; readonly why: string }
  | {
      readonly outcome: "judged";
      readonly audit: RegistryAudit;
      /** First activations of what was there before: who brought it is still to be found. */
      readonly activated: readonly { readonly path: string; readonly witness: Witness }[];
    };

export interface RegistrySinceOptions extends Omit<RegistryOptions, "witnesses" | "ledgerIsComplete" | "isHeld"> {
  /** The registry's head as it was verified. */
  readonly since: string;
  /** Paths that its history knew and it did not have. */
  readonly absent: readonly string[];
  /** What the records of the bypasses at hand say, before and with those that are new. */
  readonly before: ReadonlyMap<string, PathWitnesses>;
  readonly witnesses: ReadonlyMap<string, PathWitnesses>;
  /** What that head has under a path; undefined: nothing. */
  readonly heldAt: (path: string) => Uint8Array | undefined;
}

/** Manifests that new commits touch, or new records speak of. */
export function pathsSince(
  commits: readonly HistoryCommit[],
  { folder, before, witnesses }: Pick<RegistrySinceOptions, "folder" | "before" | "witnesses">,
): {
  readonly touched: ReadonlySet<string>;
  readonly named: readonly string[];
  /** What other branches got: most often what the registry has already. */
  readonly aside: readonly string[];
} {
  const { steps, leftOut, aside } = followMainline(commits, isManifestPath(folder));
  const changed = [...aside].filter(([, list]) => list.some(({ change }) => change.kind !== "added"));
  const touched = new Set([...steps.keys(), ...leftOut.keys(), ...changed.map(([path]) => path)]);
  const named = [...witnesses.keys()].filter(
    (path) => !touched.has(path) && countOf(before, path) !== countOf(witnesses, path),
  );
  return { touched, named, aside: [...aside.keys()].filter((path) => !touched.has(path)) };
}

/**
 * Judges what is new, where it is new altogether: a manifest that came since, under records that came since or belong to the same bypass.
 * What was there before and is touched, what was gone and comes back, what is approved as other content: all that rests on an earlier
 * history, so it is not judged here.
 */
export function checkRegistrySince(commits: readonly HistoryCommit[], options: RegistrySinceOptions): RegistrySince {
  const { since, witnesses, before, heldAt, folder } = options;
  const unsettled = (why: string): RegistrySince => ({ outcome: "unsettled", why });
  if (!isContinued(commits, since))
    return unsettled("the registry's own line does not go on from the commit that was verified");
  if (commits.some(({ parents }) => parents.length === 0))
    return unsettled("the registry got a history with a root of its own");
  if (!areNamedById(witnesses, folder))
    return unsettled("a record names a manifest under another path than that of its id");
  const gone = new Set(options.absent);
  const { touched, named } = pathsSince(commits, options);
  for (const path of [...touched, ...named]) {
    if (gone.has(path)) return unsettled(`${path} comes back, or is approved, after it was gone`);
  }
  for (const path of touched) {
    if (heldAt(path) !== undefined) return unsettled(`${path} was touched, and had been there before`);
  }
  const fresh = new Map<string, PathWitnesses>();
  const activated: { path: string; witness: Witness }[] = [];
  for (const path of touched) {
    const own = witnesses.get(path);
    if (own !== undefined) fresh.set(path, own);
  }
  for (const path of named) {
    const own = witnesses.get(path);
    const bytes = heldAt(path);
    const [earlier, now] = [pinnedBy(before.get(path)), pinnedBy(own)];
    if (bytes === undefined) {
      if (own !== undefined) fresh.set(path, own);
      continue;
    }
    const isSame = earlier?.manifest.sha256 === now?.manifest.sha256 && earlier?.manifest.blob === now?.manifest.blob;
    const contents = new Set([sha256Hex(bytes), ...(own?.acts ?? []).map(({ manifest }) => manifest.sha256)]);
    if (now === null || earlier === null || !isSame || !contents.has(now.manifest.sha256) || contents.size > 1) {
      return unsettled(`${path} was there before, and records since speak of other content`);
    }
    if (own !== undefined && own.approvals.length > (before.get(path)?.approvals.length ?? 0))
      return unsettled(`${path} was there before, and is approved once more`);
    if (now.type === "bypass.activated" && earlier.type !== "bypass.activated") activated.push({ path, witness: now });
  }
  // What a branch gets by being brought up to date.
  const isHeld = (path: string): boolean => heldAt(path) !== undefined;
  const audit = checkRegistry(commits, { ...options, witnesses: fresh, ledgerIsComplete: true, isHeld });
  const absent = audit.absent.filter((path) => heldAt(path) === undefined);
  return audit.isNamedById
    ? { outcome: "judged", audit: { ...audit, absent }, activated }
    : unsettled("a manifest lies under another path than that of its id");
}

/** Whether the first-parent line of the last commit leads to the one that was verified. */
function isContinued(commits: readonly HistoryCommit[], since: string): boolean {
  let next = commits.at(-1)?.oid ?? since;
  for (let index = commits.length - 1; index >= 0; index--) {
    const commit = commits[index];
    if (commit?.oid === next) next = commit.parents[0] ?? "";
  }
  return next === since;
}

function countOf(witnesses: ReadonlyMap<string, PathWitnesses>, path: string): string {
  const own = witnesses.get(path);
  return `${own?.approvals.length ?? 0} ${own?.activations.length ?? 0}`;
}
