import { Command, CommanderError, Option } from "commander";
import { ConfigurationError, UnavailableError } from "../core/findings/errors.ts";
import { forTerminal } from "../core/text/escape.ts";
import { cloneCommands, runCloneCommands } from "./commands/clone-commands.ts";
import { type DeadlineOptions, runDeadline } from "./commands/deadline.ts";
import { type DemoOptions, demoCommand, runDemoCommand } from "./commands/demo.ts";
import { type ExplainCommandOptions, runExplain } from "./commands/explain.ts";
import { type InitOptions, initCommand, runInit } from "./commands/init.ts";
import { type NewOptions, newCommand, runNew } from "./commands/new.ts";
import { type RollOverOptions, rollOverCommand, runRollOver } from "./commands/roll-over.ts";
import { runValidate, type ValidateOptions } from "./commands/validate.ts";
import { readFormat } from "./formats.ts";
import { type CommandContext, createContext } from "./options.ts";
import { painter, type Terminal } from "./terminal.ts";

/** Runs the command line. Returns the exit code: 0 ok, 1 findings, refused or pending, 2 usage, configuration or outage. */
export async function runCli(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  let code = 0;
  const program = createProgram(version);
  const context = (command: Command): CommandContext => {
    const options = command.optsWithGlobals();
    const isAsked = command.getOptionValueSourceWithGlobals("format") !== "default";
    return createContext(
      { ...terminal, color: terminal.color && options.color !== false },
      {
        repo: options.repo,
        registryBranch: options.registryBranch,
        ledgerBranch: options.ledgerBranch,
        format: readFormat(command.name(), isAsked ? options.format : null),
        color: options.color !== false,
        quiet: options.quiet === true,
      },
      version,
    );
  };
  const on = (name: string): Command => {
    const found = program.commands.find((command) => command.name() === name);
    if (found === undefined) throw new Error(`no command ${name}`);
    return found;
  };
  on("validate").action(async (files: string[], options: ValidateOptions, command: Command) => {
    code = await runValidate(files, options, context(command));
  });
  on("explain").action(async (options: ExplainCommandOptions, command: Command) => {
    code = await runExplain(options, context(command));
  });
  on("deadline").action(async (options: DeadlineOptions, command: Command) => {
    code = await runDeadline(options, context(command));
  });
  on("new").action(async (options: NewOptions, command: Command) => {
    code = await runNew(options, context(command));
  });
  on("init").action(async (options: InitOptions, command: Command) => {
    code = await runInit(options, context(command));
  });
  on("roll-over").action(async (options: RollOverOptions, command: Command) => {
    code = await runRollOver(options, context(command));
  });
  on("demo").action(async (options: DemoOptions, command: Command) => {
    code = await runDemoCommand(options, context(command));
  });
  runCloneCommands(on, context, (result) => {
    code = result;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    });
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    // Commander has written its own sentence already; help and version are results, everything else is wrong usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof ConfigurationError || error instanceof UnavailableError) {
      const paint = painter(terminal.color);
      terminal.err(`${paint("bad", "error")} ${forTerminal(error.message)}\n  → ${forTerminal(error.fix)}\n`);
      return 2;
    }
    throw error;
  }
}

/** The commands with their options and examples; `docs/reference/cli.md` is generated from it. */
export function createProgram(version: string): Command {
  const program = new Command("qms-bypass")
    .description("Governed break-glass for GitHub: decide, record and follow up a bypass of required checks.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "show help")
    .helpCommand(false)
    .showHelpAfterError("(--help shows the options, with an example)")
    .configureHelp({ showGlobalOptions: true })
    .addOption(new Option("--repo <dir>", "the clone to read").default("."))
    .addOption(new Option("--registry-branch <name>", "branch of policy, people and manifests").default("qms"))
    .addOption(new Option("--ledger-branch <name>", "branch of the ledger").default("qms-ledger"))
    .addOption(new Option("--format <format>", "form of the result").default("text", "text; of kpi json"))
    .addOption(new Option("--no-color", "no colours"))
    .addOption(new Option("--quiet", "only the result"))
    .addHelpText("after", "\nExample:\n  qms-bypass validate .qms/bypasses/2026/11/BYPASS-L1-20261123-091500.yml\n");
  const add = (name: string, description: string, example: string): Command =>
    program
      .command(name)
      .description(description)
      .helpOption("--help", "show help")
      .configureHelp({ showGlobalOptions: true })
      .addHelpText("after", `\nExample:\n${example.replace(/^/gm, "  ")}\n`);
  add(
    "validate",
    "Check manifests, policy.yml, people.yml, amendments and facts: all findings with file, line and column. Without FILE: the whole registry of the clone.",
    "qms-bypass validate .qms/bypasses/2026/11/BYPASS-L1-20261123-091500.yml\nqms-bypass validate --format sarif > findings.sarif",
  )
    .argument("[FILE...]", "files to check")
    .option("--policy <file>", "policy to judge manifests by (default: the registry's, else the built-in one)");
  add(
    "explain",
    "Show the decision for a facts file: who approved, what counts, what is missing and who can give it.",
    "qms-bypass explain --facts facts.json\nqms-bypass explain --facts facts.json --as-if approve:qin --format markdown",
  )
    .requiredOption("--facts <file>", "facts of the pull request (qms.facts/v1, JSON)")
    .option("--manifest <file>", "the manifest (default: the file that the facts name)")
    .option("--policy <file>", "policy.yml (default: the registry's, else the built-in one)")
    .option("--people <file>", "people.yml (default: the registry's)")
    .option(
      "--as-if <review>",
      "add a review that nobody wrote: approve:PERSON, request-changes:PERSON or dismiss:PERSON; repeatable",
      (value: string, all: string[]) => [...all, value],
      [],
    );
  add(
    "deadline",
    "Count business days by the policy's calendar: the local due date and the exclusive UTC instant.",
    "qms-bypass deadline --start 2026-11-20T17:59:00Z --business-days 5",
  )
    .requiredOption("--start <instant>", "where the count starts, e.g. 2026-11-23T09:15:00Z")
    .requiredOption("--business-days <n>", "how many")
    .option("--policy <file>", "policy.yml with the calendar (default: the registry's, else the built-in one)");
  initCommand(add);
  newCommand(add);
  demoCommand(add);
  cloneCommands(add);
  rollOverCommand(add);
  return program;
}
