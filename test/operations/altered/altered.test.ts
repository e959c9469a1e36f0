import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { EventType } from "../../../src/generated/types/event.ts";
import { readLife } from "./life-on-record.ts";
import { type Measured, measureType } from "./measure.ts";
import { renderMeasured } from "./render-measured.ts";

/**
 * Repositories that the demo, one random life and some walks left behind, played by the actions of d6c633d; those with a letter by the
 * actions of 19cc640f, in which people say everything that a command takes. They stay as they are: a ledger
 * that an earlier build wrote has to pass.
 */
const lives = fileURLToPath(new URL("./lives", import.meta.url));
const page = fileURLToPath(new URL("../../../docs/judged-fields.md", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "qms-altered-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is deserved an hour behind the last record of a life; in any other nothing is wrong. */
const deserved: Readonly<Record<string, readonly string[]>> = { "6-unregistered": ["UNREGISTERED_BYPASS"] };

test("every field of every record of played lives, made another: what verify says is what the reference page says", async () => {
  const measured: Measured[] = [];
  const counts: number[] = [];
  for (const file of readdirSync(lives).filter((name) => name.endsWith(".bundle"))) {
    const name = file.replace(".bundle", "");
    execFileSync("git", ["clone", "--quiet", join(lives, file), join(folder, name)], { stdio: "ignore" });
    const life = await readLife(join(folder, name));
    counts.push(life.events.length);
    const soon = await life.verifyWith(life.events, 3_600_000);
    const errors = soon.findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
    expect([name, ...errors]).toEqual([name, ...(deserved[name] ?? [])]);
    // Late enough for everything that should have followed.
    const late = 30 * 86_400_000;
    const before = await life.verifyWith(life.events, late);
    const known = new Set(measured.map(({ type }) => type));
    const types = [...new Set(life.events.map(({ type }) => type))].filter((type) => !known.has(type)).sort();
    for (const type of types) measured.push(...(await measureType(life, type, before, late)));
  }
  const there = new Set(measured.map(({ type }) => type));
  const absent = everyType().filter((type) => !there.has(type));
  await expect(renderMeasured(measured, { counts, absent: absent.sort() })).toMatchFileSnapshot(page);
}, 900_000);

/** All types of records that there are. */
function everyType(): EventType[] {
  const schema = readFileSync(new URL("../../../schemas/event.schema.json", import.meta.url), "utf8");
  return (JSON.parse(schema) as { $defs: { EventType: { enum: EventType[] } } }).$defs.EventType.enum;
}
