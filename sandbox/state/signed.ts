import { writeCommit } from "../git/objects.ts";
import type { Repo, World } from "./world.ts";

/** A commit that GitHub itself writes and signs. The sandbox keeps no signatures, only that GitHub calls the commit verified. */
export async function writeSigned(
  world: World,
  repo: Repo,
  commit: Parameters<typeof writeCommit>[1],
): Promise<string> {
  const sha = await writeCommit(repo.dir, commit);
  world.verified.add(sha);
  return sha;
}
