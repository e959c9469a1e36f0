import type { Walk } from "../../../src/demo/open-walk.ts";
import { admin, adminToken, mainRuleset, requires, scanner } from "../walk/modes-world.ts";

// A repository in which `unit-tests` counts from one App alone, so that nothing that is posted sets it aside: the override merges by an
// App that may pass the rules, or takes the check out of the protection for a while.

const required = [
  ["docs/coverage", null],
  ["codeql", null],
  ["unit-tests", scanner],
  ["build", null],
] as const;

export async function pinTests(walk: Walk, protection: "classic" | "ruleset"): Promise<void> {
  await walk.sandbox.admin("createApp", { id: scanner, slug: "scanner" });
  await walk.sandbox.admin("createApp", { id: admin, slug: "qms-admin" });
  if (protection === "classic") {
    const checks = required.map(([context, app]) => ({ context, app_id: app ?? -1 }));
    await walk.as("boss", "PATCH", "branches/main/protection/required_status_checks", { strict: false, checks });
  } else {
    await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, {
      rules: [{ type: "deletion" }, requires(required), { type: "non_fast_forward" }],
      bypass_actors: [{ actor_id: admin, actor_type: "Integration", bypass_mode: "pull_request" }],
    });
  }
}

/** The walk of such a repository: what CI says of `unit-tests` comes from its App. */
export function reportedByScanner(walk: Walk): Walk {
  const { sandbox } = walk;
  const report: typeof sandbox.admin = async (operation, ...args) => {
    const [repository, sha, jobs, app] = args as [string, string, readonly { readonly name: string }[], unknown];
    if (operation !== "reportCi" || app !== undefined) return sandbox.admin(operation, ...args);
    const [own, others] = [true, false].map((is) => jobs.filter(({ name }) => (name === "unit-tests") === is));
    if (others !== undefined && others.length > 0) await sandbox.admin(operation, repository, sha, others);
    return own === undefined || own.length === 0 ? null : sandbox.admin(operation, repository, sha, own, scanner);
  };
  return { ...walk, sandbox: { ...sandbox, admin: report } };
}

/** A fresh token of the App that may pass the rules, as the workflow makes one for each job. */
export const passToken = (walk: Walk): Promise<string> => adminToken(walk);
