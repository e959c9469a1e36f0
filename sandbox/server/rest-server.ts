import type { RestContract } from "../contract/rest-contract.ts";
import { routes } from "../rest/routes.ts";
import { apiBase, fullName } from "../rest/shapes/urls.ts";
import { findRepo, type Repo, sameLogin, type Token, type World } from "../state/world.ts";
import { authenticate, tokenValue } from "./authenticate.ts";
import { HttpError, notFound, Unlisted } from "./http-error.ts";
import type { Journal } from "./journal.ts";
import { readPage } from "./pagination.ts";
import { acceptedPermissions, assertGranted, isVisible } from "./permissions.ts";
import type { Answer } from "./route.ts";

export interface RestRequest {
  readonly method: string;
  /** Address below /api/v3. */
  readonly url: URL;
  readonly path: string;
  readonly authorization: string | undefined;
  /** Parsed JSON; undefined: no body. */
  readonly body: unknown;
}

export interface RestServer {
  /** operationId of a request, or null. */
  operationOf(method: string, path: string): string | null;
  answer(request: RestRequest, limit: number | null): Promise<Answer>;
}

/** GitHub's version of a refusal for what the sandbox does not do: loud, and never mistaken for a fact. */
const unlistedHeaders = { "x-sandbox-unlisted": "true" };

export function createRestServer(world: World, contract: RestContract, journal: Journal): RestServer {
  const unlisted = (method: string, path: string, why: string): HttpError => {
    journal.unlisted.push({ method, path, why });
    return new HttpError(404, `Not Found (sandbox: ${why})`, {}, unlistedHeaders);
  };
  /** A field that we would ignore is refused: an answer must never look as if it had been honoured. */
  const assertImplemented = (
    request: RestRequest,
    params: readonly string[],
    allowed: readonly string[],
    kind: string,
  ) => {
    const extra = params.filter((name) => !allowed.includes(name));
    if (extra.length > 0)
      throw unlisted(request.method, request.path, `${kind} ${extra.join(", ")} is not implemented`);
  };
  async function handle(request: RestRequest, limit: number | null): Promise<{ answer: Answer; id: string }> {
    const token = authenticate(world, request.authorization);
    const matched = contract.match(request.method, request.path);
    const route = matched === null ? undefined : routes.get(matched.id);
    if (matched === null || route === undefined) throw unlisted(request.method, request.path, "no such route");
    const { id, params } = matched;
    const { searchParams: query } = request.url;
    const problems = contract.checkRequest(id, params, query, request.body);
    if (problems.length > 0) {
      for (const problem of problems) journal.violations.push({ operation: id, side: "request", problem });
      throw new HttpError(
        422,
        `Invalid request.\n\n${problems.join("\n")}`,
        {},
        { "x-sandbox-violation": problems.join("; ").replace(/[^\x20-\x7e]/g, "?") },
      );
    }
    assertImplemented(request, [...query.keys()], [...(route.query ?? []), "page", "per_page"], "query");
    const body = (request.body ?? {}) as Record<string, unknown>;
    if (!Array.isArray(body)) assertImplemented(request, Object.keys(body), route.body ?? [], "body field");
    const call = { world, token, params, query, body, page: readPage(request.url, limit) };
    if (route.need === null) return { answer: await route.handle(call), id };
    const repo = findRepo(world, params.owner ?? "", params.repo ?? "");
    if (repo === undefined) throw notFound();
    if (!sameLogin(fullName(repo), `${params.owner}/${params.repo}`)) throw movedTo(repo, request, token);
    assertGranted(token, repo, route.need);
    return { answer: await route.handle({ ...call, repo }), id };
  }
  /** `/repositories/ID/…`, which GitHub's redirects lead to, is `/repos/OWNER/NAME/…` by number. */
  const byName = (path: string): string => {
    const [, id, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
    const repo = id === undefined ? undefined : world.repos.find((one) => one.id === Number(id));
    return repo === undefined ? path : `/repos/${fullName(repo)}${rest}`;
  };
  /** A former name leads on: reads by 301, writes by 307, for whoever sees the repository (google/go-github#184, mislav/hub#1178). */
  const movedTo = (repo: Repo, { method, path, url }: RestRequest, token: Token): HttpError => {
    if (!isVisible(token, repo)) return notFound();
    const rest = path.replace(/^\/repos\/[^/]+\/[^/]+/, "");
    const location = `${apiBase(world)}/repositories/${repo.id}${rest}${url.search}`;
    return new HttpError(method === "GET" ? 301 : 307, "Moved Permanently", { url: location }, { location });
  };
  const isApp = (authorization: string | undefined): boolean =>
    world.tokens.get(tokenValue(authorization) ?? "")?.app != null;
  return {
    operationOf: (method, path) => contract.match(method, byName(path))?.id ?? null,
    async answer({ path, ...asked }, limit) {
      const request = { ...asked, path: byName(path) };
      const id = contract.match(request.method, request.path)?.id ?? null;
      let answer: Answer;
      try {
        ({ answer } = await handle(request, limit));
      } catch (thrown) {
        const error = thrown instanceof Unlisted ? unlisted(request.method, request.path, thrown.message) : thrown;
        if (!(error instanceof HttpError)) throw error;
        answer = { status: error.status, body: error.body, headers: error.headers };
      }
      const refused =
        answer.headers?.["x-sandbox-violation"] !== undefined || answer.headers?.["x-sandbox-unlisted"] !== undefined;
      // Redirects are described once for all operations, and listed by few.
      const moved = answer.status === 301 || answer.status === 307;
      if (id === null || refused || moved || !routes.has(id)) return answer;
      const need = routes.get(id)?.need ?? null;
      // Classic personal tokens get other headers, about scopes.
      if (need !== null && isApp(request.authorization))
        answer = { ...answer, headers: { ...acceptedPermissions(need), ...answer.headers } };
      const problems = contract.checkResponse(id, answer.status, answer.body);
      for (const problem of problems) journal.violations.push({ operation: id, side: "response", problem });
      return problems.length === 0
        ? answer
        : {
            status: 500,
            body: { message: `sandbox: the answer breaks GitHub's description: ${problems.join("; ")}` },
            headers: { "x-sandbox-violation": "response" },
          };
    },
  };
}
