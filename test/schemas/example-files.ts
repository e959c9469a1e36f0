import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hasErrors } from "../../src/core/document/read-document.ts";
import type { CompiledPolicy } from "../../src/core/procedure/compiled-policy.ts";
import { readDefaultPolicy, readPolicy } from "../../src/core/procedure/read-policy.ts";

/** schemas/examples/ as the engine's tests see it: the bytes, and what the header of a file says about it. */
export interface ExampleFile {
  /** e.g. `policy/invalid/unknown-level.yml` */
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const folder = fileURLToPath(new URL("../../schemas/examples/", import.meta.url));

export function readExample(path: string): ExampleFile {
  return { path, name: path.slice(path.lastIndexOf("/") + 1), bytes: readFileSync(`${folder}${path}`) };
}

/** All files of a folder with one extension, sorted. */
export function examplesIn(path: string, extension: ".yml" | ".json"): ExampleFile[] {
  return readdirSync(`${folder}${path}`)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => readExample(`${path}/${name}`));
}

/** `# key: value` of the comment lines at the top, or null. A byte order mark may come first. */
export function headerOf(file: ExampleFile, key: string): string | null {
  for (const line of new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(file.bytes)
    .replace(/^\uFEFF/, "")
    .split("\n")) {
    if (!line.startsWith("#") && !line.startsWith("%")) return null;
    if (line.startsWith(`# ${key}: `)) return line.slice(key.length + 4).trim();
  }
  return null;
}

/** Codes that an invalid example promises: its first line, or the file beside a JSON. */
export function expectedCodes(file: ExampleFile): string[] {
  const text = file.path.endsWith(".json")
    ? readFileSync(`${folder}${file.path.replace(/\.json$/, ".expect")}`, "utf8")
    : (headerOf(file, "expect") ?? "");
  return [...new Set(text.trim().split(/\s+/).filter(Boolean))].sort();
}

/** A policy among the examples, compiled; without a name the built-in one. */
export function examplePolicy(path: string | null): CompiledPolicy {
  const reading = path === null ? readDefaultPolicy() : readPolicy(readExample(path).bytes, path);
  if (reading.compiled === null || hasErrors(reading.findings)) {
    throw new Error(`${path} cannot be used: ${JSON.stringify(reading.findings)}`);
  }
  return reading.compiled;
}
