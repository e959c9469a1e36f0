import { type Act, openTargets } from "./acts-requests.ts";
import { bypassIn } from "./acts-targets.ts";
import { type Life, tell } from "./life.ts";
import { protectBranch, rulesOf } from "./settings.ts";

/**
 * Another branch becomes the default one, protected as the one before, and whoever is at work goes along. The one before stays, so that
 * what was recorded about it can be looked up.
 */
export const switchDefault: Act = async (life) => {
  const { walk, setting, main } = life;
  // Before anything took effect it would be a name like another.
  if (main !== "main" || bypassIn(life, "active", "used", "remediating") === undefined) return false;
  const next = "trunk";
  await walk.as("boss", "POST", "git/refs", { ref: `refs/heads/${next}`, sha: await headOf(life, main) });
  if (setting.protection === "classic") {
    await protectBranch(walk, setting, next);
    life.rules.set(next, await rulesOf(walk, setting, next));
  }
  await walk.sandbox.admin("setDefaultBranch", walk.repository, next);
  life.main = next;
  life.deserved.push({ code: "DEFAULT_BRANCH_SWITCHED" });
  const open = await openTargets(life);
  for (const { number } of open) await walk.as("dev", "PATCH", `pulls/${number}`, { base: next });
  await tell(life, `boss makes ${next} the default branch; ${open.length} pull requests go along`);
  return true;
};

const headOf = async ({ walk }: Life, branch: string): Promise<string> =>
  (await walk.sandbox.admin("head", walk.repository, branch)) as string;
