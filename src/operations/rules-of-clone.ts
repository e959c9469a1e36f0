import { sha256Hex } from "../core/document/read-document.ts";
import { sha256OfText } from "../core/ledger/build-record.ts";
import { canonicalJson } from "../core/ledger/canonical-json.ts";
import type { CompiledPeople } from "../core/procedure/compiled-people.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import type { JudgedBy } from "../generated/types/report.ts";
import { version } from "../generated/version.ts";
import type { CloneReading } from "./read-clone.ts";

/** Names the rules of a clone that a report is made by. The policy counts with what it takes from the built-in one: that changes too. */
export function rulesOfClone(
  { registry, people: bytes }: Pick<CloneReading, "registry" | "people">,
  { policy, sha256 }: CompiledPolicy,
  people: CompiledPeople | null,
): JudgedBy {
  return {
    registry_commit: registry?.tip.commit ?? null,
    policy_file_sha256: sha256,
    policy_sha256: sha256OfText(canonicalJson(policy)),
    calendar_sha256: sha256OfText(canonicalJson(policy.calendar)),
    version,
    people_sha256: people === null || bytes === null ? null : sha256Hex(bytes),
  };
}
