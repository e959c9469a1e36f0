import { readCommit } from "../git/objects.ts";
import { githubSignature, signatureOf } from "./authors.ts";
import type { Pull } from "./records.ts";
import { writeSigned } from "./signed.ts";
import type { Repo, User, World } from "./world.ts";

export interface MergeInput {
  readonly baseSha: string;
  /** The tested merge: its tree lands. */
  readonly testSha: string;
  readonly squash: boolean;
  readonly by: User;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** The commit that lands on the base: of the tested tree, authored by who merges, committed and signed by GitHub. */
export async function mergeCommit(world: World, repo: Repo, pull: Pull, input: MergeInput): Promise<string> {
  const { tree } = await readCommit(repo.dir, input.testSha);
  const number = pull.issue.number;
  const from = `${pull.headRepo.owner.login}/${pull.headRef}`;
  const { squash } = input;
  const title =
    input.title ?? (squash ? `${pull.issue.title} (#${number})` : `Merge pull request #${number} from ${from}`);
  const message = input.message ?? (squash ? "" : pull.issue.title);
  return writeSigned(world, repo, {
    tree,
    parents: squash ? [input.baseSha] : [input.baseSha, pull.headSha],
    message: `${title}${message === "" ? "" : `\n\n${message}`}`,
    author: signatureOf(world, squash ? pull.issue.user : input.by),
    committer: githubSignature(world),
  });
}
