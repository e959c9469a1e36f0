import { type FileChange, readPatch } from "../../git/history.ts";
import { type GitCommit, readCommit, type Signature } from "../../git/objects.ts";
import { type Repo, toIso, type User, type World } from "../../state/world.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { simpleUser } from "./user.ts";

/** The sandbox holds no signatures: it knows which commits GitHub would call verified, and says `unsigned` of the rest. */
function verification(world: World, { sha, committer }: GitCommit) {
  const verified = world.verified.has(sha);
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    signature: null,
    payload: null,
    verified_at: verified ? toIso(committer.at * 1000) : null,
  };
}

const person = (of: Signature) => ({ name: of.name, email: of.email, date: toIso(of.at * 1000) });

/** The account behind an e-mail address: `<id>+<login>@users.noreply.` of GitHub or of the host itself, or a registered one. */
export function accountOf(world: World, email: string): User | null {
  const [, id, host] = /^(\d+)\+.+@users\.noreply\.(.+)$/.exec(email) ?? [];
  if (id !== undefined && host !== "github.com" && host !== new URL(world.url).hostname) return null;
  if (id !== undefined) return world.users.get(Number(id)) ?? null;
  return [...world.users.values()].find((user) => user.email.toLowerCase() === email.toLowerCase()) ?? null;
}

export function gitCommitShape(world: World, repo: Repo, commit: GitCommit): Record<string, unknown> {
  const git = `${repoApi(world, repo)}/git`;
  const html = `${repoHtml(world, repo)}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId(`Commit:${commit.sha}`, repo.id),
    url: `${git}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    tree: { url: `${git}/trees/${commit.tree}`, sha: commit.tree },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ url: `${git}/commits/${sha}`, html_url: `${html}/${sha}`, sha })),
    verification: verification(world, commit),
  };
}

export async function commitShape(world: World, repo: Repo, sha: string): Promise<Record<string, unknown>> {
  const commit = await readCommit(repo.dir, sha);
  const [api, html] = [`${repoApi(world, repo)}/commits`, `${repoHtml(world, repo)}/commit`];
  const account = (email: string) => {
    const user = accountOf(world, email);
    return user === null ? null : simpleUser(world, user);
  };
  return {
    sha,
    node_id: nodeId(`Commit:${sha}`, repo.id),
    url: `${api}/${sha}`,
    html_url: `${html}/${sha}`,
    comments_url: `${api}/${sha}/comments`,
    commit: {
      url: `${repoApi(world, repo)}/git/commits/${sha}`,
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      tree: { url: `${repoApi(world, repo)}/git/trees/${commit.tree}`, sha: commit.tree },
      comment_count: 0,
      verification: verification(world, commit),
    },
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((parent) => ({ sha: parent, url: `${api}/${parent}`, html_url: `${html}/${parent}` })),
  };
}

/** One changed file between `from` and `ref`, with its patch. */
export async function fileShape(
  world: World,
  repo: Repo,
  from: string,
  ref: string,
  file: FileChange,
): Promise<Record<string, unknown>> {
  const patch = await readPatch(repo.dir, from, ref, file);
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${repoHtml(world, repo)}/blob/${ref}/${path}`,
    raw_url: `${repoHtml(world, repo)}/raw/${ref}/${path}`,
    contents_url: `${repoApi(world, repo)}/contents/${path}?ref=${ref}`,
    ...(patch === null ? {} : { patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}
