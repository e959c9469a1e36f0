import type { Readable } from "node:stream";
import { startGit } from "./run-git.ts";

/** A commit without its changes. */
export interface RawCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: string;
}

/** Pieces of a stream that end in NUL; without it the last piece is incomplete and not given. */
export async function* splitAtNul(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      const piece = chunk.subarray(start, end);
      yield rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
}

/**
 * All commits behind the given ones, parents first. `rev-list` instead of `log`: plumbing, so no setting of the clone (log.follow,
 * log.showSignature, i18n …) changes what it says. The second value tells why the history could not be read to its end.
 */
export async function readCommits(
  repo: string,
  tips: readonly string[],
): Promise<{ readonly commits: readonly RawCommit[]; readonly problem: string | null }> {
  const git = startGit(repo, ["rev-list", "--topo-order", "--reverse", "--parents", "--header", "--stdin"]);
  git.stdin.end(`${tips.join("\n")}\n`);
  const commits: RawCommit[] = [];
  for await (const piece of splitAtNul(git.stdout)) commits.push(parseCommit(piece));
  const { status, stderr } = await git.ended;
  return { commits, problem: status === 0 ? null : stderr.trim() };
}

/** `<oid> <parents>\n`, then the commit object; only its header lines are ours to read, the message is foreign. */
function parseCommit(piece: Buffer): RawCommit {
  const end = piece.indexOf("\n\n");
  const [first = "", ...header] = piece
    .subarray(0, end < 0 ? piece.length : end)
    .toString()
    .split("\n");
  const [oid = "", ...parents] = first.split(" ").filter((word) => word !== "");
  const author = header.find((line) => line.startsWith("author "))?.slice(7) ?? "";
  return { oid, parents, author };
}
