import { type Finding, finding } from "../core/findings/finding.ts";
import { lastEventAt, readStanding, readStateFile } from "../core/remediation/read-standing.ts";
import type { Overview } from "../ports.ts";
import type { OpenRemediationPorts } from "./open-remediation.ts";

/** Thirty days. */
const lookBack = 30 * 86_400_000;
const openStates: ReadonlySet<string> = new Set(["open", "completed"]);

/** Remediations that are neither verified nor cancelled, by the state files. */
export async function findOpenRemediations(
  { reader, github }: Pick<OpenRemediationPorts, "reader" | "github">,
  { ledgerHead, states }: Overview,
): Promise<{ readonly ids: readonly string[]; readonly findings: readonly Finding[] }> {
  if (ledgerHead === null || states.length === 0) return { ids: [], findings: [] };
  const files = [...(await reader.files(ledgerHead, states)).values()];
  const now = github.serverTime() ?? 0;
  const ids = files.flatMap((file) => {
    const standing = readStanding(file.bytes);
    if (standing === null) return [];
    // A run can die between the record and the issue: what was verified lately is looked at once more.
    const last = standing.remediation === "closed" ? lastEventAt(readStateFile(file.bytes)) : 0;
    const lately = now - last < lookBack;
    return openStates.has(standing.remediation) || lately ? [standing.bypass] : [];
  });
  const damaged = files.filter((file) => readStateFile(file.bytes) === null);
  return { ids, findings: damaged.map(({ path }) => finding("REMEDIATION_FAILED", { what: path, ...notOurs })) };
}

const notOurs = {
  problem: "it is not what this program writes.",
  hint: "Run `qms-bypass verify` in a clone: it says what was changed, and in which commit.",
};
