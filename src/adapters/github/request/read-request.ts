import { sha256Hex } from "../../../core/document/read-document.ts";
import { declarationDays } from "../../../core/ledger/declarations.ts";
import { parseManifestId } from "../../../core/manifest/manifest-id.ts";
import { formatInstant } from "../../../core/time/instant.ts";
import type { Facts, FileChange, Push } from "../../../generated/types/facts.ts";
import type { RegistryFile, RequestOptions, RequestReading } from "../../../ports.ts";
import { accountOf } from "../actor-parts.ts";
import type { Client } from "../client.ts";
import { viewLedger } from "../ledger-view.ts";
import type { GitObject } from "../object-wishes.ts";
import { readAllPages } from "../read-all-pages.ts";
import { ledgerRefOf, repositoryFactsOf } from "../read-ledger-ref.ts";
import { bytesOf, readObjects } from "../read-objects.ts";
import { GitHubRefusal } from "../request-failure.ts";
import { completeTarget, mostCommits } from "../target/complete-target.ts";
import { readRequired } from "../target/read-required.ts";
import { ownComments, targetFactsOf, targetOf } from "../target/target-of.ts";
import { targetParts, targetPartsWithoutResults } from "../target/target-query.ts";
import { type BaseMerge, findBaseMerges, markBaseMerges } from "./base-merges.ts";
import { accessOf, commandsOf, commitOf, modeOf, reviewOf } from "./facts-of.ts";
import { commentParts, commitParts, fileParts, type PullAnswer, pullQuery, reviewParts } from "./pull-query.ts";
import { type Activity, readActivity } from "./read-activity.ts";
import { readEarlier } from "./read-earlier.ts";
import { readEarlierEmergencies } from "./read-earlier-emergencies.ts";
import { readFiles } from "./read-files.ts";
import { readLast } from "./read-last.ts";
import { readOrigin } from "./read-origin.ts";
import { readTeams } from "./read-teams.ts";

const manifestFile = /^\.qms\/bypasses\/.*\.ya?ml$/;
const codeownersPaths = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
const empty = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/**
 * Reads everything that a decision about one manifest pull request needs, in seven requests where nothing has a second page:
 * the pull request; two activities; the files; two of the base's rules; the target; and one for the issue where there is one. What cannot be read throws: no partial decisions.
 */
