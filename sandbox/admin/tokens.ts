import { type Permissions, type Repo, type Token, toIso, type World } from "../state/world.ts";
import { appWith, createUser } from "./people.ts";

export interface IssuedToken {
  readonly token: string;
  readonly expires_at: string | null;
}

function issue(world: World, prefix: string, token: Omit<Token, "value">): IssuedToken {
  const value = `${prefix}_sandbox${String(world.nextId()).padStart(8, "0")}`;
  world.tokens.set(value, { value, ...token });
  return { token: value, expires_at: token.expiresAt === null ? null : toIso(token.expiresAt) };
}

export function personToken(world: World, login: string): IssuedToken {
  return issue(world, "ghp", {
    user: createUser(world, { login }),
    app: null,
    permissions: {},
    repositories: null,
    expiresAt: null,
  });
}

/** Lives one hour, like GitHub's, unless told otherwise. Permission names with `_` or `-`. */
export function installationToken(
  world: World,
  appId: number,
  repos: readonly Repo[],
  permissions: Permissions,
  seconds = 3600,
): IssuedToken {
  const app = appWith(world, appId);
  const granted = Object.fromEntries(
    Object.entries(permissions).map(([name, level]) => [name.replaceAll("-", "_"), level]),
  );
  return issue(world, "ghs", {
    user: app.bot,
    app,
    permissions: granted,
    repositories: new Set(repos.map((repo) => repo.id)),
    expiresAt: world.now() + seconds * 1000,
  });
}

/** GITHUB_TOKEN has no administration and no workflows permission, whatever a workflow asks for. */
export function workflowToken(world: World, repo: Repo, permissions: Permissions): IssuedToken {
  const forbidden = Object.keys(permissions).filter((name) =>
    ["administration", "workflows", "members"].includes(name),
  );
  if (forbidden.length > 0) throw new Error(`GITHUB_TOKEN cannot have: ${forbidden.join(", ")}`);
  return installationToken(world, 15368, [repo], permissions, 6 * 3600);
}
