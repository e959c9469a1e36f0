import { describe, expect, test } from "vitest";
import { readTrust } from "../../../src/core/signatures/read-trust.ts";
import { noteKeys } from "../../support/note-keys.ts";
import { pgpSigner, sshSigner } from "../../support/signing.ts";

const read = (name: string, text: string) => readTrust(new Map([[name, Buffer.from(text)]]));
const periodsOf = (name: string, text: string) => read(name, text).keys.map(({ periods }) => periods);
const [, type = "", blob = ""] = sshSigner().trust.trim().split(" ");
const key = `${type} ${blob}`;
const at = (text: string) => Date.parse(text);

describe("allowed_signers", () => {
  test.each([
    ["a key", `a@example.com ${key}`, [{ from: null, until: null }]],
    ["with a comment behind it", `a@example.com,b@example.com ${key} laptop of a`, [{ from: null, until: null }]],
    ["quoted principals", `"a@example.com" ${key}`, [{ from: null, until: null }]],
    ["for git among others", `a namespaces="file,git" ${key}`, [{ from: null, until: null }]],
    [
      "both ends",
      `a valid-after="20260102Z",valid-before="202601030405Z" ${key}`,
      [{ from: at("2026-01-02T00:00:00Z"), until: at("2026-01-03T04:05:00Z") }],
    ],
    [
      "seconds, and no Z",
      `a valid-before="20260103040506" ${key}`,
      [{ from: null, until: at("2026-01-03T04:05:06Z") }],
    ],
    ["upper case", `a VALID-BEFORE="20260103Z" ${key}`, [{ from: null, until: at("2026-01-03T00:00:00Z") }]],
  ])("%s", (_, line, periods) => {
    expect(read("allowed_signers", line).problems).toEqual([]);
    expect(periodsOf("allowed_signers", `# keys\r\n\r\n${line}\r\n`)).toEqual([periods]);
  });

  test.each([
    ["not for git", `a namespaces="file" ${key}`, "not for git"],
    ["a certificate authority", `a cert-authority ${key}`, '"cert-authority" is not known'],
    ["an option that might narrow it", `a verify-required,valid-before="20270101Z" ${key}`, "is not known"],
    ["a time that is none", `a valid-before="20260231Z" ${key}`, "valid-before is no time"],
    ["an end without a value", `a valid-before ${key}`, "valid-before is no time"],
    ["no key", "a@example.com", "names no key"],
    ["half a key", `a ssh-ed25519 ${blob.slice(0, 40)}`, "cannot be used"],
    ["no Base64", "a ssh-ed25519 !!!", "not Base64"],
    [
      "a kind that is not read",
      `a sk-ssh-ed25519@openssh.com ${Buffer.from("\0\0\0\x1ask-ssh-ed25519@openssh.com").toString("base64")}`,
      "are not read",
    ],
    [
      "RSA of 1,024 bits",
      `a ssh-rsa ${Buffer.concat([Buffer.from("\0\0\0\x07ssh-rsa\0\0\0\x01\x03\0\0\0\x80", "latin1"), Buffer.alloc(128, 0xff)]).toString("base64")}`,
      "2,048",
    ],
  ])("left out and said: %s", (_, line, says) => {
    const { keys, problems } = read("allowed_signers", `${line}\n`);
    expect(keys).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^allowed_signers, line 1: /)]);
    expect(problems[0]).toContain(says);
  });

  test("the same key in two lines counts in both spans", () => {
    const lines = `a valid-before="20260101Z" ${key}\na valid-after="20260201Z" ${key}\n`;
    expect(periodsOf("allowed_signers", lines)).toEqual([
      [
        { from: null, until: at("2026-01-01T00:00:00Z") },
        { from: at("2026-02-01T00:00:00Z"), until: null },
      ],
    ]);
  });
});

