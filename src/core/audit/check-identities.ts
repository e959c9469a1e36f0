import { finding } from "../findings/finding.ts";
import type { JudgedCommit } from "../signatures/judge-signature.ts";
import type { TrustedKey } from "../signatures/trust-roots.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { SignedBranch, SignedCommitFacts } from "./signed-commit.ts";

/** As many commits as a finding lists; their number is in its words. */
const LISTED = 100;

/**
 * Whose commits a branch holds: once for everything that no trusted key vouches for, because a branch of 10,000 unsigned commits has one
 * problem and not 10,000; and once for each way in which a trusted key is named by a signature that is not its own.
 */
export function checkIdentities(branch: SignedBranch): readonly AuditFinding[] {
  return [...unproven(branch), ...invalid(branch)];
}

const parts: readonly { readonly state: JudgedCommit["state"]; readonly words: string }[] = [
  { state: "unsigned", words: "not signed" },
  { state: "foreign", words: "signed by somebody whom nobody trusts here" },
  { state: "unreadable", words: "with a signature that cannot be read" },
];

function unproven({ name, commits }: SignedBranch): readonly AuditFinding[] {
  const found = commits.filter(({ judged }) => parts.some(({ state }) => state === judged.state));
  const [first] = found;
  if (first === undefined) return [];
  const counted = parts.flatMap(({ state, words }) => {
    const own = found.filter(({ judged }) => judged.state === state);
    const [example] = own;
    return example === undefined ? [] : [`${own.length} ${words}${detailOf(example)}`];
  });
  const params = { count: found.length, all: commits.length, branch: name, parts: counted.join(", ") };
  const last = found.at(-1) ?? first;
  const about = { commits: [...new Set([first.oid, last.oid])] };
  return [auditFinding(finding("IDENTITY_UNPROVEN", params), about)];
}

function detailOf({ judged }: SignedCommitFacts): string {
  if (judged.state === "foreign") return ` (${judged.key})`;
  return judged.state === "unreadable" ? ` (${judged.problem})` : "";
}

function invalid({ name, commits }: SignedBranch): readonly AuditFinding[] {
  const groups = new Map<string, { key: TrustedKey; problem: string; oids: string[] }>();
  for (const { oid, judged } of commits) {
    if (judged.state !== "invalid") continue;
    const { key, problem } = judged;
    const group = groups.get(`${key.id} ${problem}`) ?? { key, problem, oids: [] };
    groups.set(`${key.id} ${problem}`, group);
    group.oids.push(oid);
  }
  return [...groups.values()].map(({ key, problem, oids }) => {
    const count = oids.length === 1 ? "A commit" : `${oids.length} commits`;
    const params = { count, branch: name, key: showKey(key), problem };
    return auditFinding(finding("SIGNATURE_INVALID", params), { commits: oids.slice(0, LISTED) });
  });
}

/** A key as people can compare it. */
export function showKey({ id, name }: TrustedKey): string {
  return name === "" ? id : `${id} (${name})`;
}
