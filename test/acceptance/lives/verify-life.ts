import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { anchorOfCommit } from "../../../src/core/audit/read-anchors.ts";
import type { Verified } from "../../../src/generated/types/verified.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { verifyNoted, verifySince } from "../../../src/operations/verify-since.ts";
import { verifyOptions } from "../../operations/verify-options.ts";
import type { Life } from "./life.ts";
import { checkAcknowledged, keepPublished, recountLife } from "./published-life.ts";

type Finding = Verify["findings"][number];

const told = ({ verdict, findings }: Verify): string =>
  `${verdict} ${JSON.stringify(findings.map(({ code, severity, message }) => [code, severity, message]))}`;

/** What is new is told by both; what a note knew already and read no more, it tells by code and number only. */
function compareSince(whole: Verify, since: Verify, note: Verified): string | null {
  const problem = `verify: ${told(whole)}; since: ${told(since)}`;
  if (since.since?.reread !== null) return told(whole) === told(since) ? null : problem;
  const known = new Map(note.whole.warnings.map(({ code, count }) => [code, count]));
  const count = (code: string) => whole.findings.filter((item) => item.code === code).length;
  const isKnown = whole.findings.every(({ code }) => count(code) <= (known.get(code) ?? 0));
  return whole.verdict === since.verdict && since.findings.length === 0 && isKnown ? null : problem;
}

/**
 * What an auditor with a fresh clone finds now: everything, and since the last time that all was in order.
 * @param thoroughly every published report is made again, too
 */
export async function verifyLife(life: Life, thoroughly: boolean): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "qms-life-audit-"));
  try {
    execFileSync("git", ["clone", "--quiet", `file://${life.bare}`, folder], { stdio: "ignore" });
    keepPublished(life);
    const now = await life.walk.now();
    const options = verifyOptions(folder, {
      asOf: now,
      now,
      ledgerBranch: life.ledgerBranch,
      anchors: [...life.anchors],
    });
    const whole = await verifyNoted(options);
    const before = life.notes.at(-1) as Verified | undefined;
    if (before !== undefined) {
      const since = await verifySince(before, "note.json", options);
      const problem = compareSince(whole.result, since.result, before);
      if (problem !== null) life.broken.push(problem);
    }
    const anchor = whole.result.anchor?.ledger_commit;
    if (anchor !== undefined && !life.anchors.some(({ commit }) => commit === anchor))
      life.anchors.push(anchorOfCommit(anchor));
    if (whole.note !== null) life.notes.push(whole.note);
    // Where nothing was ever recorded there is nothing to prove.
    if (execFileSync("git", ["--git-dir", life.bare, "branch", "--list", "qms-ledger"]).length === 0)
      return whole.result.findings.filter(({ code }) => code !== "BRANCH_MISSING");
    if (whole.result.verdict === "inconclusive")
      life.broken.push(`inconclusive: ${JSON.stringify(whole.result.findings)}`);
    life.found = whole.result.findings;
    checkAcknowledged(life, life.found);
    for (const { source, agrees } of whole.result.anchors)
      if (agrees !== true) life.broken.push(`the ledger is not the one that ${source} saw: ${agrees}`);
    if (thoroughly) await recountLife(life, folder, options);
    return life.found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
