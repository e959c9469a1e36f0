import type { Account } from "../../generated/types/facts.ts";

/** An account in GraphQL; its number is not in the Actor interface. */
export const actorParts =
  "__typename login ... on User { databaseId } ... on Bot { databaseId } ... on Organization { databaseId }";

export interface ActorNode {
  readonly __typename: string;
  readonly login: string;
  readonly databaseId?: number | null;
}

/** Null: a deleted account. GraphQL names bots without the `[bot]` of their login elsewhere. */
export function accountOf(actor: ActorNode | null): Account | null {
  if (actor === null || actor.databaseId == null) return null;
  return { login: actor.login, id: actor.databaseId, type: actor.__typename };
}

/** Who made a commit, as far as GitHub knows the address. */
export interface GitActorNode {
  readonly name: string | null;
  readonly email: string | null;
  readonly user: { readonly login: string; readonly databaseId: number | null } | null;
}

export const gitActorParts = "name email user { login databaseId }";

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** One page of a connection. */
export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}
