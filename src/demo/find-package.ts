import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigurationError } from "../core/findings/errors.ts";

/**
 * The folder of this clone: the sandbox and the actions are files of it, wherever this code runs from (`src/`, `build/`, `dist/`).
 * `build/` and `dist/` have a package.json of their own, hence the name.
 */
export function findPackage(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: unknown }).name === "qms-bypass")
      return folder;
    if (dirname(folder) === folder)
      throw new ConfigurationError(
        `There is no clone of qms-bypass above ${start}.`,
        "Run this from a clone: git clone, then npm ci.",
      );
  }
}
