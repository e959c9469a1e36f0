import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding, type Where } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, personByLogin } from "../procedure/compiled-people.ts";
import { listed } from "../text/listed.ts";
import { type Account, foldLogin } from "./identity.ts";

const manifestFile = /^\.qms\/bypasses\/.*\.ya?ml$/;
const amendmentFile = /\.amend-\d+\.ya?ml$/;
/** What a governance change may touch, besides the relay. */
export const governanceFiles = [
  ".qms/policy.yml",
  ".qms/people.yml",
  "CODEOWNERS",
  ".github/CODEOWNERS",
  "docs/CODEOWNERS",
];
/** The trusted keys, beside the policy. */
const trustFile = /^\.qms\/trust\/[^/]+$/;
const relayFile = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** What kind of change a pull request against the registry is. */
export type ChangeKind = "manifest" | "amendment" | "governance";

/** A pull request that adds no manifest and no amendment is a governance change (30-authorization.md, step 2). */
export function changeKindOf(facts: Facts): ChangeKind {
  const added = manifestsAdded(facts);
  if (added.length === 0) return "governance";
  return added.every((path) => amendmentFile.test(path)) ? "amendment" : "manifest";
}

/** Paths of the manifests and amendments that the pull request adds; it may add one. */
export function manifestsAdded(facts: Facts): string[] {
  return facts.pull_request.files
    .filter((file) => file.status === "added" && manifestFile.test(file.path))
    .map((file) => file.path);
}

/** The pull request as a container: right base, no fork, one new manifest and nothing else, nothing old touched. */
export function checkPullRequest(facts: Facts, registryBranch: string): Finding[] {
  const { pull_request: pr } = facts;
  const findings: Finding[] = [];
  if (pr.base !== undefined && pr.base !== registryBranch)
    findings.push(finding("WRONG_BASE", { base: pr.base, registry: registryBranch }));
  if (pr.fork === true) findings.push(finding("FORK_MANIFEST", {}));
  const kind = changeKindOf(facts);
  const added: string[] = [];
  const others: string[] = [];
  for (const file of pr.files) {
    const isManifest = manifestFile.test(file.path);
    const wasManifest = file.previous_path !== undefined && manifestFile.test(file.previous_path);
    if (wasManifest)
      findings.push(
        finding("MANIFEST_IMMUTABLE", { file: file.previous_path ?? "", change: "renamed" }, { path: file.path }),
      );
    else if (isManifest && file.status !== "added") {
      const change = file.status === "removed" ? "deleted" : file.status === "renamed" ? "renamed" : "changed";
      findings.push(finding("MANIFEST_IMMUTABLE", { file: file.path, change }, { path: file.path }));
    } else if (isManifest) {
      added.push(file.path);
      const what = file.mode === undefined ? null : irregular(file.mode);
      if (what !== null) findings.push(finding("MANIFEST_NOT_REGULAR", { what }, { path: file.path }));
    } else others.push(file.path);
  }
  if (kind !== "governance" && added.length > 1) {
    findings.push(
      finding("ONE_MANIFEST_PER_PR", { count: added.length, files: listed(added) }, { path: added[1] ?? null }),
    );
  }
  const strangers =
    kind === "governance"
      ? others.filter((path) => !governanceFiles.includes(path) && !relayFile.test(path) && !trustFile.test(path))
      : others;
  if (strangers.length > 0) {
    const count = strangers.length === 1 ? "one other file" : `${strangers.length} other files`;
    findings.push(finding("SCOPE_VIOLATION", { count, files: listed(strangers) }, { path: strangers[0] ?? null }));
  }
  return findings;
}

/** Every commit has an author whom GitHub knows: otherwise nobody could tell authors and approvers apart. */
export function checkCommits(facts: Facts): Finding[] {
  const pushers = facts.pushes.filter((push) => push.actor === null);
  const unknown = pushers.map((push) =>
    finding("UNATTRIBUTED_COMMIT", {
      sha: (push.head_sha ?? facts.pull_request.head_sha).slice(0, 10),
      who: "who pushed it is unknown",
    }),
  );
  const commits = facts.commits.flatMap((commit) => {
    // The committer is null for a commit made on github.com, too; an unknown author is what hides somebody.
    const missing =
      commit.author === null
        ? "its author is unknown"
        : commit.co_authors.some((account) => account.id == null)
          ? "a co-author is unknown"
          : null;
    return missing === null ? [] : [finding("UNATTRIBUTED_COMMIT", { sha: commit.sha.slice(0, 10), who: missing })];
  });
  return [...unknown, ...commits];
}

/** The requester is somebody whom we know, and the id is not taken. */
export function checkRequest(facts: Facts, manifest: ManifestReading, people: CompiledPeople): Finding[] {
  const requester = manifest.view.text("/requested_by");
  const findings = checkRequester(requester, manifest.where("/requested_by", "value"), facts, people);
  const id = manifest.view.text("/id");
  // Merged, the manifest is on the registry branch itself and no duplicate of its own.
  if (id !== null && facts.phase !== "act" && facts.existing_manifests.includes(id)) {
    findings.push(finding("DUPLICATE_ID", { id }, manifest.where("/id", "value")));
  }
  return findings;
}

/**
 * Whoever asks is seen asking, or at least known. Whom people.yml names is compared by number, because a login changes, and changes hands;
 * of others nothing but the login is known.
 */
export function checkRequester(
  requester: string | null,
  place: Where,
  facts: Facts,
  people: CompiledPeople,
): Finding[] {
  if (requester === null) return [];
  const person = personByLogin(people, requester);
  const isRequester = ({ login, id }: Account): boolean =>
    person === null ? foldLogin(login) === foldLogin(requester) : id === person.id;
  const openers = [facts.pull_request.author, facts.request?.author ?? null];
  if (openers.some((account) => account !== null && isRequester(account))) return [];
  return [finding(person === null ? "REQUESTER_UNKNOWN" : "REQUESTER_MISMATCH", { requester }, place)];
}

/** What a file of this mode is, where it is no regular file. */
export function irregular(mode: string): string | null {
  if (mode === "100644") return null;
  if (mode === "120000") return "a symbolic link";
  if (mode === "160000") return "a submodule";
  return mode === "100755" ? "an executable file" : `a file of mode ${mode}`;
}
