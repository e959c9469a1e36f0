import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JudgedCommit, judgeSignature } from "../../../src/core/signatures/judge-signature.ts";
import { readTrust } from "../../../src/core/signatures/read-trust.ts";
import type { TrustRoots } from "../../../src/core/signatures/trust-roots.ts";
import { armor, pgpSigner, type Signer, sshSigner, withSignature } from "../../support/signing.ts";

const OID = "a".repeat(40);
const commit = (message = "one") =>
  `tree ${"4".repeat(40)}\nparent ${"5".repeat(40)}\nauthor App <app@example.com> 1772442000 +0000\ncommitter GitHub <noreply@github.com> 1772442000 +0000\n\n${message}\n`;

/** Roots of the folder that holds these files. */
function rootsOf(files: Readonly<Record<string, string>>): TrustRoots {
  return readTrust(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
}

const signed = (signer: Signer, payload = commit()) => withSignature(payload, signer.sign(Buffer.from(payload)));
const judge = (bytes: Uint8Array, files: Readonly<Record<string, string>>, oid = OID): JudgedCommit =>
  judgeSignature(bytes, oid, rootsOf(files));
const changed = (bytes: Buffer, from: string, to: string) =>
  Buffer.from(bytes.toString("latin1").replace(from, to), "latin1");

const signers: readonly { readonly name: string; readonly file: string; readonly make: () => Signer }[] = [
  { name: "SSH Ed25519", file: "allowed_signers", make: () => sshSigner() },
  { name: "SSH Ed25519, SHA-256", file: "allowed_signers", make: () => sshSigner({ hash: "sha256" }) },
  { name: "SSH ECDSA P-256", file: "allowed_signers", make: () => sshSigner({ kind: "ecdsa-256" }) },
  { name: "SSH ECDSA P-384", file: "allowed_signers", make: () => sshSigner({ kind: "ecdsa-384" }) },
  { name: "SSH ECDSA P-521", file: "allowed_signers", make: () => sshSigner({ kind: "ecdsa-521" }) },
  { name: "SSH RSA, SHA-256", file: "allowed_signers", make: () => sshSigner({ kind: "rsa-256" }) },
  { name: "SSH RSA, SHA-512", file: "allowed_signers", make: () => sshSigner({ kind: "rsa-512" }) },
  { name: "OpenPGP RSA", file: "web-flow.asc", make: () => pgpSigner() },
  { name: "OpenPGP RSA, SHA-256", file: "a.asc", make: () => pgpSigner({ hash: "sha256" }) },
  { name: "OpenPGP EdDSA", file: "a.asc", make: () => pgpSigner({ kind: "eddsa" }) },
  { name: "OpenPGP ECDSA P-256", file: "a.asc", make: () => pgpSigner({ kind: "ecdsa-256", hash: "sha256" }) },
  { name: "OpenPGP ECDSA P-521", file: "a.asc", make: () => pgpSigner({ kind: "ecdsa-521" }) },
  { name: "OpenPGP signing subkey", file: "a.asc", make: () => pgpSigner({ kind: "eddsa", subkey: true }) },
];

describe("a signature counts over just its bytes, by just its key", () => {
  test.each(signers)("$name", ({ file, make }) => {
    const [signer, other] = [make(), make()];
    const bytes = signed(signer);
    const trust = { [file]: signer.trust };
    expect(rootsOf(trust).problems).toEqual([]);
    expect(judge(bytes, trust)).toMatchObject({ state: "good", author: "App <app@example.com> 1772442000 +0000" });
    expect(judge(changed(bytes, "\n\none", "\n\nOne"), trust).state).toBe("invalid");
    expect(judge(changed(bytes, "tree 4", "tree 5"), trust).state).toBe("invalid");
    expect(judge(withSignature(commit("two"), signer.sign(Buffer.from(commit()))), trust).state).toBe("invalid");
    expect(judge(bytes, { [file]: other.trust }).state).toBe("foreign");
    expect(judge(signed(other), trust).state).toBe("foreign");
    expect(judge(Buffer.from(commit()), trust).state).toBe("unsigned");
  });
});

describe("what a trusted key is named by, and did not say", () => {
  const ssh = sshSigner();
  test.each([
    { name: "SSH for another purpose", signer: { ...sshSigner({ namespace: "file" }) }, problem: '"file"' },
    { name: "OpenPGP over SHA-1", signer: pgpSigner({ hash: "sha1" }), problem: "digest" },
    { name: "OpenPGP of a text", signer: pgpSigner({ type: 1 }), problem: "type 1" },
  ])("$name", ({ signer, problem }) => {
    const file = signer.trust.startsWith("-") ? "a.asc" : "allowed_signers";
    expect(judge(signed(signer), { [file]: signer.trust })).toMatchObject({
      state: "invalid",
      problem: expect.stringContaining(problem),
    });
  });

  test("a second signature makes both count for nothing", () => {
    const twice = withSignature(signed(ssh).toString("latin1"), sshSigner().sign(Buffer.from("x")));
    expect(judge(twice, { allowed_signers: ssh.trust })).toMatchObject({ state: "unreadable" });
  });

  test("the header of a SHA-256 repository is another one", () => {
    const bytes = withSignature(commit(), ssh.sign(Buffer.from(commit())), "gpgsig-sha256");
    expect(judge(bytes, { allowed_signers: ssh.trust }).state).toBe("unsigned");
    expect(judge(bytes, { allowed_signers: ssh.trust }, "a".repeat(64)).state).toBe("good");
  });

  test("a signature in the message is a text", () => {
    const bytes = Buffer.from(commit(`one\ngpgsig ${ssh.sign(Buffer.from(commit()))}`));
    expect(judge(bytes, { allowed_signers: ssh.trust }).state).toBe("unsigned");
  });

  test.each([
    ["S/MIME", "-----BEGIN SIGNED MESSAGE-----\nAAAA\n-----END SIGNED MESSAGE-----\n"],
    ["cut", ssh.sign(Buffer.from(commit())).slice(0, 120)],
    ["nothing in it", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"],
    ["no Base64", "-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----\n"],
    ["bytes behind its end", armor("SSH SIGNATURE", Buffer.from("SSHSIG\0\0\0\x01"))],
    [
      "a length of 4 GB",
      armor("SSH SIGNATURE", Buffer.concat([Buffer.from("SSHSIG\0\0\0\x01"), Buffer.alloc(4, 255)])),
    ],
    ["an OpenPGP length in parts", armor("PGP SIGNATURE", Buffer.of(0xc2, 0xe1, 0, 0), "\n")],
    ["megabytes", armor("PGP SIGNATURE", Buffer.alloc(3_000_000), "\n")],
  ])("unreadable: %s", (_, armored) => {
    expect(judge(withSignature(commit(), armored), { allowed_signers: ssh.trust }).state).toBe("unreadable");
  });
});

describe("whatever stands in a commit: never a crash, never good", () => {
  const both = [sshSigner({ kind: "ecdsa-256" }), sshSigner(), pgpSigner({ kind: "eddsa" })];
  const files = {
    allowed_signers: both
      .slice(0, 2)
      .map(({ trust }) => trust)
      .join(""),
    "a.asc": both[2]?.trust ?? "",
  };
  const roots = rootsOf(files);

  test("a signed commit with some bytes changed", () => {
    const changes = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...both), changes, (signer, list) => {
        const bytes = signed(signer);
        const intact = Buffer.from(bytes);
        for (const [at, by] of list) bytes[at % bytes.length] = ((bytes[at % bytes.length] ?? 0) ^ by) & 0xff;
        const judged = judgeSignature(bytes, OID, roots);
        // Base64 and armor have spare bits and spellings: what was signed and by whom must still be the same bytes.
        if (judged.state === "good") expect(payloadOf(bytes)).toBe(payloadOf(intact));
      }),
      { numRuns: 2000 },
    );
  });

  test("any bytes in the armor", () => {
    const label = fc.constantFrom("SSH SIGNATURE", "PGP SIGNATURE");
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 100 }).map((tail) => Buffer.concat([Buffer.from("SSHSIG\0\0\0\x01"), tail])),
      fc.uint8Array({ maxLength: 100 }).map((tail) => Buffer.concat([Buffer.of(0xc2, tail.length), tail])),
    );
    fc.assert(
      fc.property(label, bytes, (name, content) => {
        const judged = judgeSignature(withSignature(commit(), armor(name, Buffer.from(content), "\n")), OID, roots);
        expect(judged.state).not.toBe("good");
      }),
      { numRuns: 2000 },
    );
  });

  test("trusted keys with some bytes changed never make another key count", () => {
    const stranger = sshSigner();
    const changes = fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, fc.constantFrom("allowed_signers", "a.asc"), (list, name) => {
        const bytes = Buffer.from(files[name as keyof typeof files]);
        for (const [at, by] of list) bytes[at % bytes.length] = ((bytes[at % bytes.length] ?? 0) ^ by) & 0xff;
        const judged = judgeSignature(signed(stranger), OID, readTrust(new Map([[name, bytes]])));
        expect(judged.state).toBe("foreign");
      }),
      { numRuns: 2000 },
    );
  });

  test("any bytes as a file of keys", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (content, armored) => {
        const bytes = armored ? Buffer.from(armor("PGP PUBLIC KEY BLOCK", Buffer.from(content), "\n")) : content;
        expect(
          readTrust(
            new Map([
              ["a.asc", bytes],
              ["allowed_signers", bytes],
            ]),
          ).keys,
        ).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

/** The commit without its signature, by a way of its own. */
function payloadOf(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/^gpgsig .*\n(?: .*\n)*/m, "");
}
