import { mkdtempSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { readManifestsBeside } from "../../../src/adapters/threads/read-manifests-beside.ts";
import { readManifestVersion } from "../../../src/core/audit/manifest-name.ts";
import type { ManifestReader } from "../../../src/core/audit/manifest-reader.ts";

const built = new URL("../../../dist/manifest-worker.js", import.meta.url);
const same = (text: string): string => text;
const alone = availableParallelism() < 2;

const opened: ManifestReader[] = [];
afterEach(() => {
  for (const reader of opened.splice(0)) reader.stop();
});

function open(script: URL = built, share = same): ManifestReader {
  const reader = readManifestsBeside(1000, share, script);
  if (reader === null) throw new Error("no thread was started");
  opened.push(reader);
  return reader;
}

/** A thread that does what the text says. */
function scriptOf(text: string): URL {
  const path = join(mkdtempSync(join(tmpdir(), "qms-thread-")), "worker.mjs");
  writeFileSync(path, text);
  return pathToFileURL(path);
}

const manifestOf = (index: number): string => `schema: qms.bypass/v1
id: BYPASS-L1-20260309-12${String(Math.floor(index / 60)).padStart(2, "0")}${String(index % 60).padStart(2, "0")}
requested_by: dev-${index % 7}
checks: [ci/${index % 5}, "lint – 検査"]
target: { pull_request: ${index}, head_sha: ${"a".repeat(40)}, base: main }
incident: { id: INC-${index}, criteria: [OUTAGE] }
`;

/** What people and attackers leave in the place of a manifest. */
const odd: readonly Uint8Array[] = [
  new Uint8Array(),
  Buffer.from("not: [closed"),
  Buffer.from([0xff, 0xfe, 0x00]),
  Buffer.from("a: &a [*a]\n"),
  Buffer.from("\ufeffid: BYPASS-L1-20260309-000001\n"),
  Buffer.from("__proto__: { id: x }\nid: BYPASS-L1-20260309-000001\n"),
  Buffer.from(`${"[".repeat(5000)}`),
  Buffer.from(`id: BYPASS-L1-20260309-000001\nreason: "${"x".repeat(70_000)}"\n`),
  Buffer.from("id: BYPASS-L1-20260309-000001\r\nrequested_by: lea\r\n"),
];

test.skipIf(alone)("the other thread reads the same as this one, whatever stands there", async () => {
  const contents = Array.from({ length: 2000 }, (_, index) => Buffer.from(manifestOf(index)));
  const all = [...contents, ...odd];
  const reader = open();
  for (const [index, bytes] of all.entries()) {
    // As git gives it: a part of something bigger, which is overwritten afterwards.
    const chunk = Buffer.concat([Buffer.from("before"), bytes, Buffer.from("behind")]);
    reader.add(String(index), chunk.subarray(6, 6 + bytes.length));
    chunk.fill(0);
  }
  const read = await reader.end();
  const expected = new Map(all.map((bytes, index) => [String(index), readManifestVersion(bytes, true, same)]));
  expect(read.get("7")?.name).toMatchObject({ id: "BYPASS-L1-20260309-120007", request: { pull: "7" } });
  expect(read).toEqual(expected);
});

test.skipIf(alone)("more than may wait is read here, and nothing is left out or read twice", async () => {
  const big = (index: number): Uint8Array => Buffer.from(`${manifestOf(index)}# ${"x".repeat(60_000)}\n`);
  const reader = open();
  // 36 MB at once, before the other thread can answer.
  for (let index = 0; index < 600; index++) reader.add(String(index), big(index));
  const read = await reader.end();
  expect(read.size).toBe(600);
  for (const [id, version] of read) expect(version).toEqual(readManifestVersion(big(Number(id)), true, same));
});

test.skipIf(alone)("texts that come back are shared as those that were read here", async () => {
  const asked: string[] = [];
  const reader = open(built, (text) => {
    asked.push(text);
    return text.toUpperCase();
  });
  reader.add("one", Buffer.from(manifestOf(1)));
  expect((await reader.end()).get("one")?.name?.request?.requester).toBe("DEV-1");
  expect(asked).toContain("dev-1");
});

test.skipIf(alone)("nothing that was added is nothing that is read", async () => {
  expect(await open().end()).toEqual(new Map());
});

test.skipIf(alone)("a thread that fails is an error, and no shorter answer", async () => {
  const failing = open(scriptOf("throw new Error('out of order')"));
  failing.add("one", Buffer.from(manifestOf(1)));
  await expect(failing.end()).rejects.toThrow("out of order");
  const ending = open(
    scriptOf("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(0));"),
  );
  ending.add("one", Buffer.from(manifestOf(1)));
  await expect(ending.end()).rejects.toThrow("ended by itself");
});

test("few manifests, and a thread that is not there, are no reason to start one", () => {
  expect(readManifestsBeside(499, same, built)).toBeNull();
  expect(readManifestsBeside(1000, same, new URL("absent.js", built))).toBeNull();
  // The sources are run as they are in these tests, without a bundle beside them.
  expect(readManifestsBeside(1000, same)).toBeNull();
});
