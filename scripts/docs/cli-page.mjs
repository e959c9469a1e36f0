// docs/reference/cli.md, and the table of commands in the README: from the command line's own definition.
import { code, pageMark, prose, table } from "./markdown.mjs";

const width = 100;

/** @param {import("commander").Command} program */
export function renderCliPage(program) {
  const all = [program, ...program.commands];
  const sections = all.map((command) => {
    const name = command === program ? program.name() : `${program.name()} ${command.name()}`;
    return `## ${name}\n\n${prose(command.description())}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``;
  });
  return `${pageMark}
# Command line

${code("qms-bypass")} is ${code("node bin/qms-bypass.mjs")}; it works from a clone without installing.
What follows is what ${code("--help")} prints.

Exit codes: 0 ok or approved · 1 findings, refused or pending · 2 wrong usage, configuration or outage.
The standard output is only the result; everything else goes to the standard error output.

${sections.join("\n\n")}
`;
}

/** The help as a terminal of a fixed width shows it, with the texts that are added after it. */
function helpOf(command) {
  const lines = [];
  command.configureOutput({
    writeOut: (text) => lines.push(text),
    getOutHelpWidth: () => width,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return lines.join("").trimEnd();
}

/** @param {import("commander").Command} program */
export function renderCommandTable(program) {
  return table(
    ["Command", "What it does"],
    program.commands.map((command) => [code(command.name()), prose(command.description())]),
  );
}
