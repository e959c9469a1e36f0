import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UnavailableError } from "../../core/findings/errors.ts";
import type { Files } from "../../ports.ts";

/** The disk. Links are told, not followed: a manifest must be what it looks like. */
export const nodeFiles: Files = {
  async read(path) {
    try {
      const stat = await lstat(path);
      if (stat.isSymbolicLink()) return { kind: "link", bytes: new Uint8Array() };
      if (stat.isDirectory()) return { kind: "folder", bytes: new Uint8Array() };
      if (!stat.isFile()) return { kind: "other", bytes: new Uint8Array() };
      return { kind: "file", bytes: await readFile(path) };
    } catch (error) {
      if (isMissing(error)) return null;
      throw new UnavailableError(`${path} cannot be read (${codeOf(error)}).`, "Check the path and its permissions.", {
        cause: error,
      });
    }
  },
  async list(path) {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    } catch (error) {
      if (isMissing(error)) return null;
      throw new UnavailableError(`${path} cannot be read (${codeOf(error)}).`, "Check the path and its permissions.", {
        cause: error,
      });
    }
  },
  async create(path, text) {
    await makeFolder(dirname(path));
    try {
      await writeFile(path, text, { flag: "wx" });
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw new UnavailableError(
        `${path} cannot be written (${codeOf(error)}).`,
        "Check the folder and its permissions.",
        { cause: error },
      );
    }
  },
  async replace(path, text) {
    const draft = `${path}.${process.pid}.tmp`;
    await makeFolder(dirname(path));
    try {
      await writeFile(draft, text, { flag: "wx", flush: true });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new UnavailableError(
        `${path} cannot be written (${codeOf(error)}).`,
        "Check the folder and its permissions.",
        { cause: error },
      );
    }
  },
};

/** @throws UnavailableError where a file is in the way: it is not what was to be written, so it is told by the name of the folder */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const fix = "Check the path and its permissions: a file may be in the way.";
    throw new UnavailableError(`The folder ${folder} cannot be made (${codeOf(error)}).`, fix, { cause: error });
  }
}

export function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(codeOf(error));
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown";
}