export async function readRequest(
  client: Client,
  number: number,
  ledgerBranch: string,
  options: RequestOptions,
  members: Client = client,
): Promise<RequestReading> {
  const answer = await client.graphql<PullAnswer>(pullQuery, {
    owner: client.owner,
    name: client.name,
    number,
    ledger: `refs/heads/${ledgerBranch}`,
    registry: `refs/heads/${options.registryBranch}`,
  });
  const repository = repositoryFactsOf(answer);
  const { pullRequest: pull, registry } = answer.repository;
  if (registry === null) {
    throw new GitHubRefusal(
      `the branch ${options.registryBranch}`,
      404,
      `There is no branch ${options.registryBranch}.`,
    );
  }
  const registryHead = registry.target.oid;
  const head = pull.headRefOid;
  const [fileNodes, commitNodes, reviewNodes, commentNodes] = [
    await readAllPages(client, pull.files ?? empty, number, "files", fileParts),
    await readAllPages(client, pull.commits, number, "commits", commitParts),
    await readAllPages(client, pull.reviews ?? empty, number, "reviews", reviewParts),
    await readAllPages(client, pull.comments, number, "comments", commentParts),
  ];
  const files = await readFiles(client, number, fileNodes);
  const added = files.filter((file) => file.status === "added" && manifestFile.test(file.path));
  const manifestPath = added[0]?.path ?? null;
  const [branchActivity, opening] = await Promise.all([
    // Who pushed to a branch of another repository is not ours to know.
    pull.isCrossRepository ? [] : readActivity(client, pull.headRefName),
    readActivity(client, options.registryBranch, (entry) => entry.at <= pull.createdAt),
  ]);
  const registryThen = opening.find((entry) => entry.at <= pull.createdAt)?.after ?? null;

  const name = manifestPath === null ? null : (/([^/]+)\.ya?ml$/.exec(manifestPath)?.[1] ?? null);
  // An amendment is about the bypass whose manifest lies beside it.
  const bypass = name?.replace(/\.amend-\d+$/, "") ?? null;
  const originalPath = name === bypass || manifestPath === null ? null : `${folderOf(manifestPath)}/${bypass}.yml`;
  const bypasses = bypass !== null && parseManifestId(bypass) !== null ? [bypass] : [];
  const ledger = ledgerRefOf(answer);
  const isWarned = options.earlier === true && originalPath === null && bypasses.length > 0;
  const earlier = isWarned ? readEarlier(ledger, client.serverTime() ?? 0) : null;
  const view = viewLedger(client, ledger, bypasses, [], repository.id, bypass === null ? [] : declarationDays(bypass));
  const asked = originalPath === null ? bypass : null;
  const emergencies = readEarlierEmergencies(client, ledger, asked, repository.id);
  const commits = commitNodes.map(commitOf);
  // Of a list that GitHub cut nobody can say what comes from the base.
  const merges: readonly BaseMerge[] = pull.commits.totalCount > mostCommits ? [] : findBaseMerges(commits);
  const touched = new Set(files.map((file) => file.path));
  // A governance change is judged by the files as they would be.
  const governs = manifestPath === null;
  const at = (path: string): string => `${governs && touched.has(path) ? head : registryHead}:${path}`;
  const manifestAt = (commit: string): string => `${commit}:${manifestPath}`;
  const siblings = originalPath === null ? null : `${registryHead}:${folderOf(originalPath)}`;
  const folders = [...new Set(files.map((file) => folderOf(file.path)))].map((folder) => `${head}:${folder}`);
  const first = await readObjects(client, [
    ...new Set([
      at(options.policyPath),
      at(options.peoplePath),
      ...(governs ? codeownersPaths.map(at) : []),
      ...(registryThen === null ? [] : [`${registryThen}:${options.peoplePath}`]),
      ...(manifestPath === null
        ? []
        : [
            manifestAt(head),
            manifestAt(registryHead),
            ...branchActivity.map((entry) => manifestAt(entry.after)),
            ...merges.flatMap(({ sha, firstParent }) => [manifestAt(sha), manifestAt(firstParent)]),
          ]),
      ...folders,
      ...(siblings === null ? [] : [siblings, `${registryHead}:${originalPath}`]),
      ...view.first,
      ...(earlier?.first ?? []),
      ...emergencies.first,
    ]),
  ]);
  const file = async (expression: string, path: string): Promise<RegistryFile | null> => {
    const object = first.get(expression) ?? null;
    const bytes = await bytesOf(client, object);
    return bytes === null || object === null ? null : { path, bytes, blob: object.oid };
  };
  const policy = await file(at(options.policyPath), options.policyPath);
  const manifest = manifestPath === null ? null : await file(manifestAt(head), manifestPath);
  const merged = manifestPath === null ? null : await file(manifestAt(registryHead), manifestPath);
  const original = originalPath === null ? null : await file(`${registryHead}:${originalPath}`, originalPath);
  const named = originalPath === null ? manifest : original;
  const aim = named === null ? null : options.targetOf(named, policy);
  const whole = options.results ?? true;
  const rules =
    aim === null || !whole
      ? { required: [], mergeQueue: false, rules: { rules: [], classic: [] } }
      : await readRequired(client, aim.base);

  const people = await file(at(options.peoplePath), options.peoplePath);
  const peopleAtOpening =
    registryThen === null ? null : await file(`${registryThen}:${options.peoplePath}`, options.peoplePath);
  const teamNames = [people, peopleAtOpening].flatMap((source) => (source === null ? [] : options.teamsOf(source)));
  const messages = commitNodes.map(({ commit }) => commit.message);
  const origin = bypass === null || originalPath !== null ? null : await readOrigin(client, bypass, messages);
  const teams = await readTeams(members, [...new Set(teamNames)]);

  // The last request also tells where the head is by then: facts of two heads make no decision.
  const wanted = [...view.second(first), ...emergencies.second(first)];
  const parts = whole ? targetParts : targetPartsWithoutResults;
  const last = await readLast(client, number, {
    target: aim === null ? null : { number: aim.number, parts },
    objects: wanted,
    folders: earlier?.folders(first) ?? [],
  });
  for (const [expression, object] of last.objects) first.set(expression, object);
  const complete = last.target === null ? null : await completeTarget(client, last.target, rules);
  const target = complete === null ? null : targetOf(complete);
  const pushes = await pushesOf(client, branchActivity, manifestPath === null ? null : manifestAt, first);
  const serverTime = client.serverTime() ?? 0;
  const facts: Facts = {
    schema: "qms.facts/v1",
    evaluated_at: formatInstant(serverTime),
    // A merged request is not reviewed any more, whoever asks; of merged rules there is nothing to act on.
    phase: pull.mergedAt === null || governs ? options.phase : "act",
    registry_branch: options.registryBranch,
    policy_sha: registryHead,
    people_sha: registryHead,
    pull_request: {
      repository: repository.name,
      number,
      author: accountOf(pull.author),
      opened_at: pull.createdAt,
      base: pull.baseRefName,
      fork: pull.isCrossRepository,
      head_sha: head,
      head_sha_after: last.head,
      base_sha: registryHead,
      manifest_sha256: manifest === null ? null : sha256Hex(manifest.bytes),
      files: files.map((changed): FileChange => ({ ...changed, mode: modeIn(first, head, changed.path) })),
    },
    merged_at: pull.mergedAt,
    ...(origin === null ? {} : { request: origin }),
    commits:
      manifestPath === null ? commits : markBaseMerges(commits, merges, (at) => first.get(manifestAt(at))?.oid ?? null),
    pushes,
    reviews: reviewNodes.map(reviewOf),
    comments: commandsOf(commentNodes),
    access: accessOf(reviewNodes),
    teams,
    existing_manifests: [
      ...(merged === null || name === null ? [] : [name]),
      ...amendmentsIn(siblings === null ? null : (first.get(siblings) ?? null), bypass).filter((one) => one !== name),
    ],
    target:
      complete === null || target === null ? null : targetFactsOf(complete, target, repository.name, aim?.gates ?? []),
    failures: [
      ...(pull.commits.totalCount > mostCommits
        ? [{ code: "TOO_MANY_COMMITS" as const, what: `the commits of pull request #${number}` }]
        : []),
      ...(registryThen === null
        ? [{ code: "LOOKUP_FAILED" as const, what: `where ${options.registryBranch} stood when #${number} was opened` }]
        : []),
    ],
  };
  return {
    repository,
    facts,
    registryHead,
    policy,
    people,
    peopleAtOpening,
    codeowners: await codeownersOf(file, at),
    manifest,
    original,
    merged,
    pull: {
      title: pull.title,
      state: pull.state === "OPEN" ? "open" : "closed",
      mergedAt: pull.mergedAt,
      url: pull.url,
    },
    comments: ownComments(commentNodes),
    target,
    ledger: await view.finish(first),
    earlierEmergencies: await emergencies.finish(first),
    ...(earlier === null ? {} : { earlier: earlier.finish(last.texts) }),
  };
}

