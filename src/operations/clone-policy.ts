import { sha256Hex } from "../core/document/read-document.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { type ManifestReading, readManifest } from "../core/manifest/read-manifest.ts";
import type { CompiledPeople } from "../core/procedure/compiled-people.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import type { Instant } from "../core/time/instant.ts";
import type { CloneReading } from "./read-clone.ts";
import { firstError } from "./without-policy.ts";

/**
 * The policy at the head of the clone's registry branch, or the built-in one where there is none. Not the working tree's: a report
 * says what holds, and the same clone gives the same report wherever somebody works in it.
 * @throws ConfigurationError where the policy has errors.
 */
export function policyOfClone({ policy, registry }: CloneReading, path: string): CompiledPolicy {
  const reading = policy === null ? readDefaultPolicy() : readPolicy(policy, path);
  if (reading.compiled !== null) return reading.compiled;
  const where = registry === null ? path : `${path} on ${registry.tip.ref}`;
  throw new ConfigurationError(
    `${where} has errors: ${firstError(reading)}.`,
    "Run qms-bypass validate on it and mend it; without a policy nobody knows which day a report is about.",
  );
}

/** The people of the clone's registry branch; null: none that can be read. A report goes on without them, and says so. */
export function peopleOfClone(
  { people }: CloneReading,
  path: string | null,
  policy: CompiledPolicy,
  at: Instant,
): CompiledPeople | null {
  return people === null ? null : readPeople(people, path, policy, at).compiled;
}

/** Reads the manifest that a bypass was approved with, by the bytes that its events name; null where the clone lacks them. */
export function manifestReader(
  { contents, documents }: Pick<CloneReading, "contents" | "documents">,
  policy: CompiledPolicy,
): (fold: BypassFold) => ManifestReading | null {
  const known = new Map<string, ManifestReading>();
  return ({ state }) => {
    const named = state.activation?.manifest ?? state.manifest;
    const bytes = named === null ? undefined : contents.get(named.blob);
    if (named === null || bytes === undefined || sha256Hex(bytes) !== named.sha256) return null;
    const reading = known.get(named.blob) ?? readManifest(bytes, named.path, policy, documents.get(named.blob));
    known.set(named.blob, reading);
    return reading;
  };
}
