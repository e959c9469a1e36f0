import { resolve } from "node:path";
import type { Command } from "commander";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { narrate } from "../../demo/narrator.ts";
import { runDemo } from "../../demo/run-demo.ts";
import type { CommandContext } from "../options.ts";
import { painter } from "../terminal.ts";

export interface DemoOptions {
  readonly keep?: string;
}

/** `demo [--keep DIR]`: the whole life of a bypass at every level against the embedded sandbox. */
export async function runDemoCommand(options: DemoOptions, { terminal, files }: CommandContext): Promise<number> {
  const keep = options.keep === undefined ? null : resolve(terminal.cwd, options.keep);
  if (keep !== null && (await files.read(keep)) !== null) {
    throw new ConfigurationError(`${options.keep} is there already.`, "Name a folder that does not exist yet.");
  }
  const tell = narrate(terminal.out, painter(terminal.color), terminal.width);
  await runDemo(tell, { keep, color: terminal.color });
  return 0;
}

export function demoCommand(add: (name: string, description: string, example: string) => Command): void {
  add(
    "demo",
    "Run a bypass of every level from request to report through the built actions, on an embedded GitHub. Needs the development dependencies (npm ci).",
    "qms-bypass demo --keep /tmp/qms-demo",
  ).option("--keep <dir>", "keep the clone, the report and what people saw in a new folder");
}
