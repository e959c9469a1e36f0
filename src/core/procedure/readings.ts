import type { Finding } from "../findings/finding.ts";
import type { CompiledPeople } from "./compiled-people.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";

/** policy.yml as it was read; `compiled` only where it has no error, because a policy with one decides nothing. */
export interface PolicyReading {
  readonly path: string | null;
  readonly sha256: string;
  readonly compiled: CompiledPolicy | null;
  readonly findings: readonly Finding[];
}

/** people.yml as it was read, checked against the policy in force. */
export interface PeopleReading {
  readonly path: string | null;
  readonly sha256: string;
  readonly compiled: CompiledPeople | null;
  readonly findings: readonly Finding[];
}
