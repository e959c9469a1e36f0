import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Narrator } from "./narrator.ts";
import type { AskedRequest, Walk } from "./open-walk.ts";
import type { Play } from "./play-bypass.ts";

/** What every act of the demo plays on. */
export interface Stage {
  readonly walk: Walk;
  readonly play: Play;
  readonly tell: Narrator;
  /** Folder of everything that is left behind. */
  readonly dir: string;
}

/** Something did not go as the demo says it goes: then the program is wrong, not the viewer. */
class DemoFailure extends Error {}

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new DemoFailure(`The demo did not go as it says: ${otherwise}.`);
}

/** What people saw of a request, one file each. */
export function keepPages({ dir }: Stage, asked: AskedRequest, pages: Readonly<Record<string, string>>): void {
  mkdirSync(join(dir, "pages"), { recursive: true });
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(dir, "pages", `${asked.id}-${name}.md`), text);
}

/** The row of a table that names a code, without its markup. */
export function findRow(markdown: string, code: string): string {
  const row = markdown.split("\n").find((line) => line.includes(`\`${code}\``)) ?? "";
  const cells = row.split("|").map((cell) => cell.trim());
  return cells
    .slice(3, 5)
    .join(" ")
    .replaceAll("\\", "")
    .replaceAll(/&#?\w+;/g, "");
}
