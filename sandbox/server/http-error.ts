/** An answer of GitHub that is a refusal: thrown by handlers, written by the server. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.body = { message, ...more, documentation_url: "https://docs.github.com/rest", status: String(status) };
    this.headers = headers;
  }
}

export const notFound = (): HttpError => new HttpError(404, "Not Found");

/** GitHub's 422 with structured errors. */
export function validationFailed(resource: string, field: string, code: string, message?: string): HttpError {
  const error = { resource, field, code, ...(message === undefined ? {} : { message }) };
  return new HttpError(422, "Validation Failed", { errors: [error] });
}

/** GitHub's 422 whose errors are sentences. */
export function unprocessable(...errors: string[]): HttpError {
  return new HttpError(422, "Unprocessable Entity", { errors });
}

/** What GitHub does and the sandbox does not: the request is recorded as unlisted, as an unknown route is, and the test fails. */
export class Unlisted extends Error {}

export const branchNotFound = (): HttpError => new HttpError(404, "Branch not found");
