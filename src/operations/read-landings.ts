import type { Instant } from "../core/time/instant.ts";
import type { VerifyOptions } from "./verify-repository.ts";

/** When changes came into the default branch of the clone; null: it does not tell. Git alone knows merges, so no API is asked. */
export async function readLandings({
  history,
  defaultBranch,
}: Pick<VerifyOptions, "history" | "defaultBranch">): Promise<readonly Instant[] | null> {
  const name = defaultBranch ?? (await history.defaultBranch());
  return name === null ? null : history.landings(name);
}
