import type { ActivatedCheck } from "../../generated/types/event.ts";
import { type RulesBySource, sourcesOf } from "./branch-rules.ts";
import type { Power } from "./power.ts";

export type AskedMode = "auto" | "check" | "merge" | "protection";

export interface PickInput {
  readonly asked: AskedMode;
  readonly emergency: boolean;
  /** App that our token posts as; null: not known. */
  readonly postingApp: number | null;
  readonly rules: RulesBySource;
  /** Whether the base is merged into through a merge queue only. */
  readonly mergeQueue: boolean;
  /** Null: no token of an App was given. Undefined: not read yet. */
  readonly power: Power | null | undefined;
}

export type Picked =
  | { readonly mode: "check" | "merge" | "protection" }
  /** Only with the token of the App could it be said. */
  | { readonly mode: "ask" }
  /** No mode carries it: why not, mode by mode, and what would. */
  | { readonly mode: null; readonly why: string; readonly hint: string };

const all = ["check", "merge", "protection"] as const;

/** The weakest mode that carries one failing required check (40-override.md, "Modes"). Jobs behind a gate are no matter of this. */
export function pickMode(check: ActivatedCheck, input: PickInput): Picked {
  const { asked, power } = input;
  const reasons: string[] = [];
  for (const mode of asked === "auto" ? all : [asked]) {
    const reason = obstacles[mode](check, input);
    if (reason === null) {
      // What a token may do is asked only where nothing weaker works.
      const unread = power === undefined || (mode === "protection" && power?.snapshot === null);
      return mode !== "check" && unread ? { mode: "ask" } : { mode };
    }
    reasons.push(`${mode}: ${reason}`);
  }
  return { mode: null, why: reasons.join("; "), hint: hintFor(check, input) };
}

type Obstacle = (check: ActivatedCheck, input: PickInput) => string | null;

const noToken = "no admin-token was given";

const obstacles: Readonly<Record<(typeof all)[number], Obstacle>> = {
  check({ app_id: app }, { postingApp, mergeQueue }) {
    if (mergeQueue) return "the merge queue looks at a commit of its own, which a posted result is not on";
    if (app === null || app === postingApp) return null;
    const posts = postingApp === null ? "an account that is no known app" : `app ${postingApp}`;
    return `the check is pinned to app ${app}, and this token posts as ${posts}`;
  },

  merge({ name, app_id: appId }, { rules, power, mergeQueue }) {
    if (power === null) return noToken;
    const sources = sourcesOf({ name, appId }, rules);
    if (sources.length === 0) return "no rule that this token can read requires it";
    if (sources.some(({ from }) => from === "classic")) return "classic protection requires it, which no App goes past";
    if (power === undefined) return null;
    const queues = mergeQueue ? rules.rules.filter(({ type }) => type === "merge_queue") : [];
    const binding = [...sources.flatMap((one) => (one.from === "ruleset" ? [one.rule] : [])), ...queues];
    const closed = binding.find(({ ruleset }) => !power.bypasses.has(ruleset));
    return closed === undefined ? null : `the App of admin-token is no bypass actor of ruleset ${closed.ruleset}`;
  },

  protection({ name, app_id: appId }, { asked, emergency, rules, power, mergeQueue }) {
    if (asked !== "protection" && !emergency) return "it takes EMERGENCY, or override_mode: protection";
    if (power === null) return noToken;
    if (mergeQueue) return "the merge queue would merge, and not the App in its window";
    const sources = sourcesOf({ name, appId }, rules);
    if (sources.length === 0) return "no rule that this token can read requires it";
    const foreign = sources.flatMap((one) =>
      one.from === "ruleset" && one.rule.owner !== "Repository" ? [one.rule] : [],
    );
    const [first] = foreign;
    return first === undefined
      ? null
      : `ruleset ${first.ruleset} belongs to the ${first.owner.toLowerCase()}, and is not changed from here`;
  },
};

function hintFor({ name, app_id: app }: ActivatedCheck, { asked, power, rules }: PickInput): string {
  if (asked !== "auto") return "Ask again with override_mode: auto.";
  const pinned = app !== null ? [`give app ${app}'s token as github-token`] : [];
  const classic = sourcesOf({ name, appId: app }, rules).some(({ from }) => from === "classic");
  const merge =
    power === null
      ? "give the token of an App that may bypass the ruleset as admin-token"
      : "make the App of admin-token a bypass actor of the ruleset";
  return `One of these works: ${[...pinned, ...(classic ? [] : [merge]), "ask for override_mode: protection with an admin-token"].join("; ")}.`;
}
