/** Answers that GitHub gives and its description does not list, each with its reason. */
const deviations: readonly { readonly operation: string; readonly status: number; readonly why: string }[] = [
  {
    operation: "repos/create-commit-status",
    status: 422,
    why: "more than 1000 statuses per commit and context; unknown SHA ('No commit found for SHA')",
  },
  { operation: "checks/create", status: 422, why: "unknown head_sha ('No commit found for SHA')" },
  {
    operation: "git/update-ref",
    status: 422,
    why: "'Update is not a fast forward', 'Reference does not exist', rule violations: a sentence without errors",
  },
  { operation: "git/create-ref", status: 422, why: "'Reference already exists': a sentence without errors" },
  {
    operation: "git/delete-ref",
    status: 422,
    why: "'Reference does not exist'; the description has the status without a body",
  },
  {
    operation: "actions/create-workflow-dispatch",
    status: 422,
    why: "'No ref found for', 'Workflow does not have workflow_dispatch trigger'",
  },
  {
    operation: "repos/create-repo-ruleset",
    status: 422,
    why: "errors are sentences ('Invalid rule …', 'Name must be unique'), not objects (eclipse-csi/otterdog#562)",
  },
  { operation: "repos/update-repo-ruleset", status: 422, why: "errors are sentences, as in create-repo-ruleset" },
];

export function allowedDeviation(operation: string, status: number): string | null {
  return deviations.find((entry) => entry.operation === operation && entry.status === status)?.why ?? null;
}

/** Values that GitHub gives and its description does not allow, each with its reason. */
const values: readonly { readonly operations: readonly string[]; readonly problem: RegExp; readonly why: string }[] = [
  {
    operations: ["repos/list-pull-requests-associated-with-commit", "pulls/list"],
    problem: /^\/\d+\/labels\/\d+\/description must be string$/,
    why: "pull-request-simple wants a text; a label that was made by putting it on an issue has none, and GitHub gives null",
  },
];

export function allowedValue(operation: string, problem: string): string | null {
  return values.find((entry) => entry.operations.includes(operation) && entry.problem.test(problem))?.why ?? null;
}
