import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { judgeSignature } from "../../src/core/signatures/judge-signature.ts";
import { readTrust } from "../../src/core/signatures/read-trust.ts";
import { type PgpKind, pgpSigner, type SshKind, sshSigner } from "../support/signing.ts";
import { newRepository, removeRepository } from "./audit-world.ts";
import { gitBytes, gitIn } from "./fast-import.ts";
import { addSigned } from "./signed-world.ts";

// Two programs that know nothing of each other agree: what git, ssh-keygen and gpg sign we accept, and what our tests sign they accept.
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).error === undefined;
const hasSsh = has("ssh-keygen", "-?");
const hasGpg = has("gpg", "--version");
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

function start(): string {
  const folder = newRepository();
  folders.push(folder);
  gitIn(folder, ["commit", "--quiet", "--allow-empty", "-m", "base"]);
  return folder;
}

/** Our judgement of a branch's head by one file of keys. */
function judge(folder: string, name: string, trust: string) {
  const oid = gitIn(folder, ["rev-parse", "HEAD"]);
  return judgeSignature(
    gitBytes(folder, ["cat-file", "commit", oid]),
    oid,
    readTrust(new Map([[name, Buffer.from(trust)]])),
  );
}

describe.skipIf(!hasSsh)("with ssh-keygen (skipped where there is none)", () => {
  const kinds: readonly SshKind[] = ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-256", "rsa-512"];
  test.each(kinds)("git verifies what the tests sign: %s", (kind) => {
    const folder = start();
    const signer = sshSigner({ kind });
    const file = join(folder, "allowed");
    writeFileSync(file, signer.trust);
    addSigned(folder, "main", { a: "a" }, signer);
    gitIn(folder, ["-c", "gpg.format=ssh", "-c", `gpg.ssh.allowedSignersFile=${file}`, "verify-commit", "main"]);
    expect(judge(folder, "allowed_signers", signer.trust).state).toBe("good");
  });

  test.each([
    ["ed25519", []],
    ["ecdsa", ["-b", "384"]],
    ["rsa", ["-b", "3072"]],
  ] as const)("we verify what git and ssh-keygen sign: %s", (type, more) => {
    const folder = start();
    const key = join(folder, "key");
    spawnSync("ssh-keygen", ["-q", "-t", type, ...more, "-N", "", "-f", key]);
    const sign = ["-c", "gpg.format=ssh", "-c", `user.signingkey=${key}.pub`];
    gitIn(folder, [...sign, "commit", "--quiet", "--allow-empty", "-S", "-m", "Zeile äöü\n\n gpgsig in a text"]);
    const trust = `dev@example.com namespaces="git,file",valid-after="20200101Z" ${readFileSync(`${key}.pub`, "utf8")}`;
    expect(judge(folder, "allowed_signers", trust)).toMatchObject({ state: "good" });
    expect(judge(folder, "allowed_signers", sshSigner().trust).state).toBe("foreign");
  });
});

test.skipIf(!hasSsh)("in a repository of SHA-256 objects the signature has another header", () => {
  const folder = mkdtempSync(join(tmpdir(), "qms-audit-"));
  folders.push(folder);
  gitIn(folder, ["init", "--quiet", "--object-format=sha256", "."]);
  const key = join(folder, "key");
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const sign = ["-c", "gpg.format=ssh", "-c", `user.signingkey=${key}.pub`];
  gitIn(folder, [...sign, "commit", "--quiet", "--allow-empty", "-S", "-m", "one"]);
  expect(gitIn(folder, ["cat-file", "commit", "HEAD"])).toContain("gpgsig-sha256 ");
  expect(judge(folder, "allowed_signers", `dev ${readFileSync(`${key}.pub`, "utf8")}`).state).toBe("good");
});

describe.skipIf(!hasGpg)("with gpg (skipped where there is none)", () => {
  const withHome = <Value>(use: (home: string) => Value): Value => {
    const home = mkdtempSync(join(tmpdir(), "qg-"));
    try {
      return use(home);
    } finally {
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    }
  };
  const gpg = (home: string, args: readonly string[], input = "") => {
    const run = spawnSync(
      "gpg",
      ["--homedir", home, "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", ...args],
      { input },
    );
    expect(run.status, run.stderr.toString()).toBe(0);
    return run.stdout.toString();
  };

  test.each<{ readonly kind: PgpKind; readonly subkey: boolean }>([
    { kind: "rsa", subkey: false },
    { kind: "rsa", subkey: true },
    { kind: "eddsa", subkey: false },
    { kind: "ecdsa-256", subkey: false },
  ])("git and gpg verify what the tests sign: $kind, subkey: $subkey", ({ kind, subkey }) => {
    withHome((home) => {
      const folder = start();
      const signer = pgpSigner({ kind, subkey });
      gpg(home, ["--import"], signer.trust);
      addSigned(folder, "main", { a: "a" }, signer);
      gitIn(folder, ["verify-commit", "main"], "", { GNUPGHOME: home });
      expect(judge(folder, "a.asc", signer.trust).state).toBe("good");
    });
  });

  test.each(["rsa2048", "ed25519", "nistp256"])("we verify what git and gpg sign: %s", (algorithm) => {
    withHome((home) => {
      const folder = start();
      gpg(home, ["--quick-gen-key", "Dev <dev@example.com>", algorithm, "sign", "1y"]);
      gitIn(
        folder,
        ["-c", "user.signingkey=dev@example.com", "commit", "--quiet", "--allow-empty", "-S", "-m", "one"],
        "",
        {
          GNUPGHOME: home,
        },
      );
      const trust = gpg(home, ["--armor", "--export"]);
      const judged = judge(folder, "a.asc", trust);
      expect(judged).toMatchObject({ state: "good", key: { name: "Dev <dev@example.com>", ended: "expired" } });
      if (judged.state === "good") {
        const [{ from, until } = { from: null, until: null }] = judged.key.periods;
        expect(((until ?? 0) - (from ?? 0)) / 86_400_000).toBeCloseTo(365, -1);
      }
    });
  });

  test("a revocation that gpg made", () => {
    withHome((home) => {
      gpg(home, ["--quick-gen-key", "Dev <dev@example.com>", "ed25519", "sign", "never"]);
      const list = gpg(home, ["--list-keys", "--with-colons"]);
      const fingerprint = /^fpr:+([0-9A-F]{40})/m.exec(list)?.[1] ?? "";
      const prepared = readFileSync(join(home, "openpgp-revocs.d", `${fingerprint}.rev`), "utf8").replace(
        ":-----BEGIN",
        "-----BEGIN",
      );
      gpg(home, ["--import"], prepared);
      const { keys, problems } = readTrust(new Map([["a.asc", Buffer.from(gpg(home, ["--armor", "--export"]))]]));
      expect({ problems, keys: keys.map(({ id, periods, ended }) => ({ id, periods, ended })) }).toEqual({
        problems: [],
        keys: [{ id: fingerprint, periods: [], ended: "revoked" }],
      });
    });
  });
});
