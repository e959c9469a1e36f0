import { parseCommand, type WorkflowCommand } from "./workflow-commands.ts";

/** What GitHub shows at a file, or at the run where `file` is null. Lines and columns count from 1. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly file: string | null;
  readonly line: number | null;
  readonly col: number | null;
  readonly endLine: number | null;
  readonly title: string | null;
  readonly message: string;
}

export interface StepLog {
  /** The lines that are no commands. Not masked, so that a test sees what the runner would have to hide. */
  readonly text: string;
  readonly annotations: readonly Annotation[];
  readonly masked: readonly string[];
}

/** Commands that the runner disabled or deprecated: an action that sends one is wrong, or prints foreign text. */
const refused = new Set(["set-env", "add-path", "set-output", "save-state", "add-matcher", "remove-matcher", "echo"]);

const isLevel = (name: string): name is Annotation["level"] =>
  name === "error" || name === "warning" || name === "notice";

const count = (value: string | undefined): number | null =>
  value !== undefined && /^\d+$/.test(value) ? Number(value) : null;

function annotation(level: Annotation["level"], { properties, data }: WorkflowCommand): Annotation {
  const { file, line, col, endLine, title } = properties;
  return {
    level,
    file: file ?? null,
    line: count(line),
    col: count(col),
    endLine: count(endLine),
    title: title ?? null,
    message: data,
  };
}

/** Reads what a step printed, line by line, as the runner does. Throws for a command that no action of ours may send. */
export function readStepLog(printed: string): StepLog {
  const text: string[] = [];
  const annotations: Annotation[] = [];
  const masked: string[] = [];
  let stopped: string | null = null;
  for (const line of printed.split(/\r?\n/)) {
    if (stopped !== null) {
      if (line.trim() === `::${stopped}::`) stopped = null;
      else text.push(line);
      continue;
    }
    const command = parseCommand(line);
    if (command === null) text.push(line);
    else if (isLevel(command.name)) annotations.push(annotation(command.name, command));
    else if (command.name === "add-mask") masked.push(command.data);
    else if (command.name === "stop-commands") stopped = command.data;
    else if (refused.has(command.name)) throw new Error(`the action sent ::${command.name}:: in the line ${line}`);
  }
  return { text: text.join("\n").trimEnd(), annotations, masked };
}