/** Every push with the manifest that the branch held after it. */
async function pushesOf(
  client: Client,
  activity: readonly Activity[],
  manifestAt: ((commit: string) => string) | null,
  objects: ReadonlyMap<string, GitObject | null>,
): Promise<Push[]> {
  const pushes: Push[] = [];
  for (const { after, at, actor } of activity) {
    const bytes = manifestAt === null ? null : await bytesOf(client, objects.get(manifestAt(after)));
    pushes.push({ at, actor, head_sha: after, manifest_sha256: bytes === null ? null : sha256Hex(bytes) });
  }
  return pushes;
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

function modeIn(objects: ReadonlyMap<string, GitObject | null>, head: string, path: string): string {
  const folder = objects.get(`${head}:${folderOf(path)}`);
  const name = path.split("/").at(-1);
  return modeOf(folder?.entries?.find((entry) => entry.name === name)?.mode);
}

/** Names of the amendments of a bypass that lie in a folder. */
function amendmentsIn(folder: GitObject | null, bypass: string | null): string[] {
  return (folder?.entries ?? []).flatMap((entry) => {
    const [, found] = /^(.+\.amend-\d{1,3})\.ya?ml$/.exec(entry.name) ?? [];
    return found?.startsWith(`${bypass}.`) === true ? [found] : [];
  });
}

async function codeownersOf(
  file: (expression: string, path: string) => Promise<RegistryFile | null>,
  at: (path: string) => string,
): Promise<RequestReading["codeowners"]> {
  for (const path of codeownersPaths) {
    const found = await file(at(path), path);
    if (found !== null) return { path, text: new TextDecoder().decode(found.bytes) };
  }
  return null;
}
