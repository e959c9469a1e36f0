import { subjectOf } from "../core/authorization/subject-of.ts";
import { compareText } from "../core/document/read-document.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { ManifestReading } from "../core/manifest/read-manifest.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { isConfidential } from "../core/remediation/plan-tracking-issue.ts";
import { type DescribedBypass, describeBypass } from "../core/reporting/describe-bypass.ts";
import { type Duties, describeDuties } from "../core/reporting/describe-duties.ts";
import { foldBefore } from "../core/reporting/fold-before.ts";
import { nearestOf } from "../core/text/nearest.ts";
import { formatInstant, type Instant } from "../core/time/instant.ts";
import type { Verify } from "../generated/types/verify.ts";
import { manifestReader, policyOfClone } from "./clone-policy.ts";
import { needLedger } from "./need-ledger.ts";
import { readClone } from "./read-clone.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

/** Where bypasses stand, by a clone's ledger. */
export interface StatusOfBypass extends DescribedBypass {
  /** Null: the clone does not have it. */
  readonly manifest: ManifestReading | null;
  /** It is confidential by its manifest or by the policy, or nothing here says that it is not. */
  readonly isSecret: boolean;
  /** Null: the clone does not have its manifest. */
  readonly duties: Duties | null;
}

export interface RepositoryStatus {
  /** Those in force first, then what is open, then what is over; the newest of each first. */
  readonly bypasses: readonly StatusOfBypass[];
  readonly policy: CompiledPolicy;
  /** A state is worth as much as the ledger that it is folded from. */
  readonly audit: Verify;
}

export interface StatusQuestion extends VerifyOptions {
  /** Only records of before this instant count, as in a report; absent or null: all, also those of a clock that is ahead of ours. */
  readonly knownBy?: Instant | null;
}

/**
 * The state of one or all bypasses.
 * @param id null: all of them.
 * @throws ConfigurationError for an id that the ledger does not know; UnavailableError for a clone without a whole ledger.
 */
export async function readStatus(options: StatusQuestion, id: string | null): Promise<RepositoryStatus> {
  const { asOf, knownBy = null } = options;
  const clone = await readClone(options, "kept");
  const policy = policyOfClone(clone, options.policyPath);
  const { result, ledger } = await auditClone(clone, options);
  const { folds } = needLedger(ledger, options, clone);
  const manifestOf = manifestReader(clone, policy);
  const wanted = id === null ? [...folds.values()] : [folds.get(id)].filter((fold) => fold !== undefined);
  const bypasses = wanted.flatMap((whole) => {
    const fold = knownBy === null ? whole : foldBefore(whole, knownBy);
    // What was asked for does not depend on when it was approved, and whether it is confidential stands there: as in a report.
    const manifest = manifestOf(whole);
    const described = describeBypass(fold, manifest, policy, asOf);
    return described === null
      ? []
      : [
          {
            ...described,
            manifest,
            isSecret: isSecret(manifest, described, policy),
            duties: describeDuties(fold, manifest, policy, asOf),
          },
        ];
  });
  if (id !== null && bypasses.length === 0) {
    if (wanted.length > 0 && knownBy !== null) throw notYet(id, knownBy);
    throw unknownId(id, [...folds.keys()]);
  }
  return { bypasses: bypasses.sort(inOrder), policy, audit: result };
}

function isSecret(manifest: ManifestReading | null, { identity }: DescribedBypass, policy: CompiledPolicy): boolean {
  return manifest === null || isConfidential(manifest, subjectOf(manifest, identity.level), policy);
}

function notYet(id: string, instant: Instant): ConfigurationError {
  const fix = `qms-bypass status ${id} tells when it was first asked for.`;
  return new ConfigurationError(`Nothing of ${id} was recorded before ${formatInstant(instant)}.`, fix);
}

function unknownId(id: string, known: readonly string[]): ConfigurationError {
  const near = nearestOf(id, known);
  const fix = near === null ? "qms-bypass status lists all that there are." : `Did you mean ${near}?`;
  return new ConfigurationError(`The ledger knows no bypass ${id}.`, fix);
}

const first = new Set(["active", "suspended"]);
const over = new Set(["closed", "refused", "voided", "expired", "revoked", "ineffective"]);

function rank({ state }: DescribedBypass): number {
  return first.has(state) ? 0 : over.has(state) ? 2 : 1;
}

function inOrder(left: DescribedBypass, right: DescribedBypass): number {
  const newest = compareText(dateOf(right), dateOf(left)) || compareText(left.identity.bypass, right.identity.bypass);
  return rank(left) - rank(right) || newest;
}

function dateOf({ identity }: DescribedBypass): string {
  return identity.bypass.replace(/^BYPASS-[A-Z0-9]+-/, "");
}
