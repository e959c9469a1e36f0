import { swapRef } from "../git/refs.ts";
import { HttpError } from "../server/http-error.ts";
import { afterRefUpdate } from "../state/pulls.ts";
import type { Repo, World } from "../state/world.ts";
import type { Who } from "./effective-rules.ts";
import { isHiddenRef, type RefChange, refusePush } from "./push.ts";
import { evaluatePush, recordRuleSuite } from "./rule-suites.ts";
import { refuseWorkflows } from "./workflow-files.ts";

/** Moves a ref in the name of somebody: rules, compare-and-swap, and what follows. Throws GitHub's refusal. */
export async function changeRef(world: World, repo: Repo, who: Who, change: RefChange): Promise<void> {
  if (isHiddenRef(change.ref)) throw new HttpError(422, "Reference update failed: hidden ref");
  const workflows = change.after === null ? null : await refuseWorkflows(repo, who, change.before, change.after);
  if (workflows !== null) throw new HttpError(403, workflows);
  const missing = await refusePush(world, repo, who, change);
  recordRuleSuite(world, repo, who, change, await evaluatePush(world, repo, who, change), missing.length > 0);
  if (missing.length > 0) throw new HttpError(422, `Repository rule violations found\n\n${missing.join("\n\n")}\n\n`);
  if (!(await swapRef(repo.dir, change.ref, change.before, change.after)))
    throw new HttpError(409, `Reference cannot be updated: cannot lock ref '${change.ref}'`);
  await afterRefUpdate(world, repo, change, who.user);
}
