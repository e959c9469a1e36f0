import { type Finding, finding } from "../core/findings/finding.ts";
import type { GitHub, MergeMethod, Sleeper } from "../ports.ts";

/** Repositories allow some and not others; all of them bring the manifest as it was approved. */
const methods: readonly MergeMethod[] = ["merge", "squash", "rebase"];

/** Seconds between tries; together the minute that 30-authorization.md grants. */
const pauses = [1, 2, 4, 8, 15, 30];

/**
 * Merges a manifest pull request at exactly the head that was decided about. A 405 right after the status was set can mean that GitHub
 * has not seen it yet, so it is tried for a minute; then GitHub's own sentence is passed on. Merged by somebody else at that head is
 * merged.
 */
export async function mergeRequest(
  { github, sleeper }: { readonly github: GitHub; readonly sleeper: Sleeper },
  number: number,
  sha: string,
): Promise<{ readonly merged: boolean; readonly findings: readonly Finding[] }> {
  let message = "";
  let method = 0;
  for (let tries = 0; tries <= pauses.length; ) {
    const result = await github.mergePull(number, sha, methods[method] ?? "merge");
    if (result.sha !== null) return { merged: true, findings: [] };
    message = result.message;
    // A setting of the repository or a rule: waiting changes nothing, another way may be open.
    if (result.status === 405 && /not allowed/i.test(message)) {
      method += 1;
      if (method < methods.length) continue;
      break;
    }
    // Only "not mergeable (yet)" is worth another try: 409 means that the head moved, and that decides anew.
    if (result.status !== 405 || /code owner/i.test(message)) break;
    // What another run or a person has merged since is answered in the same way, and waiting changes nothing.
    if (await isMergedAt(github, number, sha)) return { merged: true, findings: [] };
    const pause = pauses[tries];
    if (pause !== undefined) await sleeper.sleep(pause * 1000);
    tries += 1;
  }
  const hint = /code owner/i.test(message)
    ? "Have a code owner of the file approve the pull request, or correct CODEOWNERS on the registry branch."
    : "Look at the rules of the registry branch; then run this workflow again, or merge by hand: activation follows either way.";
  return { merged: false, findings: [finding("MERGE_REFUSED", { message, hint })] };
}

async function isMergedAt(github: GitHub, number: number, sha: string): Promise<boolean> {
  const { merged, headSha } = await github.readTarget(number);
  return merged !== null && headSha === sha;
}
