import { spawn } from "node:child_process";
import type { IncomingMessage } from "node:http";
import { isolatedEnv } from "./run-git.ts";

export interface CgiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface CgiInput {
  /** Folder of all repositories. */
  readonly root: string;
  /** `/owner/name.git/info/refs` */
  readonly path: string;
  readonly query: string;
  readonly user: string;
  readonly hooks: string;
  readonly body: Buffer;
  /** For the hook. */
  readonly env: Readonly<Record<string, string>>;
}

function parseCgi(out: Buffer): CgiAnswer {
  const end = out.indexOf("\r\n\r\n");
  const headers = Object.fromEntries(
    out
      .subarray(0, Math.max(0, end))
      .toString()
      .split("\r\n")
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const status = Number((headers.status ?? "200").split(" ")[0]);
  delete headers.status;
  return { status, headers, body: out.subarray(end + 4) };
}

/** Clone, fetch and push: git's own server speaks, so that clients meet the real protocol. */
export function runHttpBackend(request: IncomingMessage, input: CgiInput): Promise<CgiAnswer> {
  const config: Record<string, string> = {
    "http.receivepack": "true",
    "core.hooksPath": input.hooks,
    "safe.directory": "*",
    // Loose objects are read without a process (loose.ts).
    "transfer.unpackLimit": "100000",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowReachableSHA1InWant": "true",
  };
  const entries = Object.entries(config);
  const env: Record<string, string> = {
    ...isolatedEnv,
    ...input.env,
    GIT_PROJECT_ROOT: input.root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: input.path,
    QUERY_STRING: input.query,
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    CONTENT_LENGTH: String(input.body.length),
    HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"] ?? ""),
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    REMOTE_USER: input.user,
    REMOTE_ADDR: "127.0.0.1",
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  };
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["http-backend"], { env });
    const out: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.resume();
    child.on("error", reject);
    child.on("close", () => resolve(parseCgi(Buffer.concat(out))));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input.body);
  });
}
