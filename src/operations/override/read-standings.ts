import { type Finding, finding } from "../../core/findings/finding.ts";
import { activePath, statePath } from "../../core/ledger/projections.ts";
import { parseManifestId } from "../../core/manifest/manifest-id.ts";
import { readActiveClaims } from "../../core/override/active-claims.ts";
import { readSweepStanding, type SweepStanding } from "../../core/override/plan-sweep.ts";
import { readStateFile } from "../../core/remediation/read-standing.ts";
import type { Instant } from "../../core/time/instant.ts";
import type { Overview, RegistryReader } from "../../ports.ts";

/** No bypass is in question longer than this after its request: its lifetime, and its request's before that. Days. */
const oldest = 60;

export interface Standings {
  readonly standings: readonly SweepStanding[];
  /** Files that are not what this program writes. */
  readonly findings: readonly Finding[];
}

/** By the state files of the last weeks, and of whatever is active: one small file each, in batches. A bad one hides no other. */
export async function readStandings(reader: RegistryReader, overview: Overview, now: Instant): Promise<Standings> {
  const { ledgerHead, states, active } = overview;
  const findings: Finding[] = [];
  if (ledgerHead === null || states.length === 0) return { standings: [], findings };
  const recent = states.filter((path) => {
    const id = parseManifestId(/([^/]+)\.json$/.exec(path)?.[1] ?? "");
    return id !== null && now - id.at < oldest * 86_400_000;
  });
  // What is active is looked after however old it is.
  const actives = active.length === 0 ? [] : [...(await reader.files(ledgerHead, active.map(activePath))).values()];
  const running = actives.flatMap((file) => {
    const claims = readActiveClaims(file.bytes);
    if (claims === null) findings.push(damagedFile(file.path));
    return (claims ?? []).flatMap(({ bypass }) => statePath(bypass) ?? []);
  });
  const paths = [...new Set([...recent, ...running])];
  const files = paths.length === 0 ? [] : [...(await reader.files(ledgerHead, paths)).values()];
  for (const { bytes, path } of files) if (readStateFile(bytes) === null) findings.push(damagedFile(path));
  return { standings: files.flatMap((file) => readSweepStanding(file.bytes) ?? []), findings };
}

function damagedFile(what: string): Finding {
  return finding("SWEEP_FAILED", {
    what,
    problem: "it is not what this program writes.",
    hint: "Run `qms-bypass verify` in a clone: it says what was changed, and in which commit.",
  });
}
