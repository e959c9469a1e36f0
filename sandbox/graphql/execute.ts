import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
} from "graphql";
import { checkDocument } from "../contract/graphql-contract.ts";
import { repositoryFile } from "../contract/locate.ts";
import { toIso } from "../state/world.ts";
import { viewerNode } from "./actors.ts";
import { type GraphqlContext, GraphqlRefusal } from "./context.ts";
import { createCommitOnBranch } from "./create-commit.ts";
import { pinIssue } from "./pin-issue.ts";
import { repositoryNode, visibleRepository } from "./repository.ts";

let schema: GraphQLSchema | null = null;

/** Our part of GitHub's schema. */
export function sandboxSchema(): GraphQLSchema {
  schema ??= buildSchema(readFileSync(repositoryFile("sandbox/graphql/schema.graphql"), "utf8"));
  return schema;
}

const rootValue = {
  viewer: (_: unknown, { world, token }: GraphqlContext) => viewerNode(world, token.user),
  rateLimit: (_: unknown, { world }: GraphqlContext) => ({
    cost: 1,
    limit: 5000,
    remaining: 4999,
    resetAt: toIso(world.now() + 3_600_000),
  }),
  repository: ({ owner, name }: { owner: string; name: string }, context: GraphqlContext) =>
    repositoryNode(context, visibleRepository(context, owner, name)),
  createCommitOnBranch: ({ input }: { input: Parameters<typeof createCommitOnBranch>[1] }, context: GraphqlContext) =>
    createCommitOnBranch(context, input),
  pinIssue: ({ input }: { input: Parameters<typeof pinIssue>[1] }, context: GraphqlContext) => pinIssue(context, input),
};

/** GitHub's form: the type beside the message, not in extensions. */
function errorShape(error: GraphQLError) {
  const { message, path, locations, originalError } = error;
  const type = originalError instanceof GraphqlRefusal ? { type: originalError.type } : {};
  return {
    ...type,
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
    message,
  };
}

export interface ParsedDocument {
  readonly document: DocumentNode;
  readonly rootFields: readonly string[];
  readonly operationName: string | null;
  readonly isMutation: boolean;
}

/** Null: not GraphQL at all. */
export function parseDocument(query: unknown): ParsedDocument | null {
  if (typeof query !== "string") return null;
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return null;
  }
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return null;
  return {
    document,
    rootFields: operation.selectionSet.selections.flatMap((field) =>
      field.kind === Kind.FIELD ? [field.name.value] : [],
    ),
    operationName: operation.name?.value ?? null,
    isMutation: operation.operation === "mutation",
  };
}

export interface GraphqlAnswer {
  readonly body: unknown;
  /** GitHub would not accept the document. */
  readonly violations: readonly string[];
  /** GitHub would, the sandbox cannot. */
  readonly unlisted: readonly string[];
  /** A defect of the sandbox. */
  readonly defects: readonly string[];
}

export async function executeDocument(
  context: GraphqlContext,
  { document }: ParsedDocument,
  variables: Readonly<Record<string, unknown>>,
): Promise<GraphqlAnswer> {
  const violations = checkDocument(document);
  const errors = validate(sandboxSchema(), document);
  const unlisted = violations.length > 0 ? [] : errors.map((error) => error.message);
  if (errors.length > 0 || violations.length > 0)
    return { body: { errors: errors.map(errorShape) }, violations, unlisted, defects: [] };
  const result = await execute({
    schema: sandboxSchema(),
    document,
    rootValue,
    contextValue: context,
    variableValues: variables,
  });
  const failed = result.errors ?? [];
  // A wrong variable has no original error and no path; anything else without our type is our own fault.
  const defects = failed.filter(
    (error) => error.path !== undefined && !(error.originalError instanceof GraphqlRefusal),
  );
  return {
    body: {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(failed.length === 0 ? {} : { errors: failed.map(errorShape) }),
    },
    violations: failed.filter((error) => error.path === undefined).map((error) => error.message),
    unlisted,
    defects: defects.map((error) => error.stack ?? error.message),
  };
}
