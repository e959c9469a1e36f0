import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { type Admin, createAdmin } from "./admin/admin.ts";
import { createBuiltins } from "./admin/people.ts";
import { repositoryFile } from "./contract/locate.ts";
import { loadRestContract, type RestContract } from "./contract/rest-contract.ts";
import { writeHooks } from "./git/hook.ts";
import { createCrashes } from "./server/crashes.ts";
import { createFaults } from "./server/faults.ts";
import { createGitServer } from "./server/git-server.ts";
import { createHttpServer } from "./server/http-server.ts";
import { createJournal, type Journal } from "./server/journal.ts";
import { defaultVariants, type Variants, type World } from "./state/world.ts";

export interface SandboxOptions {
  /** Where the bare repositories go. */
  readonly dir: string;
  /** Server time, epoch milliseconds. Default: the machine's; `admin.advance` adds to it. */
  readonly now?: () => number;
  /** Most entries per page, whatever a client asks for. Default: as asked. */
  readonly pageSize?: number;
  readonly variants?: Partial<Variants>;
}

export interface Sandbox {
  /** Server (clone URLs, pages), like https://github.com. */
  readonly url: string;
  /** Like https://api.github.com: GITHUB_API_URL. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** For POST /_sandbox/<admin call>: `authorization: sandbox <secret>`. */
  readonly secret: string;
  readonly admin: Admin;
  readonly journal: Journal;
  close(): Promise<void>;
}

let contract: RestContract | null = null;

/** Starts GitHub on loopback. Its state lives in memory and in `dir`; closing keeps `dir`. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  for (const name of Object.keys(options.variants ?? {}))
    if (!Object.hasOwn(defaultVariants, name))
      throw new Error(`no variant ${name}: ${Object.keys(defaultVariants).join(", ")}`);
  await mkdir(options.dir, { recursive: true });
  let offset = 0;
  let pageSize = options.pageSize ?? null;
  let lastId = 1000;
  const now = options.now ?? Date.now;
  const world: World = {
    url: "",
    dir: options.dir,
    now: () => now() + offset,
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    users: new Map(),
    apps: new Map(),
    teams: new Map(),
    orgRulesets: [],
    verified: new Set(),
    tokens: new Map(),
    repos: [],
    variants: { ...defaultVariants, ...options.variants },
    mergeableUnknown: 0,
    mergeabilityAsked: new Set(),
  };
  createBuiltins(world);
  contract ??= loadRestContract(repositoryFile("sandbox/contract/operations.ndjson"));
  const journal = createJournal();
  const faults = createFaults();
  const crashes = createCrashes();
  const secret = randomBytes(16).toString("hex");
  const git = createGitServer(world, await writeHooks(options.dir), secret);
  const admin = createAdmin({
    world,
    journal,
    faults,
    crashes,
    setPageSize: (size) => {
      pageSize = size;
    },
    advance: (ms) => {
      offset += ms;
    },
  });
  const calls: Record<string, (...args: never[]) => unknown> = {
    ...admin,
    "pre-receive": (push: string, lines: string, env: Record<string, string>) => git.preReceive(push, lines, env),
  };
  const server = createHttpServer({
    world,
    contract,
    journal,
    faults,
    crashes,
    git,
    secret,
    pageSize: () => pageSize,
    admin: async (name, args) => {
      if (!Object.hasOwn(calls, name)) throw new Error(`no admin call ${name}: ${Object.keys(calls).join(", ")}`);
      return calls[name]?.(...(args as never[]));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: world.url,
    apiUrl: `${world.url}/api/v3`,
    graphqlUrl: `${world.url}/api/graphql`,
    secret,
    admin,
    journal,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
