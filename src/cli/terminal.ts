import type { Paint, Style } from "../core/text/layout.ts";

/** The process as commands see it; tests give their own. stdout is only the result, everything else goes to stderr. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly cwd: string;
  readonly color: boolean;
  readonly width: number;
  /** Asks the person at the terminal; null where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Shows what is being done on a line that the next one replaces, null takes it away. Absent: stderr is no terminal. */
  readonly progress?: (doing: string | null) => void;
}

const codes: Readonly<Record<Style, string>> = { strong: "1", good: "32", bad: "31", warn: "33", dim: "2" };

/** Colours by ANSI codes, or none. Colour is never the only signal. */
export function painter(color: boolean): Paint {
  return color ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : (_, text) => text;
}
