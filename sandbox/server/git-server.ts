import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { type CgiAnswer, runHttpBackend } from "../git/http-backend.ts";
import { zeroSha } from "../git/objects.ts";
import { readRef } from "../git/refs.ts";
import { isHiddenRef, type RefChange, refusePush } from "../rules/push.ts";
import { evaluatePush, recordRuleSuite } from "../rules/rule-suites.ts";
import { afterRefUpdate } from "../state/pulls.ts";
import { findRepo, type Repo, type Token, type World } from "../state/world.ts";
import { authenticate } from "./authenticate.ts";
import { HttpError, notFound } from "./http-error.ts";
import { isGranted, isVisible } from "./permissions.ts";
import { read, write } from "./route.ts";

interface Push {
  readonly repo: Repo;
  readonly token: Token;
  readonly changes: RefChange[];
}

export interface GitServer {
  /** Null: not a path of git's protocol. */
  match(path: string): { readonly owner: string; readonly name: string; readonly rest: string } | null;
  serve(request: IncomingMessage, url: URL, body: Buffer): Promise<CgiAnswer & { readonly operation: string }>;
  /** The hook's question: what has GitHub against these updates? Lines for the pusher; empty: let them in. */
  preReceive(push: string, lines: string, quarantine: Readonly<Record<string, string>>): Promise<string[]>;
}

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

function refusal(ref: string, missing: readonly string[]): string[] {
  return [`error: GH013: Repository rule violations found for ${ref}.`, "", ...missing.map((line) => `- ${line}`), ""];
}

export function createGitServer(world: World, hooks: string, secret: string): GitServer {
  const pushes = new Map<string, Push>();
  return {
    match(path) {
      const [, owner = "", name = "", rest = ""] = gitPath.exec(path) ?? [];
      return rest === "" ? null : { owner, name, rest };
    },
    async serve(request, url, body) {
      const { owner, name, rest } = this.match(url.pathname) ?? { owner: "", name: "", rest: "" };
      const service = rest === "info/refs" ? (url.searchParams.get("service") ?? "") : rest;
      const operation = `git/${service}`;
      const token = authenticate(world, request.headers.authorization);
      const repo = findRepo(world, owner, name);
      if (repo === undefined || !isVisible(token, repo)) throw notFound();
      const writing = service === "git-receive-pack";
      if (!isGranted(token, repo, writing ? write("contents") : read("contents")))
        throw new HttpError(403, `Permission to ${owner}/${name}.git denied to ${token.user.login}.`);
      const id = randomUUID();
      const push: Push = { repo, token, changes: [] };
      if (writing && rest === service) pushes.set(id, push);
      try {
        const answer = await runHttpBackend(request, {
          root: join(world.dir, "repos"),
          path: `/${repo.owner.login}/${repo.name}.git/${rest}`,
          query: url.search.slice(1),
          user: token.user.login,
          hooks,
          body,
          env: { SANDBOX_URL: world.url, SANDBOX_SECRET: secret, SANDBOX_PUSH: id },
        });
        for (const change of push.changes)
          if ((await readRef(repo.dir, change.ref)) === change.after)
            await afterRefUpdate(world, repo, change, token.user);
        return { ...answer, operation };
      } finally {
        pushes.delete(id);
      }
    },
    async preReceive(id, lines, quarantine) {
      const push = pushes.get(id);
      if (push === undefined) return ["error: the sandbox knows no such push"];
      const env = Object.fromEntries(Object.entries(quarantine).filter(([, value]) => typeof value === "string"));
      for (const line of lines.split("\n").filter((text) => text !== "")) {
        const [before = "", after = "", ref = ""] = line.split(" ");
        const change = { ref, before: before === zeroSha ? null : before, after: after === zeroSha ? null : after };
        if (isHiddenRef(ref)) return [`error: deny updating a hidden ref ${ref}`];
        const missing = await refusePush(world, push.repo, push.token, change, env);
        const evaluations = await evaluatePush(world, push.repo, push.token, change, env);
        recordRuleSuite(world, push.repo, push.token, change, evaluations, missing.length > 0);
        if (missing.length > 0) return refusal(ref, missing);
        push.changes.push(change);
      }
      return [];
    },
  };
}
