import { execFileSync } from "node:child_process";
import { cloneHistory } from "../../../src/adapters/git/clone-history.ts";
import { readAnchors } from "../../../src/core/audit/read-anchors.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { recountPublished } from "../../../src/operations/recount-published.ts";
import type { VerifyOptions } from "../../../src/operations/verify-repository.ts";
import { gapIn } from "./deserved.ts";
import { type Life, tell } from "./life.ts";

const git = (life: Life, ...args: string[]): string =>
  execFileSync("git", ["--git-dir", life.bare, ...args], {
    ...{ encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 },
  });

/** Files of the ledger branch whose path matches, with their content. */
function filesOf(life: Life, folder: string, matching: RegExp): { readonly path: string; readonly text: string }[] {
  if (git(life, "branch", "--list", life.ledgerBranch) === "") return [];
  const paths = git(life, "ls-tree", "-r", "--name-only", life.ledgerBranch, folder).split("\n");
  return paths
    .filter((path) => matching.test(path))
    .map((path) => ({ path, text: git(life, "show", `${life.ledgerBranch}:${path}`) }));
}

/** Whoever kept a published report keeps what it saw of the ledger: it has to hold for ever. */
export function keepPublished(life: Life): void {
  for (const { path, text } of filesOf(life, "reports/", /\.json$/)) {
    if (life.kept.has(path)) continue;
    life.kept.add(path);
    // A reconciliation has none, and a report before the first record neither.
    const { anchor = null } = JSON.parse(text) as { readonly anchor?: unknown };
    if (anchor !== null) life.anchors.push(...readAnchors(Buffer.from(text), path));
  }
}

/** Every report that was ever published says what its records say. */
export async function recountLife(life: Life, folder: string, options: VerifyOptions): Promise<void> {
  if (life.kept.size === 0) return;
  const { reports } = await recountPublished({
    ...options,
    // What is made again is the ledger of then, of which no later anchor can be true.
    ...{ anchors: [], periods: [], historyAt: (heads) => cloneHistory(folder, heads) },
  });
  for (const report of reports)
    if (report.outcome !== "same") life.broken.push(`recount: ${JSON.stringify(report).slice(0, 1500)}`);
  const further = reports.filter(({ rev }) => rev > 1).length;
  await tell(life, `recount: ${reports.length} reports, ${further} of them further revisions`);
}

/** A gap that was over when somebody entitled said why it is there is an information, and every other one a warning. */
export function checkAcknowledged(life: Life, findings: Verify["findings"]): void {
  const words = filesOf(life, "ledger/", /-finding\.acknowledged-/).map(
    ({ text }) => (JSON.parse(text) as { event: LedgerEvent }).event,
  );
  for (const item of findings) {
    const gap = gapIn(item);
    if (gap === null) continue;
    const isWord = ({ at, data }: LedgerEvent) =>
      (data as { path?: string }).path === item.path && Date.parse(at) > gap.until;
    const wanted = words.some(isWord) || life.acknowledged.has(item.path ?? "") ? "info" : "warning";
    if (wanted === "info") life.acknowledged.add(item.path ?? "");
    if (item.severity !== wanted) life.broken.push(`is ${item.severity} and not ${wanted}: ${item.message}`);
  }
}
