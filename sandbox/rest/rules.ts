import { activeRulesets } from "../rules/effective-rules.ts";
import { notFound, Unlisted } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { administer, created, noContent, ok, type RepoCall, type Route, read, repoRoute } from "../server/route.ts";
import type { Ruleset } from "../state/rules.ts";
import { readRuleset } from "./ruleset-input.ts";
import { ruleShape, rulesetShape, rulesetSummary, sourceOf } from "./shapes/ruleset.ts";

/** Rulesets of the repository and, unless told otherwise, those above it. */
function rulesetsOf(call: RepoCall): Ruleset[] {
  const inherited = call.query.get("includes_parents") === "false" ? [] : call.repo.inheritedRulesets();
  return [...call.repo.rulesets, ...inherited];
}

/** One of the repository's own: what an organization decided does not exist for writes below it. */
function ownRuleset(call: RepoCall): { readonly ruleset: Ruleset; readonly at: number } {
  const at = call.repo.rulesets.findIndex((ruleset) => String(ruleset.id) === call.params.ruleset_id);
  const ruleset = call.repo.rulesets[at];
  if (ruleset === undefined) throw notFound();
  return { ruleset, at };
}

const write = administer("write");
const fields = ["name", "target", "enforcement", "bypass_actors", "conditions", "rules"];

export const ruleRoutes: readonly Route[] = [
  repoRoute("repos/get-branch-rules", read("metadata"), (call) => {
    const rules = activeRulesets(call.repo, call.params.branch ?? "").flatMap((ruleset) =>
      ruleset.rules.map((rule) => ({ rule, ruleset })),
    );
    return paginate(rules, call.page, ({ rule, ruleset }) => ({
      ...ruleShape(rule),
      ruleset_source_type: sourceOf(call, ruleset).type,
      ruleset_source: sourceOf(call, ruleset).name,
      ruleset_id: ruleset.id,
    }));
  }),
  repoRoute(
    "repos/get-repo-rulesets",
    read("metadata"),
    (call) => {
      const targets = call.query.get("targets")?.split(",") ?? null;
      if (targets?.includes("push")) throw new Unlisted("rulesets of target push");
      const wanted = rulesetsOf(call).filter(({ target }) => targets === null || targets.includes(target));
      return paginate(wanted, call.page, (ruleset) => rulesetSummary(call, ruleset));
    },
    { query: ["includes_parents", "targets"] },
  ),
  repoRoute(
    "repos/get-repo-ruleset",
    read("metadata"),
    (call) => {
      const found = rulesetsOf(call).find((ruleset) => String(ruleset.id) === call.params.ruleset_id);
      if (found === undefined) throw notFound();
      return ok(rulesetShape(call, found));
    },
    { query: ["includes_parents"] },
  ),
  repoRoute(
    "repos/create-repo-ruleset",
    write,
    (call) => {
      const at = call.world.now();
      const ruleset: Ruleset = {
        id: call.world.nextId(),
        name: "",
        organization: null,
        repositories: [],
        target: "branch",
        enforcement: "active",
        include: [],
        exclude: [],
        rules: [],
        bypassActors: [],
        ...readRuleset(call, call.repo.rulesets),
        createdAt: at,
        updatedAt: at,
      };
      call.repo.rulesets.push(ruleset);
      return created(rulesetShape(call, ruleset));
    },
    { body: fields },
  ),
  repoRoute(
    "repos/update-repo-ruleset",
    write,
    (call) => {
      const { ruleset, at } = ownRuleset(call);
      const others = call.repo.rulesets.filter((other) => other.id !== ruleset.id);
      const next = { ...ruleset, ...readRuleset(call, others, ruleset.target), updatedAt: call.world.now() };
      call.repo.rulesets[at] = next;
      return ok(rulesetShape(call, next));
    },
    { body: fields },
  ),
  repoRoute("repos/delete-repo-ruleset", write, (call) => {
    call.repo.rulesets.splice(ownRuleset(call).at, 1);
    return noContent;
  }),
];
