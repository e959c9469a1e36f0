import { existsSync } from "node:fs";

/** A file of this repository, from TypeScript sources and from build/sandbox alike. */
export function repositoryFile(path: string): URL {
  let folder = new URL(".", import.meta.url);
  for (;;) {
    const found = new URL(path, folder);
    if (existsSync(new URL("package.json", folder)) && existsSync(found)) return found;
    const parent = new URL("..", folder);
    if (parent.href === folder.href) throw new Error(`${path} was not found above ${import.meta.url}`);
    folder = parent;
  }
}
