import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { checkIdentities } from "../core/audit/check-identities.ts";
import { checkNotes } from "../core/audit/check-notes.ts";
import { checkSigningTimes, lowerBounds } from "../core/audit/check-signing-times.ts";
import { checkWritingDays } from "../core/audit/check-writing-days.ts";
import { splitAtMainline } from "../core/audit/follow-mainline.ts";
import { isTrustPath, trustFolderOf } from "../core/audit/follow-trust.ts";
import { noBasis, type SignatureBasis } from "../core/audit/signature-basis.ts";
import type { SignedBranch, SignedCommitFacts } from "../core/audit/signed-commit.ts";
import { sha256Hex } from "../core/document/read-document.ts";
import { judgeSignature } from "../core/signatures/judge-signature.ts";
import { readTrust } from "../core/signatures/read-trust.ts";
import type { TrustRoots } from "../core/signatures/trust-roots.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { CheckpointCoverage, SignatureCoverage } from "../generated/types/verify.ts";
import type { RepositoryHistory } from "../ports.ts";
import { ledgerFacts } from "./audit-signatures.ts";
import type { BranchReading } from "./read-clone.ts";
import type { WalkedLedger } from "./walk-ledger.ts";

interface NewSignatures {
  readonly findings: readonly AuditFinding[];
  readonly coverage: SignatureCoverage | null;
  readonly checkpoints: CheckpointCoverage | null;
  readonly notChecked: readonly string[];
  readonly basis: SignatureBasis;
}

/**
 * Judges the signatures of what is new, by the keys that counted when the rest was verified.
 * @param asOf or the newest record's time, whichever is later
 * @returns why that would not be enough, as a text
 */
export async function auditNewSignatures(
  note: Verified,
  {
    ledger,
    registry,
    walked,
  }: { readonly ledger: BranchReading; readonly registry: BranchReading; readonly walked: WalkedLedger },
  options: {
    readonly history: RepositoryHistory;
    readonly policyPath: string;
    readonly trust?: ReadonlyMap<string, Uint8Array>;
    readonly end: Instant;
  },
): Promise<NewSignatures | string> {
  const { history, policyPath, end } = options;
  const folder = trustFolderOf(policyPath);
  const isTrust = isTrustPath(folder);
  const { source, files } = note.signatures;
  const touched = registry.commits.some(({ parents, changes }) =>
    changes.some(
      ({ path, parent, previous }) => isTrust(path) && (parent === (parents[0] ?? null) || previous !== null),
    ),
  );
  if (touched) return "the trusted keys were touched";
  if ((source === "given") !== (options.trust !== undefined)) return "other keys are trusted than before";
  const noted = (keys: TrustRoots["notes"]) =>
    checkNotes(walked.walk.entries, {
      ...{ keys, branch: ledger.tip.ref, repositoryId: note.repository.id },
      attested: note.signatures.attested === true,
      // A checkpoint saw at least what had been verified.
      covered: note.ledger.seq - 1,
    });
  if (source === "none") {
    const { notChecked } = noted(new Map());
    return { findings: [], notChecked, coverage: null, checkpoints: null, basis: noBasis };
  }
  const trust = options.trust ?? (await readFiles(note, folder, history));
  if (files.length !== trust.size) return "other keys are trusted than before";
  for (const { name, sha256 } of files) {
    const bytes = trust.get(name);
    if (bytes === undefined || sha256Hex(bytes) !== sha256) return "other keys are trusted than before";
  }
  const roots = readTrust(trust);
  const notes = noted(roots.notes);
  if (roots.keys.length === 0) {
    const { findings, notChecked, attested, coverage: checkpoints } = notes;
    return { findings, notChecked, coverage: null, checkpoints, basis: { ...noBasis, source, files: trust, attested } };
  }
  const { line } = splitAtMainline(registry.commits);
  const own = line.filter(({ parents, changes }) => changes.some(({ parent }) => parent === (parents[0] ?? null)));
  const factOf = ledgerFacts({ walked });
  const asked = [...own, ...ledger.commits];
  const [ofRegistry, ofLedger]: [SignedCommitFacts[], SignedCommitFacts[]] = [[], []];
  await history.eachCommit(
    asked.map(({ oid }) => oid),
    (bytes, index) => {
      const commit = asked[index];
      if (bytes === null || commit === undefined) return;
      if (index >= own.length) ofLedger.push(factOf(commit, bytes, roots));
      else {
        const judged = judgeSignature(bytes, commit.oid, roots);
        ofRegistry.push({ oid: commit.oid, judged, names: null, checkpoint: null, records: [] });
      }
    },
  );
  if (ofRegistry.length + ofLedger.length !== asked.length) return "a commit is not in this clone";
  const after = {
    ledger: instantOf(note.signatures.ledger_after),
    registry: instantOf(note.signatures.registry_after),
  };
  const earliest = Math.min(
    ...witnessesOf([...ofRegistry, ...ofLedger]),
    instantOf(note.as_of),
    instantOf(note.ledger.newest.at),
  );
  if (hasLimit(roots, earliest, end)) return "a trusted key begins or ends in the meantime";
  const branches: readonly (readonly [SignedBranch, Instant])[] = [
    [{ name: ledger.tip.ref, commits: ofLedger }, after.ledger],
    [{ name: registry.tip.ref, commits: ofRegistry }, after.registry],
  ];
  const all = [...ofRegistry, ...ofLedger];
  return {
    findings: [
      ...branches.flatMap(([branch, since]) => [
        ...[...checkIdentities(branch), ...checkWritingDays(branch)],
        ...checkSigningTimes(branch, end, since),
      ]),
      ...notes.findings,
    ],
    ...{ notChecked: notes.notChecked, checkpoints: notes.coverage },
    coverage: {
      ...{ source, keys: roots.keys.length, commits: all.length },
      proven: all.filter(({ judged }) => judged.state === "good").length,
    },
    basis: {
      ...{ source, files: trust, attested: notes.attested },
      ledgerAfter: lowerBounds(ofLedger, after.ledger).last,
      registryAfter: lowerBounds(ofRegistry, after.registry).last,
    },
  };
}

async function readFiles(
  { registry, signatures }: Verified,
  folder: string,
  history: RepositoryHistory,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const place = (name: string) => `${registry.commit}:${folder}/${name}`;
  const contents = await history.contents(signatures.files.map(({ name }) => place(name)));
  return new Map(
    signatures.files.flatMap(({ name }) => {
      const bytes = contents.get(place(name));
      return bytes === undefined ? [] : [[name, bytes] as const];
    }),
  );
}

/** Times by which what came before had been written: they can change where earlier commits are placed. */
function witnessesOf(commits: readonly SignedCommitFacts[]): Instant[] {
  return commits.flatMap(({ judged, checkpoint }) => {
    const signed = judged.state === "good" && judged.key.isServer && judged.signedAt !== null ? [judged.signedAt] : [];
    return checkpoint === null ? signed : [...signed, checkpoint.at];
  });
}

/** Whether a key begins or ends to count in a span: then what was signed before it may have to be placed anew. */
function hasLimit({ keys }: TrustRoots, from: Instant, until: Instant): boolean {
  const limits = keys.flatMap(({ periods }) => periods.flatMap((period) => [period.from, period.until]));
  return limits.some((limit) => limit !== null && limit >= from && limit <= until);
}

function instantOf(text: string | null): Instant {
  return (text === null ? null : parseInstant(text)) ?? Number.NEGATIVE_INFINITY;
}
