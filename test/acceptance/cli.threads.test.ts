import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { git, type Run, root, runNode, temporaryFolder } from "./process.ts";

/** So many that the shipped program reads them in a second thread. */
const COUNT = 600;

const idOf = (index: number): string =>
  `BYPASS-L1-20260309-12${String(Math.floor(index / 60)).padStart(2, "0")}${String(index % 60).padStart(2, "0")}`;

/** A registry whose manifests are read, three of them as no manifests. */
function registry(): string {
  const folder = temporaryFolder();
  const manifests = join(folder, ".qms/bypasses");
  mkdirSync(manifests, { recursive: true });
  for (let index = 0; index < COUNT; index++) {
    writeFileSync(join(manifests, `${idOf(index)}.yml`), `id: ${idOf(index)}\nrequested_by: dev-${index}\n`);
  }
  writeFileSync(join(manifests, `${idOf(7)}.yml`), "id: [not closed\n");
  writeFileSync(join(manifests, `${idOf(8)}.yml`), `id: ${idOf(9)}\n`);
  writeFileSync(join(manifests, `${idOf(599)}.yml`), Buffer.from([0xff, 0xfe]));
  git(folder, "init", "-q", "-b", "qms");
  git(folder, "add", "-A");
  git(folder, "commit", "-qm", "Registry");
  return folder;
}

/** The program as somebody copied it; what stands in the place of its second thread, if anything. */
function copied(worker: string | null): string {
  const folder = temporaryFolder();
  for (const name of ["bin", "dist", "package.json"]) cpSync(`${root}${name}`, join(folder, name), { recursive: true });
  const path = join(folder, "dist/manifest-worker.js");
  rmSync(path);
  if (worker !== null) writeFileSync(path, worker);
  return join(folder, "bin/qms-bypass.mjs");
}

test.skipIf(availableParallelism() < 2)(
  "many manifests: the same words with a second thread and without; one that breaks is no verdict",
  () => {
    const folder = registry();
    const verify = (program: string): Run => {
      const run = runNode([program, "verify", "--format", "json"], folder);
      return { ...run, out: run.out.replace(/"as_of": "[^"]*"/, '"as_of": "now"') };
    };
    const shipped = verify(`${root}bin/qms-bypass.mjs`);
    const alone = verify(copied(null));
    for (const index of [7, 8, 599]) expect(alone.out).toContain(`${idOf(index)}.yml`);
    expect(shipped).toEqual(alone);
    // That the first one had a second thread: the file beside the program is what runs.
    const broken = verify(copied(`throw new Error("the thread of ${pathToFileURL(folder).pathname} is broken");\n`));
    expect(broken.out).toBe("");
    expect(broken.err).toContain("is broken");
    expect([0, 1]).not.toContain(broken.code);
  },
  60_000,
);
