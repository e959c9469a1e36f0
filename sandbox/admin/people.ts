import { webFlow } from "../state/authors.ts";
import { type App, findUser, type User, type World } from "../state/world.ts";

export interface UserInput {
  readonly login: string;
  readonly id?: number;
  readonly type?: User["type"];
  readonly name?: string;
  readonly email?: string;
}

/** Creates the account, or returns the one that has the login. */
export function createUser(world: World, input: UserInput): User {
  const known = findUser(world, input.login);
  if (known !== undefined) return known;
  const id = input.id ?? world.nextId();
  if (world.users.has(id)) throw new Error(`user id ${id} is taken`);
  const user: User = {
    id,
    login: input.login,
    type: input.type ?? "User",
    name: input.name ?? null,
    email: input.email ?? `${id}+${input.login}@users.noreply.github.com`,
    createdAt: world.now(),
  };
  world.users.set(id, user);
  return user;
}

export function renameUser(world: World, login: string, to: string): void {
  const user = findUser(world, login);
  if (user === undefined) throw new Error(`no account ${login}`);
  if (findUser(world, to) !== undefined) throw new Error(`${to} is taken`);
  user.login = to;
}

export function createApp(world: World, id: number, slug: string, botId?: number): App {
  const owner = createUser(world, { login: "sandbox-apps", type: "Organization" });
  const bot = createUser(world, { login: `${slug}[bot]`, type: "Bot", ...(botId === undefined ? {} : { id: botId }) });
  const app: App = { id, slug, name: slug, owner, bot, createdAt: world.now() };
  world.apps.set(id, app);
  return app;
}

export function appWith(world: World, id: number): App {
  const app = world.apps.get(id);
  if (app === undefined) throw new Error(`no app ${id}: create it first`);
  return app;
}

/** What every GitHub has: Actions (app 15368), the committer of the web interface, and the merge queue. */
export function createBuiltins(world: World): void {
  createApp(world, 15368, "github-actions", 41898282);
  createUser(world, webFlow);
  createUser(world, { login: "github-merge-queue[bot]", id: 118344674, type: "Bot" });
}
