import type { Refused, RequestDesk, RequestIssue, RequestIssueReading } from "../../ports.ts";
import { type ActorNode, accountOf, actorParts, type Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { type RepositoryAnswer, repositoryFactsOf, repositoryParts } from "./read-ledger-ref.ts";
import { type CommentNode, commentParts } from "./request/pull-query.ts";
import { readActivity } from "./request/read-activity.ts";
import { GitHubRefusal, GitHubUnavailable, PermissionMissing } from "./request-failure.ts";
import { completeTarget } from "./target/complete-target.ts";
import { readRequired } from "./target/read-required.ts";
import { ownComments, targetFactsOf, targetOf } from "./target/target-of.ts";
import { type TargetNode, targetParts } from "./target/target-query.ts";

interface IssueNode {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: "OPEN" | "CLOSED";
  readonly createdAt: string;
  readonly lastEditedAt: string | null;
  readonly author: ActorNode | null;
  readonly editor: ActorNode | null;
  readonly comments: Connection<CommentNode>;
  readonly timelineItems: { readonly nodes: readonly { readonly actor: ActorNode | null }[] };
}

interface IssueAnswer extends RepositoryAnswer {
  readonly repository: RepositoryAnswer["repository"] & {
    readonly registry: { readonly target: { readonly oid: string; readonly tree: { readonly oid: string } } } | null;
    readonly issue: IssueNode;
  };
}

/** Who changed text or title last. GitHub keeps the two apart; somebody else's hand in either is what matters. */
function editingOf({
  author,
  editor,
  lastEditedAt,
  timelineItems,
}: IssueNode): Pick<RequestIssue, "editor" | "edited"> {
  const renames = timelineItems.nodes.map(({ actor }) => accountOf(actor));
  const hands = [...(lastEditedAt === null ? [] : [accountOf(editor)]), ...renames];
  const foreign = hands.find((hand) => hand?.id !== accountOf(author)?.id);
  return { edited: hands.length > 0, editor: foreign === undefined ? (hands[0] ?? null) : foreign };
}

/** Requests by issue form, through one token. */
export function requestDesk(client: Client, ledgerBranch: string): RequestDesk {
  const names = { owner: client.owner, name: client.name };
  return {
    async readIssue(number, registryBranch): Promise<RequestIssueReading> {
      const answer = await client.graphql<IssueAnswer>(
        `query RequestIssue($owner: String!, $name: String!, $number: Int!, $ledger: String!, $registry: String!) {
          viewer { login databaseId }
          repository(owner: $owner, name: $name) {
            ${repositoryParts}
            registry: ref(qualifiedName: $registry) { target { oid ... on Commit { tree { oid } } } }
            issue(number: $number) {
              number title body state createdAt lastEditedAt
              author { ${actorParts} }
              editor { ${actorParts} }
              comments(first: 100) { nodes { ${commentParts} } pageInfo { hasNextPage endCursor } }
              timelineItems(last: 1, itemTypes: [RENAMED_TITLE_EVENT]) {
                nodes { ... on RenamedTitleEvent { actor { ${actorParts} } } }
              }
            }
          }
        }`,
        {
          ...names,
          number,
          ledger: `refs/heads/${ledgerBranch}`,
          registry: `refs/heads/${registryBranch}`,
        },
      );
      const { registry, issue } = answer.repository;
      return {
        repository: repositoryFactsOf(answer),
        registry: registry === null ? null : { commit: registry.target.oid, tree: registry.target.tree.oid },
        issue: {
          number: issue.number,
          title: issue.title,
          body: issue.body,
          open: issue.state === "OPEN",
          createdAt: issue.createdAt,
          author: accountOf(issue.author),
          ...editingOf(issue),
          // Ours is the answer to the issue's opening: it is among the first hundred, whatever is said later.
          comments: ownComments(issue.comments.nodes),
        },
      };
    },

    async readRegistry(registryBranch) {
      const { repository } = await client.graphql<{ repository: Pick<IssueAnswer["repository"], "registry"> }>(
        `query RegistryTree($owner: String!, $name: String!, $registry: String!) {
          repository(owner: $owner, name: $name) {
            registry: ref(qualifiedName: $registry) { target { oid ... on Commit { tree { oid } } } }
          }
        }`,
        { ...names, registry: `refs/heads/${registryBranch}` },
      );
      const { registry } = repository;
      return registry === null ? null : { commit: registry.target.oid, tree: registry.target.tree.oid };
    },

    accountOf: async (login) => (await readPermission(client, login))?.user?.id ?? null,

    async mayWrite(login) {
      const permission = (await readPermission(client, login))?.permission;
      return permission === "write" || permission === "admin";
    },

    async readBranch(name, viewer) {
      try {
        const { data: ref } = await client.rest<{ object: { sha: string } }>(
          "GET /repos/{owner}/{repo}/git/ref/{ref}",
          {
            ref: `heads/${name}`,
          },
        );
        const { data: commit } = await client.rest<{ sha: string; message: string }>(
          "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
          { commit_sha: ref.object.sha },
        );
        const pushes = await readActivity(client, name);
        // Guessed either way it would be wrong for somebody.
        if (pushes.length === 0)
          throw new GitHubUnavailable(`who made ${name}`, null, "its activity is not listed yet");
        const own = pushes.every((push) => push.actor?.id === viewer);
        return { commit: commit.sha, message: commit.message, own };
      } catch (error) {
        if (error instanceof GitHubRefusal && error.status === 404) return null;
        throw error;
      }
    },

    async readTarget(number, gates) {
      try {
        const { repository } = await client.graphql<{
          repository: { nameWithOwner: string; pullRequest: TargetNode };
        }>(
          `query Target($owner: String!, $name: String!, $number: Int!) {
            repository(owner: $owner, name: $name) { nameWithOwner pullRequest(number: $number) { ${targetParts} } }
          }`,
          { ...names, number },
        );
        const node = repository.pullRequest;
        const complete = await completeTarget(client, node, await readRequired(client, node.baseRefName));
        return targetFactsOf(complete, targetOf(complete), repository.nameWithOwner, gates);
      } catch (error) {
        if (error instanceof GitHubRefusal && error.type === "NOT_FOUND") return null;
        throw error;
      }
    },

    createBranch: ({ name, parent, tree, path, text, message, author, committer }) =>
      orRefused(async () => {
        const made = await client.rest<{ sha: string }>("POST /repos/{owner}/{repo}/git/trees", {
          base_tree: tree,
          tree: [{ path, mode: "100644", type: "blob", content: text }],
        });
        const commit = await client.rest<{ sha: string }>("POST /repos/{owner}/{repo}/git/commits", {
          message,
          tree: made.data.sha,
          parents: [parent],
          author,
          committer,
        });
        try {
          // The branch is there with its manifest or not at all.
          await client.rest("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/heads/${name}`, sha: commit.data.sha });
          return "created" as const;
        } catch (error) {
          if (error instanceof GitHubRefusal && error.status === 422 && /already exists/i.test(error.message)) {
            return "exists" as const;
          }
          throw error;
        }
      }),

    async findPull(head, base) {
      const { data } = await client.rest<readonly { number: number }[]>("GET /repos/{owner}/{repo}/pulls", {
        head: `${client.owner}:${head}`,
        base,
        state: "open",
      });
      return data[0]?.number ?? null;
    },

    openPull: (pull) =>
      orRefused(async () => {
        const { data } = await client.rest<{ number: number }>("POST /repos/{owner}/{repo}/pulls", pull);
        return data.number;
      }),
  };
}

async function orRefused<Value>(call: () => Promise<Value>): Promise<Value | Refused> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof GitHubRefusal || error instanceof PermissionMissing) return { refused: error.message };
    throw error;
  }
}

/** What an account may do here, which GitHub tells of every account; null: there is none of that login. */
async function readPermission(
  client: Client,
  login: string,
): Promise<{ readonly permission: string; readonly user: { readonly id: number } | null } | null> {
  try {
    const { data } = await client.rest<{ permission: string; user: { id: number } | null }>(
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      { username: login },
    );
    return data;
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return null;
    throw error;
  }
}
