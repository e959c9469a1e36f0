import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { runGit } from "./run-git.ts";

/**
 * Puts the whole history of a commit into a bundle, as a branch of that name, whatever this clone calls it: a bundle of `origin/x` would
 * bring no branch x back. Works in a repository of its own that borrows the clone's objects.
 * @returns the bundle's sha256, in hex
 */
export async function writeBundle(repo: string, branch: string, commit: string, file: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "qms-bundle-"));
  const git = async (where: string, args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await runGit(where, args);
    if (status === 0) return stdout.toString().trim();
    const why = stderr.trim().split("\n").at(-1) ?? "";
    throw new ConfigurationError(
      `git ${args[0]} failed, the bundle was not made: ${why}`,
      "Mend what git says, then run again.",
    );
  };
  try {
    const format = await git(repo, ["rev-parse", "--show-object-format"]);
    const objects = resolve(repo, await git(repo, ["rev-parse", "--git-path", "objects"]));
    await git(folder, ["init", "--quiet", "--bare", `--object-format=${format}`]);
    await writeFile(join(folder, "objects", "info", "alternates"), `${objects}\n`);
    await git(folder, ["update-ref", `refs/heads/${branch}`, commit]);
    await git(folder, ["bundle", "create", "--quiet", file, `refs/heads/${branch}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
