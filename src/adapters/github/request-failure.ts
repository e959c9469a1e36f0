import { ConfigurationError, UnavailableError } from "../../core/findings/errors.ts";
import { GraphqlFailure } from "./graphql-failure.ts";

export type CallKind = "read" | "write";

/** GitHub did not answer, or answered with something that means "not now". */
export class GitHubUnavailable extends UnavailableError {
  readonly what: string;
  /** HTTP status of the last attempt; null: no answer at all. */
  readonly status: number | null;

  constructor(what: string, status: number | null, detail: string, options?: { readonly cause?: unknown }) {
    super(
      `GitHub did not answer ${what}${status === null ? "" : ` (HTTP ${status})`}: ${detail}`,
      "Run again; if it stays, look at GitHub's status page. What was recorded before is not done twice.",
      options,
    );
    this.name = "GitHubUnavailable";
    this.what = what;
    this.status = status;
  }
}

/** The token may not do it. Never retried. */
export class PermissionMissing extends ConfigurationError {
  readonly what: string;
  /** As a workflow's `permissions:` names it, e.g. `statuses: write`; null where GitHub did not say. */
  readonly permission: string | null;

  /** @param holder whose token it is: an App has permissions that no workflow can be given */
  constructor(what: string, permission: string | null, holder: "job" | "app" = "job") {
    const wanted = permission === null ? "a permission that it does not have" : permission;
    const app = `Give the App of admin-token ${wanted}, accept it in the installation, and mint the token with it.`;
    super(
      `The token may not do ${what}: it needs ${wanted}.`,
      holder === "app"
        ? app
        : permission === null
          ? "Compare the job's `permissions:` with the table in the action's README."
          : `Add \`${permission}\` to the job's \`permissions:\`, or give a token that has it.`,
      "PERMISSION_MISSING",
    );
    this.name = "PermissionMissing";
    this.what = what;
    this.permission = permission;
  }
}

/** Nobody without write access may comment there, and no App. Not retried by itself, but it can be undone. */
export class ConversationLocked extends ConfigurationError {
  readonly status = 403;

  constructor(what: string) {
    super(
      `GitHub refused ${what}: the conversation is locked.`,
      "Unlock it: people without write access and this program cannot comment there.",
      "CONVERSATION_LOCKED",
    );
    this.name = "ConversationLocked";
  }
}

/** GitHub understood and said no: an expected answer that the caller knows what to do with. */
export class GitHubRefusal extends Error {
  readonly what: string;
  readonly status: number;
  /** GraphQL error type, e.g. `NOT_FOUND`, `STALE_DATA`; null for REST. */
  readonly type: string | null;

  constructor(what: string, status: number, message: string, type: string | null = null) {
    super(message);
    this.name = "GitHubRefusal";
    this.what = what;
    this.status = status;
    this.type = type;
  }
}

/** So many objects are answered in time, or GitHub is down. */
const answered = 75;

/**
 * Whether a query for so many objects is worth trying in halves: GitHub says that it would use up too much, or is not done with it in
 * the ten seconds that it gives itself.
 */
export function isTooMuch(error: unknown, size: number): boolean {
  if (error instanceof GitHubUnavailable) return size > answered && [null, 502, 504].includes(error.status);
  return error instanceof GitHubRefusal && error.type === "RESOURCE_LIMITS_EXCEEDED";
}

interface RequestFailure {
  readonly status: number;
  readonly message: string;
  readonly response?: { readonly headers: Readonly<Record<string, string | undefined>>; readonly data?: unknown };
}

/** Sorts what a call threw: unavailable, permission, refusal, or a bug, which stays as it is. */
export function toExpected(error: unknown, what: string, kind: CallKind): Error {
  if (error instanceof GitHubRefusal) return error;
  if (error instanceof GraphqlFailure) return fromGraphql(error, what);
  const failure = error as Partial<RequestFailure>;
  if (typeof failure.status !== "number") {
    return error instanceof Error ? error : new Error(`${what}: ${String(error)}`);
  }
  const { response } = failure;
  // Octokit says 500 also where there was no answer at all.
  if (response === undefined) {
    const lost = kind === "write" ? "; whether it took effect is not known" : "";
    return new GitHubUnavailable(what, null, `no answer${lost}`, { cause: error });
  }
  const { status } = failure;
  const message = messageOf(response.data) ?? failure.message ?? "";
  if (status === 401) {
    return new ConfigurationError(
      `GitHub does not accept the token (${what}: ${message}).`,
      "Give a token that has not expired; the default of `github-token` is the job's own.",
    );
  }
  if (status === 429 || status >= 500) return new GitHubUnavailable(what, status, message, { cause: error });
  if (status === 403) {
    if (isLimit(message, response.headers)) return new GitHubUnavailable(what, status, message, { cause: error });
    if (locked.test(message)) return new ConversationLocked(what);
    if (notNow.test(message)) return new GitHubRefusal(what, status, message);
    return new PermissionMissing(what, permissionOf(response.headers["x-accepted-github-permissions"]));
  }
  return new GitHubRefusal(what, status, message);
}

function fromGraphql(error: GraphqlFailure, what: string): Error {
  const types = error.problems.map((problem) => problem.type ?? "");
  if (types.includes("RATE_LIMITED")) return new GitHubUnavailable(what, 429, error.message, { cause: error });
  if (types.includes("FORBIDDEN") || /Resource not accessible/.test(error.message))
    return new PermissionMissing(what, null);
  const [type = ""] = types;
  // An internal error has no type.
  if (type === "") return new GitHubUnavailable(what, 500, error.message, { cause: error });
  return new GitHubRefusal(what, 200, error.message, type);
}

/** What GitHub says of a run that cannot be run again: no permission changes that. */
const notNow = /already running|current attempt|over a month ago|unable to (?:re-?run|retry)/i;

const locked = /\bissue is locked\b/i;

/** A 403 may be a permission or a limit: the headers and the words tell (reference-github.md, c). */
function isLimit(message: string, headers: Readonly<Record<string, string | undefined>>): boolean {
  return (
    headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0" || /\brate limit\b/i.test(message)
  );
}

/** `contents=write; pull_requests=write` → `contents: write`; the first alternative is the plainest. */
function permissionOf(header: string | undefined): string | null {
  const [, name = "", level = ""] = /^\s*([a-z_]+)=(read|write|admin)/.exec(header ?? "") ?? [];
  return name === "" ? null : `${name.replaceAll("_", "-")}: ${level}`;
}

function messageOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const { message } = data as { message?: unknown };
  return typeof message === "string" ? message.slice(0, 500) : null;
}
