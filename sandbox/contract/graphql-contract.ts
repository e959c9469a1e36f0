import { readFileSync } from "node:fs";
import { buildSchema, type DocumentNode, type GraphQLSchema, validate } from "graphql";
import { repositoryFile } from "./locate.ts";

let schema: GraphQLSchema | null = null;

/** GitHub's public schema; 1.2 MB, so it is read when the first document arrives. */
export function githubSchema(): GraphQLSchema {
  if (schema === null) {
    const file = repositoryFile("node_modules/@octokit/graphql-schema/schema.graphql");
    schema = buildSchema(readFileSync(file, "utf8"), { assumeValid: true, noLocation: true });
  }
  return schema;
}

/** Sentences; empty: GitHub would accept the document. */
export function checkDocument(document: DocumentNode): string[] {
  return validate(githubSchema(), document).map((error) => error.message);
}
