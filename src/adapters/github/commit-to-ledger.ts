import { ledgerReadme } from "../../core/ledger/ledger-readme.ts";
import type { AppendPlan } from "../../core/ledger/plan-append.ts";
import type { Client } from "./client.ts";

type Append = Extract<AppendPlan, { outcome: "append" }>;

/**
 * Writes one commit on the ledger branch if it still stands at `parent`; the first one creates the branch. No author of our own, so
 * that GitHub signs it. Null: our commit is not the head that GitHub names afterwards; the caller reads again.
 */
export async function commitToLedger(
  client: Client,
  branch: string,
  parent: string | null,
  plan: Append,
  repositoryId: number,
): Promise<string | null> {
  const { headline, body } = messageOf(plan);
  if (parent === null) return createBranch(client, branch, plan, `${headline}\n\n${body}`, repositoryId);
  const answer = await client.graphql<{
    createCommitOnBranch: { commit: { oid: string }; ref: { target: { oid: string } } | null };
  }>(
    `mutation Append($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { commit { oid } ref { target { oid } } }
    }`,
    {
      input: {
        branch: { repositoryNameWithOwner: `${client.owner}/${client.name}`, branchName: branch },
        expectedHeadOid: parent,
        message: { headline, body },
        fileChanges: {
          additions: plan.files.flatMap(({ path, text }) =>
            text === null ? [] : [{ path, contents: Buffer.from(text, "utf8").toString("base64") }],
          ),
          deletions: plan.files.flatMap(({ path, text }) => (text === null ? [{ path }] : [])),
        },
      },
    },
  );
  const { commit, ref } = answer.createCommitOnBranch;
  return ref?.target.oid === commit.oid ? commit.oid : null;
}

async function createBranch(
  client: Client,
  branch: string,
  plan: Append,
  message: string,
  repositoryId: number,
): Promise<string> {
  const files = [
    {
      path: "README.md",
      text: ledgerReadme(`${client.owner}/${client.name}`, repositoryId, { name: branch, continues: null }),
    },
    ...plan.files,
  ];
  const tree = files.flatMap(({ path, text }) =>
    text === null ? [] : [{ path, mode: "100644", type: "blob", content: text }],
  );
  const made = await client.rest<{ sha: string }>("POST /repos/{owner}/{repo}/git/trees", { tree });
  const commit = await client.rest<{ sha: string }>("POST /repos/{owner}/{repo}/git/commits", {
    message,
    tree: made.data.sha,
    parents: [],
  });
  // Somebody else's first append makes this a 422: the caller reads again and appends to that.
  await client.rest("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/heads/${branch}`, sha: commit.data.sha });
  return commit.data.sha;
}

/** The trailer lets the next writer find the last record in one read; nothing rests on it being true. */
function messageOf({ records }: Append): { headline: string; body: string } {
  const [first] = records;
  const last = records.at(-1);
  const more = records.length > 1 ? ` and ${records.length - 1} more` : "";
  return {
    headline: `${first?.event.type} ${first?.event.bypass}${more}`,
    body: `Qms-Last: ${last?.path}`,
  };
}
