import { subjectOf } from "../authorization/subject-of.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { isConfidential } from "../remediation/plan-tracking-issue.ts";

/** What a reader wants to know of every bypass: the same in every report. */
export interface BypassIdentity {
  readonly bypass: string;
  readonly level: Level;
  readonly severity: "S1" | "S2" | "S3" | "S4" | null;
  readonly repository: string | null;
  readonly pull_request: number | null;
  /** Foreign text; null where it is not known from this clone, or the bypass is confidential: by its manifest or by a criterion of the policy. */
  readonly title: string | null;
}

/** Names a bypass from its events and, where the clone has it, its manifest. */
export function identityOf(
  fold: BypassFold,
  manifest: ManifestReading | null,
  level: Level,
  policy: CompiledPolicy,
): BypassIdentity {
  const request = fold.entries.find(({ event }) => event.type === "request.accepted")?.event;
  const { activation, issue } = fold.state;
  const view = manifest?.view ?? null;
  const isOpen = manifest !== null && !isConfidential(manifest, subjectOf(manifest, level), policy);
  return {
    bypass: fold.bypass,
    level,
    severity: severities.find((name) => name === (request?.data.severity ?? view?.text("/severity"))) ?? null,
    repository: view?.text("/target/repository") ?? issue?.repository ?? null,
    pull_request: view?.integer("/target/pull_request") ?? activation?.target?.pr ?? null,
    title: isOpen ? (view?.text("/title")?.slice(0, 200) ?? null) : null,
  };
}

const severities = ["S1", "S2", "S3", "S4"] as const;
