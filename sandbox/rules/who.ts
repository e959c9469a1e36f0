import type { App, Permissions, User } from "../state/world.ts";

/** Who acts: a person, or an App's token. */
export interface Who {
  readonly user: User;
  readonly app: App | null;
  /** An app's. */
  readonly permissions: Permissions;
}
