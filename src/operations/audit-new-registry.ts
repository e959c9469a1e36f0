import { lineOf } from "../core/audit/branch-line.ts";
import { checkAsked, manifestsToldSince } from "../core/audit/check-asked.ts";
import type { DatedCommit } from "../core/audit/check-commit-dates.ts";
import { checkDeclared } from "../core/audit/check-declared.ts";
import { firstNamedClosing } from "../core/audit/check-left-out.ts";
import { checkNamedContents } from "../core/audit/check-named-contents.ts";
import { isManifestPath, type RegistryAudit } from "../core/audit/check-registry.ts";
import { checkRegistrySince, pathsSince } from "../core/audit/check-registry-since.ts";
import { checkRuleDates, ruledBefore } from "../core/audit/check-rule-dates.ts";
import { checkRuleHeads } from "../core/audit/check-rule-heads.ts";
import { headsNamedBy, registryHeads } from "../core/audit/descent.ts";
import { readManifestVersion } from "../core/audit/manifest-name.ts";
import { collectWitnesses, type PathWitnesses } from "../core/audit/witnesses.ts";
import { blobIdOf } from "../core/document/blob-id.ts";
import type { Anchor, Walk } from "../core/ledger/verify-walk.ts";
import { textSharer } from "../core/text/own-text.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { RepositoryHistory } from "../ports.ts";
import { auditNewActs } from "./audit-acts.ts";
import { auditNewSlots } from "./audit-slots.ts";
import type { SinceReading } from "./read-since.ts";

interface NewRegistry {
  readonly audit: RegistryAudit;
  readonly dated: readonly DatedCommit[];
  readonly notChecked: readonly string[];
}

/** Each costs a process. */
const MOST_ACTIVATED = 5;
/** Git is asked for these by name, one a line. */
const plain = /^[\x20-\x5b\x5d-\x7e]+$/;

/**
 * Judges new manifests, and those of which new records speak.
 * @returns why that would not be enough, as a text
 */
