import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Finding } from "../../../src/core/findings/finding.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import type { CompiledPolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";

export type BaseLevel = "L1" | "L2" | "L3" | "EMERGENCY";

const folder = fileURLToPath(new URL("../../../schemas/examples/", import.meta.url));
const ids: Readonly<Record<BaseLevel, string>> = {
  L1: "BYPASS-L1-20260302-090000",
  L2: "BYPASS-L2-20260303-101500",
  L3: "BYPASS-L3-20260305-073000",
  EMERGENCY: "BYPASS-EM-20260312-021800",
};

/** Text of a valid manifest of each level, without its first comment. */
export function baseManifest(level: BaseLevel): string {
  return readFileSync(`${folder}manifest/valid/${ids[level]}.yml`, "utf8").replace(/^#.*\n/, "");
}

/** Replaces one passage; a passage that is not there, or twice, is a mistake of the test. */
export function edit(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} places hold ${JSON.stringify(from)}`);
  return parts.join(to);
}

/** Line and column (from 1) of the first occurrence of a passage. */
export function placeIn(text: string, passage: string): { line: number; column: number } {
  const offset = text.indexOf(passage);
  if (offset < 0) throw new Error(`nothing holds ${JSON.stringify(passage)}`);
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A policy from its text; one with errors is a mistake of the test. */
export function policyOf(text: string): CompiledPolicy {
  const { compiled, findings } = readPolicy(bytesOf(text), "policy.yml");
  if (compiled === null) throw new Error(JSON.stringify(findings));
  return compiled;
}

export const basePolicyText = readFileSync(`${folder}manifest/policy.yml`, "utf8");
export const basePolicy = policyOf(basePolicyText);

export function findingsOf(text: string, policy = basePolicy, path: string | null = null): readonly Finding[] {
  return readManifest(bytesOf(text), path, policy).findings;
}
