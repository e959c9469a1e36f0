import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { Level } from "../procedure/levels.ts";

/** What a reader wants to know of every bypass: the same in every report. */
export interface BypassIdentity {
  readonly bypass: string;
  readonly level: Level;
  readonly severity: "S1" | "S2" | "S3" | "S4" | null;
  readonly repository: string | null;
  readonly pull_request: number | null;
  /** Foreign text; null where it is not known from this clone, or the manifest is confidential. */
  readonly title: string | null;
}

/** Names a bypass from its events and, where the clone has it, its manifest. */
export function identityOf(fold: BypassFold, manifest: ManifestReading | null, level: Level): BypassIdentity {
  const request = fold.entries.find(({ event }) => event.type === "request.accepted")?.event;
  const { activation, issue } = fold.state;
  const view = manifest?.view ?? null;
  const isConfidential = view?.flag("/confidential") === true;
  return {
    bypass: fold.bypass,
    level,
    severity: severities.find((name) => name === (request?.data.severity ?? view?.text("/severity"))) ?? null,
    repository: view?.text("/target/repository") ?? issue?.repository ?? null,
    pull_request: view?.integer("/target/pull_request") ?? activation?.target?.pr ?? null,
    title: isConfidential ? null : (view?.text("/title")?.slice(0, 200) ?? null),
  };
}

const severities = ["S1", "S2", "S3", "S4"] as const;