describe("OpenPGP keys", () => {
  const created = 1_700_000_000;
  const day = 86_400;
  const spans = (options: Parameters<typeof pgpSigner>[0]) =>
    read("a.asc", pgpSigner({ kind: "eddsa", created, ...options }).trust).keys.map(({ periods, ended }) => ({
      periods: periods.map(({ from, until }) => [
        (from ?? 0) / 1000 - created,
        until === null ? null : until / 1000 - created,
      ]),
      ended,
    }));

  test.each([
    ["no end", {}, { periods: [[0, null]], ended: "expired" }],
    ["an end", { life: day }, { periods: [[0, day]], ended: "expired" }],
    ["superseded", { revoked: { at: created + 5, reason: 1 } }, { periods: [[0, 5]], ended: "revoked" }],
    [
      "no longer used, after its end",
      { life: 3, revoked: { at: created + 5, reason: 3 } },
      { periods: [[0, 3]], ended: "revoked" },
    ],
    ["stolen", { revoked: { at: created + 5, reason: 2 } }, { periods: [], ended: "revoked" }],
    ["revoked without a reason", { revoked: { at: created + 5, reason: 0 } }, { periods: [], ended: "revoked" }],
  ] as const)("%s", (_, options, expected) => {
    expect(spans(options)).toEqual([expected]);
  });

  test("a subkey counts with its own word only, and ends with the main key", () => {
    expect(spans({ subkey: true }).length).toBe(2);
    expect(spans({ subkey: true, withoutBack: true }).length).toBe(1);
    expect(spans({ subkey: true, life: day }).map(({ periods }) => periods)).toEqual([[[0, day]], [[0, day]]]);
    expect(spans({ subkey: true, revoked: { at: created + 5, reason: 2 } }).map(({ periods }) => periods)).toEqual([
      [],
      [],
    ]);
  });

  test("a key that may not sign data does not", () => {
    expect(spans({ flags: 1 })).toEqual([]);
  });

  test("a revocation or a longer life that somebody else signed changes nothing", () => {
    const [ours, theirs] = [
      pgpSigner({ kind: "eddsa", created }),
      pgpSigner({ kind: "eddsa", created, revoked: { at: created, reason: 2 } }),
    ];
    const packets = (trust: string) => Buffer.from(trust.split("\n").slice(2, -3).join(""), "base64");
    const [mine, foreign] = [packets(ours.trust), packets(theirs.trust)];
    const sizeOf = (bytes: Buffer, start = 0) => 6 + bytes.readUInt32BE(start + 2);
    const first = sizeOf(mine);
    const stranger = foreign.subarray(sizeOf(foreign), sizeOf(foreign) + sizeOf(foreign, sizeOf(foreign)));
    const mixed = Buffer.concat([mine.subarray(0, first), stranger, mine.subarray(first)]).toString("base64");
    const text = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${mixed}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
    expect(read("a.asc", text).keys.map(({ id, periods }) => [id, periods.length])).toEqual([[ours.fingerprint, 1]]);
  });

  test("only web-flow.asc holds the server's keys", () => {
    const { trust } = pgpSigner({ kind: "eddsa" });
    expect(read("web-flow.asc", trust).keys.map(({ isServer }) => isServer)).toEqual([true]);
    expect(read("other.asc", trust).keys.map(({ isServer }) => isServer)).toEqual([false]);
  });
});

test("other files say nothing, and one that is too large is named", () => {
  expect(read("README.md", sshSigner().trust)).toMatchObject({ keys: [], problems: [] });
  expect(read("allowed_signers", "#".repeat(1_048_577))).toMatchObject({
    keys: [],
    problems: [expect.stringContaining("larger")],
  });
});

describe("checkpoint_keys", () => {
  const [one, two] = [noteKeys("a.example/x"), noteKeys("b.example/y")];
  const notesOf = (text: string) => read("checkpoint_keys", text);

  test("a verifier key on each line, with or without a span; its signatures of commits do not count", () => {
    const text = `# keys\r\n\r\n${one.verifier}\r\n${two.verifier}  valid-after="20260102Z",valid-before=20260103Z\r\n`;
    const { notes, keys, problems } = notesOf(text);
    expect([problems, keys]).toEqual([[], []]);
    expect([...notes.values()].map(({ id, name, periods }) => [id, name, periods])).toEqual([
      [one.verifier, "a.example/x", [{ from: null, until: null }]],
      [two.verifier, "b.example/y", [{ from: at("2026-01-02T00:00:00Z"), until: at("2026-01-03T00:00:00Z") }]],
    ]);
    expect([...notes.keys()]).toEqual([one, two].map(({ verifier }) => verifier.split("+").slice(0, 2).join("+")));
  });

  test("the same key in two lines counts in both spans", () => {
    const lines = `${one.verifier} valid-before="20260102Z"\n${one.verifier} valid-after="20260103Z"\n`;
    expect([...notesOf(lines).notes.values()].map(({ periods }) => periods.length)).toEqual([2]);
  });

  test.each([
    ["a secret key", one.signer, "its key cannot be used ("],
    ["half a key", one.verifier.slice(0, -4), "its key cannot be used ("],
    ["an option that might narrow it", `${one.verifier} verify-required`, "is not known here"],
    ["a time that is none", `${one.verifier} valid-before="soon"`, "valid-before is no time"],
    ["a name that no record can hold", noteKeys("x".repeat(141)).verifier, "longer than 140 characters"],
  ])("a line that does not count is said: %s", (_, line, problem) => {
    const { notes, problems } = notesOf(`${two.verifier}\n${line}\n`);
    expect([...notes.keys()].length).toBe(1);
    expect(problems).toEqual([expect.stringContaining(`checkpoint_keys, line 2: `)]);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toContain(one.signer.slice(-20));
  });
});
