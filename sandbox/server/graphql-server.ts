import { executeDocument, type ParsedDocument } from "../graphql/execute.ts";
import type { World } from "../state/world.ts";
import { authenticate } from "./authenticate.ts";
import type { Journal } from "./journal.ts";
import type { Answer } from "./route.ts";

/** One POST /graphql. Like GitHub's: 200 with errors inside, except for a missing or wrong token. */
export async function answerGraphql(
  world: World,
  journal: Journal,
  authorization: string | undefined,
  parsed: ParsedDocument | null,
  variables: unknown,
  pageSize: number | null,
): Promise<Answer> {
  const token = authenticate(world, authorization);
  if (parsed === null)
    return {
      status: 400,
      body: { message: "Problems parsing JSON or GraphQL", documentation_url: "https://docs.github.com/graphql" },
    };
  const result = await executeDocument(
    { world, token, pageSize },
    parsed,
    (variables ?? {}) as Record<string, unknown>,
  );
  const operation = `graphql/${parsed.rootFields.join("+")}`;
  for (const problem of result.violations) journal.violations.push({ operation, side: "request", problem });
  for (const why of result.unlisted) journal.unlisted.push({ method: "POST", path: "/graphql", why });
  for (const problem of result.defects) journal.violations.push({ operation, side: "response", problem });
  const headers: Record<string, string> = {
    ...(result.violations.length + result.defects.length > 0 ? { "x-sandbox-violation": "true" } : {}),
    ...(result.unlisted.length > 0 ? { "x-sandbox-unlisted": "true" } : {}),
  };
  return { status: 200, body: result.body, headers };
}
