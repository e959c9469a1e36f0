import { advanceQueue, enqueue } from "../rules/merge-queue.ts";
import type { World } from "../state/world.ts";
import { createUser } from "./people.ts";
import { type ProtectionInput, protect } from "./protection.ts";
import { addOrgRuleset, addRuleset, type RulesetInput, repoNamed } from "./repositories.ts";

/** The rules of branches, and what they ask for beside checks and reviews. */
export function rulesAdmin(world: World) {
  const repo = (name: string) => repoNamed(world, name);
  const pull = (name: string, number: number) => {
    const found = repo(name).pulls.get(number);
    if (found === undefined) throw new Error(`no pull request ${number} in ${name}`);
    return found;
  };
  const without = <T extends { readonly id: number }>(list: T[], id: number): void => {
    list.splice(0, list.length, ...list.filter((item) => item.id !== id));
  };
  return {
    protect: (name: string, branch: string, protection: ProtectionInput | null) => {
      if (protection === null) repo(name).protections.delete(branch);
      else protect(world, repo(name), branch, protection);
    },
    addRuleset: (name: string, input: RulesetInput) => ({ id: addRuleset(world, repo(name), input).id }),
    removeRuleset: (name: string, id: number) => without(repo(name).rulesets, id),
    /** For all repositories of the organization, or the named ones. Nobody below it can write it. */
    addOrgRuleset: (organization: string, input: RulesetInput & { readonly repositories?: readonly string[] }) => ({
      id: addOrgRuleset(world, organization, input).id,
    }),
    removeOrgRuleset: (id: number) => without(world.orgRulesets, id),
    /** A conversation on a file of a pull request. */
    openThread: (
      name: string,
      number: number,
      login: string,
      input: { readonly path: string; readonly body: string },
    ) => {
      const thread = { id: world.nextId(), by: createUser(world, { login }), ...input, resolvedBy: null };
      pull(name, number).threads.push(thread);
      return { id: thread.id };
    },
    /** Null opens it again. */
    resolveThread: (name: string, number: number, id: number, login: string | null) => {
      const thread = pull(name, number).threads.find((one) => one.id === id);
      if (thread === undefined) throw new Error(`no thread ${id} in #${number}`);
      thread.resolvedBy = login === null ? null : createUser(world, { login });
    },
    /** Somebody puts a pull request into the merge queue of its base; throws what is missing. Its group asks for checks. */
    enqueue: async (name: string, number: number, login: string) => {
      const entry = await enqueue(world, repo(name), pull(name, number), createUser(world, { login }));
      return { sha: entry.groupSha, ref: entry.groupRef };
    },
    /** What the queue does by itself when checks reported or time passed: merges, drops, builds again. */
    advanceQueue: (name: string, branch: string) => advanceQueue(world, repo(name), branch),
    /** Pre-receive hooks, as an Enterprise Server may have. */
    setHasHooks: (name: string, on: boolean) => {
      repo(name).hasHooks = on;
    },
  };
}
