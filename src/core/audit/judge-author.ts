import type { JudgedCommit } from "../signatures/judge-signature.ts";
import type { TrustRoots } from "../signatures/trust-roots.ts";

/**
 * A server signs for everybody who may write. Where the trusted keys say whose commits count on the ledger, its signature of somebody
 * else's commit is not theirs. GitHub takes the author of a commit that it signs from the account that makes it.
 */
export function judgeAuthor(judged: JudgedCommit, { ledgerAuthors }: TrustRoots): JudgedCommit {
  if (ledgerAuthors === null || judged.state !== "good" || !judged.key.isServer) return judged;
  const email = /<([^<>]*)> -?\d+ [+-]\d{4}$/.exec(judged.author)?.[1] ?? "";
  const name = email.toLowerCase();
  if (name.length <= 320 && ledgerAuthors.some((pattern) => matches(pattern.toLowerCase(), name))) return judged;
  return { state: "foreign", key: `by the server, for ${email.slice(0, 100)}`, author: judged.author };
}

/** As in allowed_signers: `*` and `?`, everything else is itself. Time grows with both lengths and no further, whatever the pattern. */
function matches(pattern: string, text: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  let index = 0;
  while (index < text.length) {
    if (at < pattern.length && pattern[at] === "*") {
      star = at++;
      mark = index;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
