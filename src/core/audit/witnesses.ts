import type { BypassApproved, EventApprover, EventManifest } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { bypassOfPath } from "../manifest/manifest-id.ts";
import { holdingsOf } from "./holdings.ts";

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
}

/** Types by which the ledger lets a manifest or an amendment onto the registry branch. */
const approving = new Set(["bypass.approved", "bypass.amended", "bypass.registered"]);

/** Collects the events that name manifests, by path. Only what counts: a withdrawn approval is none. */
export function collectWitnesses(folds: Iterable<BypassFold>): Map<string, PathWitnesses> {
  const found: Witness[] = [];
  for (const fold of folds) {
    for (const { seq, path, event } of holdingsOf(fold)) {
      if (event.manifest === undefined) continue;
      if (!approving.has(event.type) && event.type !== "bypass.activated") continue;
      const { type, at, bypass, manifest } = event;
      const { approvers = [], policy_sha: saw = null } = event.data as Partial<BypassApproved>;
      found.push({ seq, type, at, bypass, record: path, manifest, approvers, saw });
    }
  }
  found.sort((left, right) => left.seq - right.seq);
  const byPath = new Map<string, { approvals: Witness[]; activations: Witness[] }>();
  for (const witness of found) {
    const { path } = witness.manifest;
    const lists = byPath.get(path) ?? { approvals: [], activations: [] };
    (approving.has(witness.type) ? lists.approvals : lists.activations).push(witness);
    byPath.set(path, lists);
  }
  return byPath;
}

/** Whether each of them names a manifest under the path of its own bypass. */
export function areNamedById(witnesses: ReadonlyMap<string, PathWitnesses>, folder: string): boolean {
  return [...witnesses].every(([path, { approvals, activations }]) => {
    const owner = bypassOfPath(path, folder);
    return [...approvals, ...activations].every(({ bypass }) => bypass === owner);
  });
}

/**
 * The event that says which content is the record: the first activation, because from then on it was acted upon; else the last
 * approval of what came onto the branch, because before a merge a request may be changed and approved again. Null: nothing approves
 * this path.
 * @param came whether the branch had the content that an approval names; of several that came the last one counts
 */
export function pinnedBy(
  witnesses: PathWitnesses | undefined,
  came: (approval: Witness) => boolean = () => true,
): Witness | null {
  const { approvals = [], activations = [] } = witnesses ?? {};
  return activations[0] ?? approvals.findLast(came) ?? approvals.at(-1) ?? null;
}
