import { assertGranted, type Need } from "../server/permissions.ts";
import type { Repo, Token, World } from "../state/world.ts";

export interface GraphqlContext {
  readonly world: World;
  readonly token: Token;
  /** Small pages in tests. Null: as asked. */
  readonly pageSize: number | null;
}

/** An error that GitHub gives with a type, beside partial data. */
export class GraphqlRefusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Fields answer null with FORBIDDEN where the token lacks a permission: GraphQL has no 403. */
export function requireGrant(context: GraphqlContext, repo: Repo, need: Need): void {
  try {
    assertGranted(context.token, repo, need);
  } catch (error) {
    throw new GraphqlRefusal("FORBIDDEN", error instanceof Error ? error.message : "Forbidden");
  }
}
