import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { RestContract } from "../contract/rest-contract.ts";
import { parseDocument } from "../graphql/execute.ts";
import type { World } from "../state/world.ts";
import { tokenValue } from "./authenticate.ts";
import { type Crashes, Killed } from "./crashes.ts";
import type { Fault, FaultInjector } from "./faults.ts";
import type { GitServer } from "./git-server.ts";
import { answerGraphql } from "./graphql-server.ts";
import { HttpError } from "./http-error.ts";
import type { Journal } from "./journal.ts";
import { createMutex } from "./mutex.ts";
import { createRateLimits } from "./rate-limit.ts";
import { createRestServer } from "./rest-server.ts";
import type { Answer } from "./route.ts";

export interface ServerParts {
  readonly world: World;
  readonly contract: RestContract;
  readonly journal: Journal;
  readonly faults: FaultInjector;
  readonly crashes: Crashes;
  readonly git: GitServer;
  readonly secret: string;
  readonly pageSize: () => number | null;
  /** Calls below /_sandbox/, by name. */
  readonly admin: (name: string, args: readonly unknown[]) => Promise<unknown>;
}

interface Raw {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** undefined: empty; null never: broken JSON throws. */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new HttpError(400, "Problems parsing JSON");
  }
}

const json = (answer: Answer): Raw => ({
  status: answer.status,
  headers: {
    ...answer.headers,
    ...(answer.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
  },
  body: answer.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(answer.body)),
});