export async function auditNewRegistry(
  { registry: noted, ledger }: Verified,
  { registry }: SinceReading,
  options: {
    readonly before: ReadonlyMap<string, PathWitnesses>;
    readonly walk: Walk;
    /** Those that the note does not hold. */
    readonly anchors: readonly Anchor[];
    readonly history: RepositoryHistory;
    readonly folder: string;
    readonly policyPath: string;
    readonly peoplePath?: string;
  },
): Promise<NewRegistry | string> {
  const { before, folder, history, walk } = options;
  const { tip, commits } = registry;
  const lost = await lostHead(noted.commit, registry, options);
  if (lost !== null) return `${lost} was at the head of ${tip.name}, and is not behind it`;
  const isManifest = isManifestPath(folder);
  const blobs = commits.flatMap(({ changes }) =>
    changes.flatMap(({ path, blob, previous }) => (isManifest(path) ? [blob, previous] : [])),
  );
  const line = [noted.commit, ...lineOf(commits).commits.map(({ oid }) => oid)];
  const placeOnLine = new Map(line.map((oid, place) => [oid, place]));
  const brought = new Set(blobs.filter((blob) => blob !== null));
  const isByPeople = noted.people !== undefined && noted.people === options.peoplePath;
  const rules = {
    after: ledger.seq,
    commit: noted.commit,
    isByPeople,
    line,
    brought,
  };
  const slots = await auditNewSlots(walk.folds.values(), rules, options, history);
  if (slots === null) return "by what an approval was decided is not known";
  const ruled = ruledBefore(walk.entries, commits, [options.policyPath, options.peoplePath ?? ""], noted.commit);
  const changes = ruled.length === 0 ? new Map() : await history.lines([...new Set(ruled.map(({ change }) => change))]);
  const former = [
    ...checkRuleHeads(walk.entries, (head) => placeOnLine.get(head)),
    ...checkRuleDates(ruled, changes, new Set()),
  ];
  const [wrong] = [...slots.findings, ...former];
  if (wrong !== undefined) return `there is something to be looked at (${wrong.code})`;
  const witnesses = collectWitnesses(walk.folds.values());
  const { touched, named, aside } = pathsSince(commits, { folder, before, witnesses });
  const told = manifestsToldSince(walk.folds.values(), ledger.seq);
  const paths = [...touched, ...named, ...aside, ...told.map(({ path }) => path)];
  const odd = paths.find((path) => !plain.test(path));
  if (odd !== undefined) return `${odd} is an odd name`;
  const placeOf = (path: string): string => `${noted.commit}:${path}`;
  const headOf = (path: string): string => `${tip.commit}:${path}`;
  const places = [...new Set(paths.map(placeOf)), ...told.map(({ path }) => headOf(path))];
  const contents = await history.contents([...places, ...blobs.filter((blob) => blob !== null)]);
  const share = textSharer();
  const versions = new Map(
    blobs.flatMap((blob) => {
      const bytes = contents.get(blob ?? "");
      return blob === null || bytes === undefined ? [] : [[blob, readManifestVersion(bytes, true, share)]];
    }),
  );
  const judged = checkRegistrySince(commits, {
    ...{ branch: tip.ref, folder, versions, before, witnesses, absent: noted.absent, since: noted.commit },
    heads: registryHeads(walk.folds.values(), []),
    heldAt: (path) => contents.get(placeOf(path)),
  });
  if (judged.outcome === "unsettled") return judged.why;
  const { audit, activated } = judged;
  const asked = told.flatMap(({ path }) => {
    const bytes = contents.get(headOf(path));
    return bytes === undefined ? [] : [[blobIdOf(bytes, tip.commit), readManifestVersion(bytes, true, share)] as const];
  });
  const known = new Map([...versions, ...asked]);
  const [found] = [
    ...audit.findings,
    ...[checkAsked, checkNamedContents].flatMap((check) => check(walk.folds.values(), known)),
    // A declaration of before the note is not among what was read: then the whole ledger tells.
    ...checkDeclared(walk.folds, known, ledger.seq),
  ];
  if (found !== undefined) return `there is something to be looked at (${found.code})`;
  const seen = {
    after: ledger.seq,
    heads: [noted.commit, tip.commit],
    isByPeople,
    versions: known,
    namedSince: ledger.closings === "named" ? ledger.seq : firstNamedClosing(walk.entries),
  };
  const acts = await auditNewActs([...walk.folds.values()], seen, options, history);
  if (acts === null) return "whether a role was held, or a deadline is in order, the whole registry tells";
  if (activated.length > MOST_ACTIVATED) return "many bypasses were activated that had been merged before";
  const dated = [...audit.dated];
  for (const { path, witness } of activated) {
    const commit = await history.lastChange(noted.commit, path);
    if (commit === null) return `nothing brought ${path}`;
    const { bypass, seq, at } = witness;
    dated.push({ commit, bypass, seq, path, at });
  }
  return {
    audit: isByPeople ? { ...audit, people: noted.people } : audit,
    dated,
    notChecked: [...slots.notChecked, ...acts],
  };
}

/** A head of the registry that new records or anchors name, and that it does not have; null: none. */
async function lostHead(
  noted: string,
  { tip, commits }: SinceReading["registry"],
  {
    walk,
    anchors,
    history,
  }: { readonly walk: Walk; readonly anchors: readonly Anchor[]; readonly history: RepositoryHistory },
): Promise<string | null> {
  const heads = [
    ...walk.entries.flatMap(({ event }) => headsNamedBy(event)),
    ...anchors.flatMap(({ registryHead }) => registryHead ?? []),
  ];
  const known = new Set([noted, ...commits.map(({ oid }) => oid)]);
  const asked = new Set(heads.filter((head) => !known.has(head)));
  if (asked.size === 0) return null;
  const behind = await history.behind([...asked], tip.commit);
  return [...asked].find((head) => !behind.has(head)) ?? null;
}
