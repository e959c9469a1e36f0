import type { JudgedCommit } from "../signatures/judge-signature.ts";
import type { TrustRoots } from "../signatures/trust-roots.ts";
import { matchesGlob } from "../text/glob.ts";

/**
 * A server signs for everybody who may write. Where the trusted keys say whose commits count on the ledger, its signature of somebody
 * else's commit is not theirs. GitHub takes the author of a commit that it signs from the account that makes it.
 */
export function judgeAuthor(judged: JudgedCommit, { ledgerAuthors }: TrustRoots): JudgedCommit {
  if (ledgerAuthors === null || judged.state !== "good" || !judged.key.isServer) return judged;
  const email = /<([^<>]*)> -?\d+ [+-]\d{4}$/.exec(judged.author)?.[1] ?? "";
  const name = email.toLowerCase();
  if (name.length <= 320 && ledgerAuthors.some((pattern) => matchesGlob(pattern.toLowerCase(), name))) return judged;
  return { state: "foreign", key: `by the server, for ${email.slice(0, 100)}`, author: judged.author };
}
