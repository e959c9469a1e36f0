import { HttpError, Unlisted, validationFailed } from "../server/http-error.ts";
import type { RepoCall } from "../server/route.ts";
import { type CheckInput, pinChecks } from "../state/classic-checks.ts";
import type { ClassicChecks, ClassicReviews, PeopleList } from "../state/rules.ts";
import { findUser } from "../state/world.ts";

interface PeopleInput {
  readonly users?: readonly string[];
  readonly teams?: readonly string[];
  readonly apps?: readonly string[];
}

/** Logins and slugs as people and apps; 422 for unknown ones. Null where the object is empty, which switches the setting off. */
export function readPeople(call: RepoCall, field: string, input: PeopleInput): PeopleList | null {
  if (call.repo.owner.type !== "Organization")
    throw new HttpError(422, "Only organization repositories can have users and team restrictions");
  if (Object.keys(input).length === 0) return null;
  if ((input.teams ?? []).length > 0) throw new Unlisted("teams in branch protection are not implemented");
  const invalid = (): HttpError => validationFailed("ProtectedBranch", field, "invalid");
  const users = (input.users ?? []).map((login) => {
    const user = findUser(call.world, login);
    if (user === undefined) throw invalid();
    return user;
  });
  const apps = (input.apps ?? []).map((slug) => {
    const app = [...call.world.apps.values()].find((candidate) => candidate.slug === slug);
    if (app === undefined) throw invalid();
    return app;
  });
  return { users, apps };
}

export interface ChecksInput {
  readonly strict?: boolean;
  readonly contexts?: readonly string[];
  readonly checks?: readonly CheckInput[];
}

/** `contexts` pins every name to who reported it last; `checks` does so where `app_id` is left out. Neither: the names stay. */
export function readChecks(call: RepoCall, input: ChecksInput, known: ClassicChecks): ClassicChecks {
  const { contexts, checks } = input;
  if (checks !== undefined && contexts !== undefined && contexts.length > 0)
    throw new Unlisted("contexts beside checks: GitHub does not say which one counts");
  const wanted = checks ?? contexts?.map((context): CheckInput => ({ context }));
  const names = (wanted ?? []).map((check) => check.context.toLowerCase());
  if (new Set(names).size < names.length)
    throw new Unlisted("a required check twice: GitHub does not say what it does");
  for (const { app_id: app } of wanted ?? [])
    if (app !== undefined && app !== -1 && !call.world.apps.has(app))
      throw validationFailed("ProtectedBranch", "required_status_checks", "invalid");
  return {
    strict: input.strict ?? known.strict,
    checks: wanted === undefined ? known.checks : pinChecks(call.repo, wanted),
  };
}

export const reviewFields = [
  "dismissal_restrictions",
  "dismiss_stale_reviews",
  "require_code_owner_reviews",
  "required_approving_review_count",
  "require_last_push_approval",
  "bypass_pull_request_allowances",
] as const;

export type ReviewsInput = {
  readonly dismiss_stale_reviews?: boolean;
  readonly require_code_owner_reviews?: boolean;
  readonly required_approving_review_count?: number;
  readonly require_last_push_approval?: boolean;
  readonly dismissal_restrictions?: PeopleInput;
  readonly bypass_pull_request_allowances?: PeopleInput;
};

export const newReviews: ClassicReviews = {
  count: 1,
  codeOwner: false,
  dismissStale: false,
  lastPush: false,
  dismissal: null,
  allowances: null,
};

/** What is left out stays as `known` has it. */
export function readReviews(call: RepoCall, input: ReviewsInput, known: ClassicReviews): ClassicReviews {
  const count = input.required_approving_review_count ?? known.count;
  if (count < 0 || count > 6) throw validationFailed("ProtectedBranch", "required_approving_review_count", "invalid");
  const list = (field: "dismissal_restrictions" | "bypass_pull_request_allowances", before: PeopleList | null) => {
    const given = input[field];
    return given === undefined ? before : readPeople(call, field, given);
  };
  return {
    count,
    codeOwner: input.require_code_owner_reviews ?? known.codeOwner,
    dismissStale: input.dismiss_stale_reviews ?? known.dismissStale,
    lastPush: input.require_last_push_approval ?? known.lastPush,
    dismissal: list("dismissal_restrictions", known.dismissal),
    allowances: list("bypass_pull_request_allowances", known.allowances),
  };
}
