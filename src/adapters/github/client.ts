import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import BottleneckLight from "bottleneck/light.js";
import type { Instant } from "../../core/time/instant.ts";
import { fetchFollowing } from "./fetch-following.ts";
import { GraphqlFailure, type GraphqlProblem } from "./graphql-failure.ts";
import { parseHttpDate } from "./http-date.ts";
import { type ObjectMemory, openMemory } from "./object-memory.ts";
import { paceWrites } from "./pace-writes.ts";
import { type CallKind, GitHubRefusal, toExpected } from "./request-failure.ts";

/** One repository through one token. Every call is counted, and knows the server's time of the last answer. */
export interface Client {
  readonly owner: string;
  readonly name: string;
  /** A REST call, e.g. `GET /repos/{owner}/{repo}/rules/branches/{branch}`; owner and repo are filled in. */
  rest<Data>(route: string, parameters?: Record<string, unknown>): Promise<Answer<Data>>;
  graphql<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** Server time of the last answer; null before the first. Runner clocks are claims (50-ledger.md). */
  serverTime(): Instant | null;
  requests(): number;
  readonly memory: ObjectMemory;
}

export interface Answer<Data> {
  readonly status: number;
  readonly data: Data;
  /** rel → URL of the Link header. */
  readonly links: Readonly<Record<string, string>>;
}

export interface ClientOptions {
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly userAgent: string;
  /** Longest wait for a rate limit, milliseconds; beyond it the call fails as unavailable. */
  readonly patience?: number;
}

const timeoutMs = 10_000;
const Throttled = Octokit.plugin(retry, throttling);

/** Opens a client. Nothing is sent before the first call. */
export function openClient(options: ClientOptions): Client {
  const [owner = "", name = ""] = options.repository.split("/");
  const patience = options.patience ?? 60_000;
  let count = 0;
  let serverTime: Instant | null = null;
  const wait = (retryAfter: number, _: unknown, __: unknown, retryCount: number): boolean =>
    retryCount < 3 && retryAfter * 1000 <= patience;
  // The plugin paces by HTTP method, and every GraphQL query is a POST; hence no pace of its own, and ours for what really writes.
  const unpaced = () => new BottleneckLight.Group({ maxConcurrent: 1 });
  const pace = paceWrites();
  const octokit = new Throttled({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: {
      fetch: async (url: string, init: RequestInit) => {
        count += 1;
        const response = await fetchFollowing(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
        serverTime = parseHttpDate(response.headers.get("date")) ?? serverTime;
        return response;
      },
    },
    retry: { retries: 2 },
    throttle: { onRateLimit: wait, onSecondaryRateLimit: wait, write: unpaced(), notifications: unpaced() },
  });
  const send = async (
    method: string,
    url: string,
    parameters: Record<string, unknown>,
    kind: CallKind,
    what: string,
  ) => {
    try {
      // A write whose answer was lost may have been applied: only reads are repeated by themselves.
      const request = kind === "write" ? { retries: 0 } : {};
      if (kind === "write") await pace();
      const response = await octokit.request({ method, url, ...parameters, request } as never);
      // Octokit takes every answer below 400 for done.
      if (response.status >= 300) throw new GitHubRefusal(what, response.status, "It was redirected to another place.");
      return response;
    } catch (error) {
      throw toExpected(error, what, kind);
    }
  };
  return {
    owner,
    name,
    rest: async (route, parameters = {}) => {
      const [method = "GET", url = ""] = route.split(" ");
      const kind = method === "GET" ? "read" : "write";
      // What the route does not name would go into the query.
      const place = url.startsWith("/repos/") ? { owner, repo: name } : {};
      const response = await send(method, url, { ...place, ...parameters }, kind, describe(route, parameters));
      return { status: response.status, data: response.data as never, links: linksOf(response.headers.link) };
    },
    graphql: async (query, variables = {}) => {
      const kind = /^\s*mutation\b/.test(query) ? "write" : "read";
      const what = `GraphQL ${/^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? "query"}`;
      const response = await send("POST", options.graphqlUrl, { query, variables }, kind, what);
      const { data, errors } = response.data as { data?: unknown; errors?: readonly GraphqlProblem[] };
      if (errors !== undefined && errors.length > 0) throw toExpected(new GraphqlFailure(errors), what, kind);
      return data as never;
    },
    serverTime: () => serverTime,
    requests: () => count,
    memory: openMemory(),
  };
}

function ignore(): void {}

/** The route as a person would name it; parameters with foreign text stay out. */
function describe(route: string, parameters: Record<string, unknown>): string {
  return route.replace(/^(\w+) \/repos\/\{owner\}\/\{repo\}\/?/, "$1 ").replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = parameters[key];
    return typeof value === "number" || (typeof value === "string" && /^[\w./-]{1,80}$/.test(value))
      ? String(value)
      : `{${key}}`;
  });
}

function linksOf(header: string | undefined): Record<string, string> {
  const matches = [...(header ?? "").matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(matches.map(([, url = "", rel = ""]) => [rel, url]));
}