export function createHttpServer(parts: ServerParts): Server {
  const { world, journal, faults, crashes, git } = parts;
  const rest = createRestServer(world, parts.contract, journal);
  const exclusive = createMutex();
  /** What each read answered last, for the fault `stale`. */
  const lastReads = new Map<string, Raw>();
  const limits = createRateLimits(world);
  let served = 0;

  async function respond(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    operation: { name: string | null },
  ): Promise<Raw> {
    const { authorization } = request.headers;
    const method = request.method ?? "GET";
    if (request.headers["user-agent"] === undefined)
      throw new HttpError(403, "Request forbidden by administrative rules. Please send a User-Agent header.");
    const token = world.tokens.get(tokenValue(authorization) ?? "");
    if (token !== undefined && !isGit(request)) limits.take(token);
    if (git.match(url.pathname) !== null) {
      const { operation: name, ...answer } = await git.serve(request, url, body);
      operation.name = name;
      return { ...answer, headers: { ...answer.headers } };
    }
    if (url.pathname === "/api/graphql" && method === "POST") {
      const { query, variables } = parseJson(body) as { query?: unknown; variables?: unknown };
      return json(
        await answerGraphql(world, journal, authorization, parseDocument(query), variables, parts.pageSize()),
      );
    }
    const path = /^\/api\/v3(\/.*)$/.exec(url.pathname)?.[1] ?? `${url.pathname} (outside of the API)`;
    return json(await rest.answer({ method, url, path, authorization, body: parseJson(body) }, parts.pageSize()));
  }

  async function carryOut({ token, method, path, body }: NonNullable<Fault["other"]>): Promise<void> {
    const url = new URL(`/api/v3${path}`, world.url);
    await rest.answer({ method, url, path, authorization: `Bearer ${token}`, body }, parts.pageSize());
  }

  /** Names under which a fault or a log entry knows the request. */
  function namesOf(request: IncomingMessage, url: URL, body: Buffer): { names: string[]; writes: boolean } {
    const method = request.method ?? "GET";
    const found = git.match(url.pathname);
    if (found !== null) {
      const service = found.rest === "info/refs" ? (url.searchParams.get("service") ?? "") : found.rest;
      return { names: [`git/${service}`], writes: found.rest === "git-receive-pack" };
    }
    if (url.pathname === "/api/graphql") {
      const parsed = method === "POST" ? parseDocument(safeQuery(body)) : null;
      const names = [...(parsed?.rootFields ?? []), ...(parsed?.operationName == null ? [] : [parsed.operationName])];
      return { names: [...names.map((name) => `graphql/${name}`), "graphql"], writes: parsed?.isMutation ?? false };
    }
    const id = rest.operationOf(method, url.pathname.replace(/^\/api\/v3/, ""));
    return { names: id === null ? [] : [id], writes: method !== "GET" && method !== "HEAD" };
  }

  async function answer(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    operation: { name: string | null },
  ): Promise<Raw> {
    try {
      return await respond(request, url, body, operation);
    } catch (error) {
      if (error instanceof HttpError) {
        const challenge: Record<string, string> =
          error.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
        return json({ status: error.status, body: error.body, headers: { ...error.headers, ...challenge } });
      }
      const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      journal.violations.push({ operation: operation.name ?? url.pathname, side: "response", problem });
      return json({
        status: 500,
        body: { message: `sandbox: ${problem}` },
        headers: { "x-sandbox-violation": "response" },
      });
    }
  }

  /** git's own protocol has no budget of requests. */
  const isGit = (request: IncomingMessage): boolean =>
    git.match(new URL(request.url ?? "/", world.url).pathname) !== null;

  function send(request: IncomingMessage, response: ServerResponse, raw: Raw): number {
    const token = world.tokens.get(tokenValue(request.headers.authorization) ?? "") ?? null;
    let { status, body } = raw;
    const etag =
      request.method === "GET" && status === 200 ? `W/"${createHash("sha256").update(body).digest("hex")}"` : null;
    if (etag !== null && request.headers["if-none-match"] === etag) {
      [status, body] = [304, Buffer.alloc(0)];
      // Free with a token.
      if (token !== null && !isGit(request)) limits.giveBack(token);
    }
    served += 1;
    const headers: Record<string, string> = {
      date: new Date(world.now()).toUTCString(),
      "x-github-request-id": `SANDBOX:${served}`,
      ...(isGit(request) ? {} : limits.headers(token)),
      ...(etag === null ? {} : { etag }),
      ...raw.headers,
    };
    response.writeHead(status, headers).end(status === 304 || status === 204 ? undefined : body);
    return status;
  }

  async function serveAdmin(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const given = Buffer.from(String(request.headers.authorization ?? ""));
    const wanted = Buffer.from(`sandbox ${parts.secret}`);
    const allowed = given.length === wanted.length && timingSafeEqual(given, wanted);
    const reply = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    try {
      const { args = [] } = (parseJson(await readBody(request)) ?? {}) as { args?: unknown[] };
      if (!allowed) reply(401, { error: "wrong secret" });
      else reply(200, { result: (await parts.admin(name, args)) ?? null });
    } catch (error) {
      reply(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", world.url);
    const admin = /^\/_sandbox\/([\w-]+)$/.exec(url.pathname)?.[1];
    if (admin !== undefined) return serveAdmin(request, response, admin);
    const body = await readBody(request);
    const { names, writes } = namesOf(request, url, body);
    const operation = { name: names[0] ?? null };
    const token = tokenValue(request.headers.authorization);
    const identity = world.tokens.get(token ?? "")?.user.login ?? null;
    const method = request.method ?? "GET";
    const entry = {
      method,
      path: url.pathname,
      query: url.search.slice(1),
      operation: operation.name,
      status: null as number | null,
      identity,
      token,
    };
    journal.requests.push(entry);
    const fault: Fault | null = faults.next(names);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "reset") return void request.socket.destroy();
    const key = `${method} ${url.href} ${identity} ${url.pathname === "/api/graphql" ? body.toString() : ""}`;
    const apply = async (): Promise<Raw> => {
      await crashes.beforeApply(token);
      if (fault?.other !== undefined) await carryOut(fault.other);
      const before = fault?.kind === "stale" ? lastReads.get(key) : undefined;
      const raw =
        fault?.kind === "status" ? scripted(fault) : (before ?? (await answer(request, url, body, operation)));
      if (!writes && raw.status === 200 && fault === null) lastReads.set(key, raw);
      await crashes.afterApply(token);
      return raw;
    };
    const raw = await (writes ? exclusive(apply) : apply());
    if (fault?.kind === "reset-after") return void request.socket.destroy();
    entry.status = send(request, response, raw);
  }
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!(error instanceof Killed))
        journal.violations.push({ operation: request.url ?? "", side: "response", problem: String(error) });
      response.destroy();
    });
  });
  // Clients keep connections; one that ends just when it is used again would look like a fault.
  server.keepAliveTimeout = 65_000;
  return server;
}

const scripted = (fault: Fault): Raw =>
  json({ status: fault.status ?? 500, body: fault.body ?? { message: "Server Error" }, headers: fault.headers ?? {} });

function safeQuery(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString()) as { query?: unknown }).query;
  } catch {
    return null;
  }
}
