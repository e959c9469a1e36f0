import { feedGit, startGit } from "./run-git.ts";

/** Contents by name (an id, or `<commit>:<path>`), in one process. What is missing is left out. */
export async function readContents(
  repo: string,
  names: readonly string[],
): Promise<{ readonly contents: Map<string, Uint8Array>; readonly problem: string | null }> {
  const contents = new Map<string, Uint8Array>();
  if (names.length === 0) return { contents, problem: null };
  const git = startGit(repo, ["cat-file", "--batch"]);
  const feeding = feedGit(git, linesOf(names));
  const reader = new BatchReader(git.stdout);
  for (const name of names) {
    const line = await reader.line();
    if (line === null) break;
    const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(line);
    if (match === null) continue; // missing or ambiguous
    const bytes = await reader.take(Number(match[2]) + 1);
    if (bytes === null) break;
    if (match[1] === "blob") contents.set(name, bytes.subarray(0, -1));
  }
  git.stdout.resume();
  const { status, stderr } = await git.ended;
  await feeding;
  return { contents, problem: status === 0 ? null : stderr.trim() };
}

function* linesOf(names: readonly string[]): Generator<string> {
  for (let start = 0; start < names.length; start += 1000) {
    yield names
      .slice(start, start + 1000)
      .map((name) => `${name}\n`)
      .join("");
  }
}

/** Lines and counted bytes from a stream, without holding more than one chunk beside what was asked for. */
class BatchReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: NodeJS.ReadableStream) {
    this.chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async line(): Promise<string | null> {
    let end = this.rest.indexOf(10);
    while (end < 0) {
      if (!(await this.more(this.rest.length + 1))) return null;
      end = this.rest.indexOf(10);
    }
    const line = this.rest.subarray(0, end).toString();
    this.rest = this.rest.subarray(end + 1);
    return line;
  }

  async take(size: number): Promise<Buffer | null> {
    if (this.rest.length < size && !(await this.more(size))) return null;
    // A copy: a slice of a few bytes would keep its whole chunk alive.
    const bytes = Buffer.from(this.rest.subarray(0, size));
    this.rest = this.rest.subarray(size);
    return bytes;
  }

  private async more(size: number): Promise<boolean> {
    const parts = [this.rest];
    let length = this.rest.length;
    while (length < size) {
      const { value, done } = await this.chunks.next();
      if (done === true) {
        this.rest = Buffer.concat(parts);
        return false;
      }
      parts.push(value);
      length += value.length;
    }
    this.rest = Buffer.concat(parts);
    return true;
  }
}
