import { forTerminal } from "../core/text/escape.ts";
import { type Paint, wrap } from "../core/text/layout.ts";

/** Tells the demo to a person: who does what, and what they would see. */
export interface Narrator {
  /** A chapter. */
  title(text: string): void;
  /** What somebody does. */
  act(who: string, text: string): void;
  /** What GitHub or the action answers. */
  see(text: string, style?: "good" | "bad" | "warn" | "dim"): void;
  /** Output of a command, as it is. */
  raw(text: string): void;
}

export function narrate(out: (text: string) => void, paint: Paint, width: number): Narrator {
  let chapter = 0;
  return {
    title: (text) => {
      chapter += 1;
      out(`\n${paint("strong", `${chapter}. ${text}`)}\n`);
    },
    act: (who, text) => out(`  ${paint("strong", who.padEnd(6))} ${wrap(forTerminal(text), width - 9, "         ")}\n`),
    see: (text, style) => {
      const shown = wrap(forTerminal(text), width - 9, "           ");
      out(`         ${paint("dim", "│")} ${style === undefined ? shown : paint(style, shown)}\n`);
    },
    raw: (text) => out(text.replace(/^(?=.)/gm, "         ").replace(/\n*$/, "\n")),
  };
}
