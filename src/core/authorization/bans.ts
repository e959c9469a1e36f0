import type { Facts, Push } from "../../generated/types/facts.ts";
import { finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, personByLogin } from "../procedure/compiled-people.ts";
import { parseInstant } from "../time/instant.ts";
import { type Account, AccountMap, foldLogin, isWebFlow } from "./identity.ts";

/** Why somebody may not approve this request. */
export interface Ban {
  readonly code: "SELF_APPROVAL" | "CONTRIBUTOR" | "BENEFICIARY";
  readonly text: string;
  readonly fix: string;
}

const another = "Somebody else who holds the role approves.";

/**
 * Who may not approve: the requester and the author of the pull request (SELF_APPROVAL); whoever wrote, committed, co-wrote or
 * pushed the manifest branch (CONTRIBUTOR); whoever wrote a commit of the target (BENEFICIARY). The first code that applies counts.
 * @param asking who asks for an amendment, beside who asked for what it amends
 */
export function findBans(
  facts: Facts,
  manifest: ManifestReading | null,
  people: CompiledPeople | null,
  asking: string | null = null,
): AccountMap<Ban> {
  const bans = new AccountMap<Ban>();
  const ban = <C extends Ban["code"]>(code: C, account: Account, params: Parameters<typeof finding<C>>[1]): void => {
    const { message, fix } = finding(code, params);
    bans.add(account, { code, text: message, fix });
  };
  const requesters = [manifest?.view.text("/requested_by") ?? null, asking].filter((login) => login !== null);
  for (const requester of new Set(requesters)) {
    const account = accountOf(requester, facts, people);
    const params = { login: requester, role: "asked for this bypass", hint: another };
    ban("SELF_APPROVAL", account, params);
    // Where the login is another person's by now, both the label and the id stay banned: nobody gains by a rename.
    ban("SELF_APPROVAL", { login: requester }, params);
  }
  const { author } = facts.pull_request;
  if (author !== null)
    ban("SELF_APPROVAL", author, { login: author.login, role: "opened this pull request", hint: another });
  const issueAuthor = facts.request?.author;
  if (issueAuthor != null)
    ban("SELF_APPROVAL", issueAuthor, { login: issueAuthor.login, role: "opened the request issue", hint: another });

  for (const commit of facts.commits) {
    // Updating the branch from its base leaves the manifest alone and makes nobody its author.
    if (commit.merge_of_base === true && commit.touches_manifest !== true) continue;
    const sha = commit.sha.slice(0, 10);
    if (commit.author !== null)
      ban("CONTRIBUTOR", commit.author, {
        login: commit.author.login,
        how: "wrote a commit of the manifest branch",
        sha,
      });
    if (commit.committer !== null && !isWebFlow(commit.committer)) {
      ban("CONTRIBUTOR", commit.committer, {
        login: commit.committer.login,
        how: "committed to the manifest branch",
        sha,
      });
    }
    for (const account of commit.co_authors) {
      ban("CONTRIBUTOR", account, {
        login: account.login,
        how: "is a co-author of a commit of the manifest branch",
        sha,
      });
    }
  }
  for (const actor of pushersOfContent(facts)) {
    ban("CONTRIBUTOR", actor, { login: actor.login, how: "pushed to the manifest branch", sha: "push" });
  }
  for (const account of facts.target?.authors ?? []) {
    ban("BENEFICIARY", account, { login: account.login, how: "wrote a commit of the target pull request" });
  }
  const merger = manifest?.view.text("/retroactive/merged_by") ?? null;
  if (merger !== null) {
    // Whoever went past the checks does not approve its registration: by the manifest's word, and by GitHub's.
    const how = "merged the target past its checks";
    ban("BENEFICIARY", accountOf(merger, facts, people), { login: merger, how });
    ban("BENEFICIARY", { login: merger }, { login: merger, how });
    const by = facts.target?.merged_by;
    if (by != null) ban("BENEFICIARY", by, { login: by.login, how });
  }
  return bans;
}

/**
 * Everybody who pushed, except for pushes that are the update of the branch from its base: the content stayed, and the actor has
 * such a merge commit for it. Other pushes that left the content alone count: a force-push can hide what it put back.
 */
function pushersOfContent(facts: Facts): Account[] {
  const baseMerges = new Map<number, number>();
  for (const commit of facts.commits) {
    if (commit.merge_of_base === true && commit.touches_manifest !== true && commit.author !== null) {
      baseMerges.set(commit.author.id, (baseMerges.get(commit.author.id) ?? 0) + 1);
    }
  }
  const at = (push: Push): number => Math.floor((parseInstant(push.at) ?? 0) / 1000);
  return facts.pushes.flatMap((push) => {
    if (push.actor === null) return [];
    const left = baseMerges.get(push.actor.id) ?? 0;
    if (left === 0) return [push.actor];
    // Of pushes in one second nobody knows the order, so all of them, and all of the second before, have to agree.
    const before = facts.pushes.filter((other) => at(other) < at(push));
    const latest = Math.max(...before.map(at));
    const around = facts.pushes.filter((other) => at(other) === at(push) || at(other) === latest);
    const stayed = before.length > 0 && around.every((other) => other.manifest_sha256 === push.manifest_sha256);
    if (!stayed) return [push.actor];
    baseMerges.set(push.actor.id, left - 1);
    return [];
  });
}

/** The account behind a login of the manifest, with the id where anything at hand tells it. */
function accountOf(login: string, facts: Facts, people: CompiledPeople | null): Account {
  const person = people === null ? null : personByLogin(people, login);
  if (person !== null) return { login, id: person.id };
  const seen = [facts.pull_request.author, facts.request?.author ?? null].find(
    (account) => account !== null && foldLogin(account.login) === foldLogin(login),
  );
  return seen == null ? { login } : seen;
}
