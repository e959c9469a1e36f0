/** One entry of a GraphQL answer's `errors`. */
export interface GraphqlProblem {
  readonly type?: string;
  readonly message: string;
}

/** An answer of 200 that says that something failed. */
export class GraphqlFailure extends Error {
  readonly problems: readonly GraphqlProblem[];

  constructor(problems: readonly GraphqlProblem[]) {
    super(problems.map((problem) => problem.message).join("; "));
    this.name = "GraphqlFailure";
    this.problems = problems;
  }
}
