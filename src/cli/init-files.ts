import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../core/findings/errors.ts";

/** Files of a template folder, by path; none where the folder is missing. */
export function readTemplates(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const walk = (at: string): void => {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else files.set(path, readFileSync(join(folder, path), "utf8"));
    }
  };
  walk("");
  return new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** What is there now; null: nothing. A link could lead out of the clone and is not followed. */
export function readPlace(root: string, path: string): string | null {
  const parts = path.split("/");
  for (let end = 1; end <= parts.length; end++) {
    const part = parts.slice(0, end).join("/");
    const state = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (state === undefined) return null;
    if (end < parts.length ? !state.isDirectory() : !state.isFile())
      throw new ConfigurationError(
        `${part} in the working tree is a link, or no ${end < parts.length ? "folder" : "file"}.`,
        "Move it away, then run init again.",
      );
  }
  return readFileSync(join(root, path), "utf8");
}

/** Writes a file that is not there; never over one that came in between. */
export function writePlace(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { flag: "wx" });
}
