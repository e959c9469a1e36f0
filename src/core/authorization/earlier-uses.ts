import type { EarlierUses } from "../../generated/types/facts.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { patternRows, readUsed } from "../remediation/find-patterns.ts";
import { readStateFile } from "../remediation/read-standing.ts";
import { addDuration, parseDuration } from "../time/duration.ts";
import { formatInstant, type Instant } from "../time/instant.ts";

/**
 * State files of the ledger as facts about what was used before (R78). What is damaged or does not reach far enough is said: a warning
 * that fails to come must not look like a check that is seldom set aside.
 * @param since from when on every use is among the files; `problem` says why they are not there
 * @param now instant of the decision
 */
export function readEarlierUses(
  {
    files,
    since,
    problem,
  }: {
    readonly files: readonly Uint8Array[];
    readonly since: Instant;
    readonly problem: string | null;
  },
  policy: CompiledPolicy,
  now: Instant,
): EarlierUses {
  if (problem !== null) return { uses: [], problem };
  const states = files.map(readStateFile);
  const uses = states.flatMap((fields) => {
    const used = readUsed(fields);
    if (used === null || parseManifestId(used.bypass) === null) return [];
    return [{ bypass: used.bypass, used_at: formatInstant(used.usedAt), checks: used.checks.filter(isName) }];
  });
  const reaches = patternRows(policy).every(({ within }) => {
    const duration = parseDuration(within);
    return duration === null || addDuration(since, duration, policy.calendar) <= now;
  });
  const said = states.includes(null)
    ? "a state file of the ledger is not what this program writes"
    : reaches
      ? null
      : "the policy counts further back than is looked at here";
  return { uses, ...(said === null ? {} : { problem: said }) };
}

const isName = (check: string): boolean => check !== "" && check.length <= 255;
