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
      const [one, other] = [whole, since].map(({ result }) =>
        JSON.stringify(result.findings.map(({ code, severity, message }) => [code, severity, message])),
      );
      if (one !== other || whole.result.verdict !== since.result.verdict)
        life.broken.push(`verify: ${whole.result.verdict} ${one}; since: ${since.result.verdict} ${other}`);
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
