import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's folder, with `/` at the end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface SourceFile {
  /** From the repository's folder, e.g. `src/core/time/zone.ts`. */
  readonly path: string;
  readonly text: string;
}

/** All TypeScript files below a folder, sorted. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll("//", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, "utf8") }));
}

/**
 * The code alone: comments and the words inside strings, templates and regular expressions become blanks of the same length, so that
 * offsets stay. What stands in `${…}` of a template is code and stays. Good enough for our own style, which biome keeps in form.
 */
export function codeOf(text: string): string {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}]|\{[^{}]*\})*\})*`|(?<=[=(,:!&|?{}\n[;]\s*)\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;
  const blank = (part: string): string => part.replace(/[^\n]/g, " ");
  return text.replace(token, (part) => {
    if (!part.startsWith("`")) return blank(part);
    let result = "";
    let last = 0;
    for (const inner of part.matchAll(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g)) {
      result += `${blank(part.slice(last, inner.index))}  ${codeOf(inner[1] ?? "")} `;
      last = inner.index + inner[0].length;
    }
    return result + blank(part.slice(last));
  });
}

/** Everything that a file imports or re-exports, as written, types included. */
export function importsOf({ text }: SourceFile): string[] {
  const statements = /^\s*(?:import|export)\s[^;]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
  return [...text.matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
