import process from "node:process";
import { createInterface } from "node:readline/promises";
import { runCli } from "./cli/run-cli.ts";
import type { Terminal } from "./cli/terminal.ts";
import { ConfigurationError } from "./core/findings/errors.ts";
import { version } from "./generated/version.ts";

export { applyOverride } from "./entrypoints/apply-override.ts";
export { auditReport } from "./entrypoints/audit-report.ts";
export { gate } from "./entrypoints/gate.ts";
export { openRemediation } from "./entrypoints/open-remediation.ts";
export { requestBypass } from "./entrypoints/request-bypass.ts";
export { validateBypass } from "./entrypoints/validate-bypass.ts";

/** The command line as a process: what `bin/qms-bypass.mjs` calls. The only place that touches the process. */
export async function main(): Promise<void> {
  const terminal = openTerminal();
  try {
    process.exitCode = await runCli(process.argv.slice(2), terminal.terminal, version);
  } catch (error) {
    // Everything expected became a sentence before this; what is left is a bug, and says so. Exit 2: never mistaken for allowed.
    process.stderr.write(
      `bug in qms-bypass ${version}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 2;
  } finally {
    terminal.close();
  }
}

function openTerminal(): { terminal: Terminal; close: () => void } {
  // A reader that has seen enough (head, less) closes the pipe: no reason for a stack trace, and none to end before the verdict is there.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return;
      // Half a result is none: exit 1 would be a verdict.
      if (stream === process.stdout) {
        process.stderr.write(
          `error The result could not be written: ${error.message}\n  → Give it a place with room, and run the command again.\n`,
        );
      }
      process.exit(2);
    });
  }
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true;
  let reader: ReturnType<typeof createInterface> | null = null;
  const ask = async (question: string): Promise<string> => {
    reader ??= createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await reader.question(question);
    } catch (error) {
      // Ctrl+C and Ctrl+D are answers, too.
      if (!(error instanceof Error) || error.name !== "AbortError") throw error;
      throw new ConfigurationError(
        "The questions were not answered, so nothing was written.",
        "Run the command again; --from FILE keeps answers in a file.",
      );
    }
  };
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    cwd: process.cwd(),
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb",
    width: Math.min(Math.max(process.stdout.columns ?? 100, 60), 120),
    ask: interactive ? ask : null,
    ...(process.stderr.isTTY === true
      ? { progress: (doing: string | null) => process.stderr.write(`\r\u001b[K${doing === null ? "" : `${doing} …`}`) }
      : {}),
  };
  return { terminal, close: () => reader?.close() };
}
