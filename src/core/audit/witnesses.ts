import type { BypassApproved, EventApprover, EventManifest } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { bypassOfPath } from "../manifest/manifest-id.ts";
import { stoodOf } from "./holdings.ts";

/** An event of the ledger that names a manifest. */
export interface Witness {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly bypass: string;
  /** Path of the record. */
  readonly record: string;
  readonly manifest: EventManifest;
  /** Whom it names as approvers; none where it is no approval. */
  readonly approvers: readonly EventApprover[];
  /** Head of the registry at the time of an approval; null: it does not say. */
  readonly saw: string | null;
}

/** What the ledger says about the manifest at one path, in its order. */
export interface PathWitnesses {
  readonly approvals: readonly Witness[];
  readonly activations: readonly Witness[];
  /** By which it was acted upon, also those that do not hold any more. */
  readonly acts: readonly Witness[];
}

/** Types by which the ledger lets a manifest or an amendment onto the registry branch. */
const approving = new Set(["bypass.approved", "bypass.amended", "bypass.registered"]);

/** Types that are recorded of a manifest, or an amendment, that was merged: from then on it may not become another. */
const acting = new Set(["bypass.activated", "bypass.registered", "bypass.amended"]);

/**
 * Collects the events that name manifests, by path. As an approval only what counts: a withdrawn one is none. But a record that is put in
 * the place of an act does not change upon which content somebody acted.
 */
export function collectWitnesses(folds: Iterable<BypassFold>): Map<string, PathWitnesses> {
  const found: { readonly witness: Witness; readonly holds: boolean }[] = [];
  for (const fold of folds) {
    for (const { seq, path, event, until } of stoodOf(fold)) {
      const { type, at, bypass, manifest } = event;
      const holds = until === null;
      if (manifest === undefined || !(acting.has(type) || (holds && approving.has(type)))) continue;
      const { approvers = [], policy_sha: saw = null } = event.data as Partial<BypassApproved>;
      found.push({ witness: { seq, type, at, bypass, record: path, manifest, approvers, saw }, holds });
    }
  }
  found.sort((left, right) => left.witness.seq - right.witness.seq);
  const byPath = new Map<string, Record<keyof PathWitnesses, Witness[]>>();
  for (const { witness, holds } of found) {
    const { type, manifest } = witness;
    const lists = byPath.get(manifest.path) ?? { approvals: [], activations: [], acts: [] };
    if (holds) (approving.has(type) ? lists.approvals : lists.activations).push(witness);
    if (acting.has(type)) lists.acts.push(witness);
    byPath.set(manifest.path, lists);
  }
  return byPath;
}

/** Whether a record that holds names a manifest under a path. */
export function isNamed(witnesses: PathWitnesses | undefined): boolean {
  return witnesses !== undefined && witnesses.approvals.length + witnesses.activations.length > 0;
}

/** Whether each of them names a manifest under the path of its own bypass. */
export function areNamedById(witnesses: ReadonlyMap<string, PathWitnesses>, folder: string): boolean {
  return [...witnesses].every(([path, { approvals, activations }]) => {
    const owner = bypassOfPath(path, folder);
    return [...approvals, ...activations].every(({ bypass }) => bypass === owner);
  });
}

/**
 * The event that says which content is the record: the first act, because from then on it may not change; else the last
 * approval of what came onto the branch, because before a merge a request may be changed and approved again. Null: nothing approves
 * this path.
 * @param came whether the branch had the content that an approval names; of several that came the last one counts
 */
export function pinnedBy(
  witnesses: PathWitnesses | undefined,
  came: (approval: Witness) => boolean = () => true,
): Witness | null {
  const { approvals = [], acts = [] } = witnesses ?? {};
  return acts[0] ?? approvals.findLast(came) ?? approvals.at(-1) ?? null;
}
