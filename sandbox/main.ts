import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "./start-sandbox.ts";
import type { Variants } from "./state/world.ts";

/**
 * The sandbox as a process: prints one JSON line when it listens, and ends with its standard input or by a signal,
 * so that it never outlives who started it.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: "string" },
      now: { type: "string" },
      frozen: { type: "boolean", default: false },
      "page-size": { type: "string" },
      variant: { type: "string", multiple: true },
    },
  });
  const dir = values.dir ?? (await mkdtemp(join(tmpdir(), "qms-sandbox-")));
  const started = Date.now();
  const from = values.now === undefined ? null : Date.parse(values.now);
  const pairs = (values.variant ?? []).map((text) => text.split("=") as [string, string]);
  const variants = Object.fromEntries(
    pairs.map(([key, value]) => [key, value === "true" ? true : value === "false" ? false : value]),
  );
  const sandbox = await startSandbox({
    dir,
    ...(from === null && !values.frozen
      ? {}
      : { now: () => (from ?? started) + (values.frozen ? 0 : Date.now() - started) }),
    ...(values["page-size"] === undefined ? {} : { pageSize: Number(values["page-size"]) }),
    variants: variants as Partial<Variants>,
  });
  const { url, apiUrl, graphqlUrl, secret } = sandbox;
  const line = { url, api_url: apiUrl, graphql_url: graphqlUrl, admin_secret: secret, dir, pid: process.pid };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  const stop = async () => {
    // Whatever hangs, the process does not stay.
    setTimeout(() => process.exit(1), 3000).unref();
    await sandbox.close();
    // A folder that nobody named is nobody's to keep.
    if (values.dir === undefined) await rm(dir, { recursive: true, force: true });
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdin.on("end", stop).on("error", stop).resume();
}
