import type { Repo, Token, World } from "../state/world.ts";
import type { Page } from "./pagination.ts";
import type { Need } from "./permissions.ts";

/** A request that passed authentication, contract and permission. */
export interface Call {
  readonly world: World;
  readonly token: Token;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly page: Page;
}

export interface RepoCall extends Call {
  readonly repo: Repo;
}

export interface Answer {
  readonly status: number;
  /** Undefined: no content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RouteBase {
  /** GitHub's operationId; method and path come from its description. */
  readonly operation: string;
  /** Query parameters that are implemented, besides page and per_page. Another one is refused, never ignored. */
  readonly query?: readonly string[];
  /** Body fields that are implemented. Another one is refused, never ignored. */
  readonly body?: readonly string[];
}

export type Route =
  | (RouteBase & { readonly need: Need; readonly handle: (call: RepoCall) => Promise<Answer> | Answer })
  | (RouteBase & { readonly need: null; readonly handle: (call: Call) => Promise<Answer> | Answer });

/** A route below /repos/{owner}/{repo}. */
export function repoRoute(
  operation: string,
  need: Need,
  handle: (call: RepoCall) => Promise<Answer> | Answer,
  fields: { readonly query?: readonly string[]; readonly body?: readonly string[] } = {},
): Route {
  return { operation, need, handle, ...fields };
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };

export const read = (...anyOf: string[]): Need => ({ anyOf, level: "read" });
export const write = (...anyOf: string[]): Need => ({ anyOf, level: "write" });

/** Settings of a repository: an App's `administration`, or a person who is admin; GITHUB_TOKEN can have neither. */
export const administer = (level: Need["level"]): Need => ({
  anyOf: ["administration"],
  level,
  role: "admin",
  hidden: true,
});

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
