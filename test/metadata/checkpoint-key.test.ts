import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSignerKey, readVerifierKey } from "../../src/core/signatures/note-key.ts";
import { root } from "./source-files.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-checkpoint-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the block of docs/guides/admin.md makes a key pair that the job and verify take, the secret for its owner alone", () => {
  const page = readFileSync(`${root}docs/guides/admin.md`, "utf8");
  const [, block = ""] = /^ {3}```sh\n( {3}\(umask [\s\S]*?)^ {3}```$/m.exec(page) ?? [];
  const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", block.replace(/^ {3}/gm, "")], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
  });
  expect([status, stdout], stderr).toEqual([0, ""]);
  const file = join(folder, "checkpoint-key.secret");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const signer = readSignerKey(readFileSync(file, "utf8").trim());
  const verifier = stderr.trim();
  expect(readVerifierKey(verifier)).toMatchObject({ name: "github.com/acme/shop/qms-ledger" });
  expect(signer).toMatchObject({ verifier });
});
