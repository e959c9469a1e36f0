import { type Repo, roleOf, roles, type Token, toIso, type World } from "../../state/world.ts";
import { fullName, nodeId, repoApi, repoHtml } from "./urls.ts";
import { simpleUser } from "./user.ts";

const paths = [
  "archive_url /{archive_format}{/ref}",
  "assignees_url /assignees{/user}",
  "blobs_url /git/blobs{/sha}",
  "branches_url /branches{/branch}",
  "collaborators_url /collaborators{/collaborator}",
  "comments_url /comments{/number}",
  "commits_url /commits{/sha}",
  "compare_url /compare/{base}...{head}",
  "contents_url /contents/{+path}",
  "contributors_url /contributors",
  "deployments_url /deployments",
  "downloads_url /downloads",
  "events_url /events",
  "forks_url /forks",
  "git_commits_url /git/commits{/sha}",
  "git_refs_url /git/refs{/sha}",
  "git_tags_url /git/tags{/sha}",
  "hooks_url /hooks",
  "issue_comment_url /issues/comments{/number}",
  "issue_events_url /issues/events{/number}",
  "issues_url /issues{/number}",
  "keys_url /keys{/key_id}",
  "labels_url /labels{/name}",
  "languages_url /languages",
  "merges_url /merges",
  "milestones_url /milestones{/number}",
  "notifications_url /notifications{?since,all,participating}",
  "pulls_url /pulls{/number}",
  "releases_url /releases{/id}",
  "stargazers_url /stargazers",
  "statuses_url /statuses/{sha}",
  "subscribers_url /subscribers",
  "subscription_url /subscription",
  "tags_url /tags",
  "teams_url /teams",
  "trees_url /git/trees{/sha}",
];

/** What every mention of a repository carries. */
export function minimalRepository(world: World, repo: Repo): Record<string, unknown> {
  const url = repoApi(world, repo);
  const links = paths.map((line) => line.split(" ")).map(([key = "", path = ""]) => [key, `${url}${path}`]);
  return {
    id: repo.id,
    node_id: nodeId("Repository", repo.id),
    name: repo.name,
    full_name: fullName(repo),
    owner: simpleUser(world, repo.owner),
    private: repo.private,
    html_url: repoHtml(world, repo),
    description: null,
    fork: repo.parent !== null,
    url,
    ...Object.fromEntries(links),
  };
}

export function repositoryShape(world: World, repo: Repo): Record<string, unknown> {
  const html = repoHtml(world, repo);
  const open = [...repo.issues.values()].filter((issue) => issue.state === "open").length;
  return {
    ...minimalRepository(world, repo),
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: repo.defaultBranch,
    visibility: repo.private ? "private" : "public",
    size: 0,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: open,
    open_issues_count: open,
    has_issues: repo.hasIssues,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    pushed_at: toIso(repo.pushedAt),
    created_at: toIso(repo.createdAt),
    updated_at: toIso(repo.pushedAt),
  };
}

export function fullRepository(world: World, repo: Repo, token: Token): Record<string, unknown> {
  const role = roleOf(repo, token.user);
  const can = (name: (typeof roles)[number]) => role !== null && roles.indexOf(role) >= roles.indexOf(name);
  return {
    ...repositoryShape(world, repo),
    // An app's token sees no role of a person.
    ...(token.app === null
      ? {
          permissions: {
            admin: can("admin"),
            maintain: can("maintain"),
            push: can("write"),
            triage: can("triage"),
            pull: can("read"),
          },
        }
      : {}),
    allow_merge_commit: repo.mergeMethods.has("merge"),
    allow_squash_merge: repo.mergeMethods.has("squash"),
    allow_rebase_merge: false,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    allow_update_branch: false,
    network_count: 0,
    subscribers_count: 0,
  };
}
