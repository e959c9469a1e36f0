/** One `::name key=value,…::data` of a step's output, unescaped. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What the runner listens to; anything else that looks like a command is text. */
const registered = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

/** In the runner's order: the percent sign comes last, so that `%250A` stays a text. */
function unescapeCodes(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((result, [code, plain]) => result.replaceAll(code, plain), text);
}

const lines = [
  ["%0D", "\r"],
  ["%0A", "\n"],
] as const;
const percent = ["%25", "%"] as const;
const dataCodes = [...lines, percent];
const propertyCodes = [...lines, ["%3A", ":"], ["%2C", ","], percent] as const;
const oldCodes = [["%3B", ";"], ...lines, ["%5D", "]"], percent] as const;

function command(
  info: string,
  separator: string,
  data: string,
  codes: {
    readonly property: typeof propertyCodes | typeof oldCodes;
    readonly data: typeof dataCodes | typeof oldCodes;
  },
): WorkflowCommand | null {
  const space = info.indexOf(" ");
  const name = space < 0 ? info : info.slice(0, space);
  if (!registered.has(name.toLowerCase())) return null;
  const properties: Record<string, string> = {};
  for (const pair of space < 0
    ? []
    : info
        .slice(space + 1)
        .trim()
        .split(separator)) {
    const at = pair.indexOf("=");
    // The runner drops a property without a value.
    if (at > 0 && at < pair.length - 1)
      properties[pair.slice(0, at)] = unescapeCodes(pair.slice(at + 1), codes.property);
  }
  return { name: name.toLowerCase(), properties, data: unescapeCodes(data, codes.data) };
}

/**
 * A line of output as the runner reads it: `::…::` at its start, or the older `##[…]` anywhere in it. Null: text.
 * Source: actions/runner, ActionCommand.cs. The older form is why foreign text in a log is dangerous even after a prefix.
 */
export function parseCommand(line: string): WorkflowCommand | null {
  const text = line.trimStart();
  const end = text.startsWith("::") ? text.indexOf("::", 2) : -1;
  const current =
    end < 0
      ? null
      : command(text.slice(2, end), ",", text.slice(end + 2), { property: propertyCodes, data: dataCodes });
  if (current !== null) return current;
  const start = line.indexOf("##[");
  const close = start < 0 ? -1 : line.indexOf("]", start);
  return close < 0
    ? null
    : command(line.slice(start + 3, close), ";", line.slice(close + 1), { property: oldCodes, data: oldCodes });
}
