import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { originOf, readCheckpointText, writeCheckpointText } from "../../../src/core/ledger/checkpoint-note.ts";
import { type NoteKey, readSignerKey, readVerifierKey } from "../../../src/core/signatures/note-key.ts";
import { judgeNote, readSignedNote, signNote } from "../../../src/core/signatures/signed-note.ts";
import { noteKeys } from "../../support/note-keys.ts";

// The vectors of Go's own test of golang.org/x/mod/sumdb/note.
const peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const peterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterSig =
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const enochSig =
  "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

function verifier(line: string): NoteKey {
  const key = readVerifierKey(line);
  if ("problem" in key) throw new Error(key.problem);
  return key;
}
const keysOf = (...lines: readonly string[]) =>
  new Map(lines.map(verifier).map((key) => [`${key.name}+${key.hash}`, key]));

/** What somebody who trusts these keys makes of a note. */
function open(note: string, ...lines: readonly string[]) {
  const read = readSignedNote(note);
  if ("problem" in read) return read.problem;
  const judged = judgeNote(read, keysOf(...lines));
  if (judged.state === "foreign") return "foreign";
  if (judged.state === "invalid") return `invalid ${judged.key.name}`;
  return { text: read.text, by: judged.keys.map(({ name }) => name) };
}

describe("the vectors of Go", () => {
  test("the same key signs the same bytes", () => {
    const signer = readSignerKey(peterSecret);
    if ("problem" in signer) throw new Error(signer.problem);
    expect(signer).toMatchObject({ name: "PeterNeumann", hash: "c74f20a3", verifier: peter });
    expect(signNote(text, signer)).toBe(`${text}\n${peterSig}`);
  });

  test.each([
    { name: "one key is trusted, and signed", note: peterSig + enochSig, keys: [peter], by: ["PeterNeumann"] },
    {
      name: "both are trusted, and signed",
      note: peterSig + enochSig,
      keys: [enoch, peter],
      by: ["PeterNeumann", "EnochRoot"],
    },
    { name: "a signature twice", note: peterSig + peterSig, keys: [peter], by: ["PeterNeumann"] },
  ])("$name", ({ note, keys, by }) => {
    expect(open(`${text}\n${note}`, ...keys)).toEqual({ text, by });
  });

  test("none is trusted: the text says nothing", () => {
    expect(open(`${text}\n${peterSig}${enochSig}`)).toBe("foreign");
  });

  test("a false signature of a trusted key rejects the note, beside a good one too", () => {
    const forged = `${peterSig.slice(0, 60)}ABCD${peterSig.slice(60)}`;
    for (const note of [forged, peterSig + forged, forged + peterSig, enochSig + forged]) {
      expect(open(`${text}\n${note}`, peter, enoch)).toBe("invalid PeterNeumann");
    }
    expect(open(`${text}\n${enochSig}${forged}`, enoch)).toEqual({ text, by: ["EnochRoot"] });
    expect(open(`${text.replace("think", "thank")}\n${peterSig}`, peter)).toBe("invalid PeterNeumann");
  });

  test.each([
    ["no signature", text, "blank line"],
    ["an empty list of signatures", `${text}\n`, "it has no signature"],
    ["a last line without an end", `${text}\n${peterSig.slice(0, -1)}`, "last line does not end"],
    ["a control character", `\u0001${text}\n${peterSig}`, "control character"],
    ["half a character", `\ud800${text}\n${peterSig}`, "is no text"],
    ["a name with a space", `${text}\n${peterSig.replace("PeterNeumann", "Bad Name")}`, "is not a dash, a name"],
    ["a name with a plus", `${text}\n${peterSig.replace("PeterNeumann", "Bad+Name")}`, "is not a dash, a name"],
    ["a line behind the signatures", `${text}\n${peterSig}Unexpected line.\n`, "is no signature"],
    ["a hyphen", `${text}\n${peterSig.replace("—", "-")}`, "is no signature"],
    ["nothing but a hash", `${text}\n— PeterNeumann x08gow==\n`, "is not a dash, a name"],
    ["Base64 in another spelling", `${text}\n${peterSig.replace("nAM=", "nAM")}`, "is not a dash, a name"],
    ["too many signatures", `${text}\n${peterSig.repeat(17)}`, "more than 16 signatures"],
    ["too long a text", `${"x".repeat(70_000)}\n\n${peterSig}`, "longer than"],
  ])("what is no note: %s", (_, note, problem) => {
    expect(open(note, peter)).toContain(problem);
  });

  test("a key with any byte changed, or cut anywhere, is none", () => {
    for (const [key, read] of [
      [peter, readVerifierKey],
      [peterSecret, readSignerKey],
    ] as const) {
      expect(read(key)).not.toHaveProperty("problem");
      for (let at = 0; at < key.length; at++) {
        const next = String.fromCharCode(key.charCodeAt(at) + 1);
        expect(read(key.slice(0, at) + next + key.slice(at + 1)), `${at}`).toHaveProperty("problem");
        expect(read(key.slice(0, at)), `to ${at}`).toHaveProperty("problem");
        if (at > 0) expect(read(key.slice(at)), `from ${at}`).toHaveProperty("problem");
      }
    }
  });

  test.each([
    [
      "a key of another length",
      "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
      "not Base64",
    ],
    ["a key of 33 bytes", "x+09c1a5d6+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==", "32 bytes"],
    [
      "another algorithm",
      "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "keys of the type 101 are not read",
    ],
    ["a hash of another name", peter.replace("Peter", "Petra"), "not that of its name and key"],
    ["no parts", "PeterNeumann", "has not the parts"],
    ["a name with a space", peter.replace("rN", "r N"), "its name is empty or has a space"],
    ["no name", peter.replace("PeterNeumann", ""), "its name is empty"],
    ["a short hash", peter.replace("c74f20a3", "c74f20a"), "not 8 hex digits"],
    ["no Base64", peter.replace("ARpc", "A*pc"), "its key is not Base64"],
    ["a novel", "x".repeat(1001), "longer than 1000"],
  ])("what is no key: %s", (_, key, problem) => {
    expect(readVerifierKey(key)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

test("what is wrong with a secret key is said without a part of it", () => {
  const material = peterSecret.slice(-44);
  for (const key of [
    `${peterSecret}x`,
    peterSecret.replace("c74f20a3", "c74f20a4"),
    peterSecret.slice("PRIVATE+".length),
    `PRIVATE+KEY+x+00000000+${material}`,
  ]) {
    const read = readSignerKey(key);
    expect(read).toHaveProperty("problem");
    expect(JSON.stringify(read)).not.toContain(material.slice(0, 8));
  }
});

describe("the text of a checkpoint", () => {
  const root = "0ac5186a918693e1d6439808014aa89bf5da8e3ee1d9f0763c03de3da3c56a62".slice(0, 64);
  const example = { origin: "example.com/behind-the-sofa", size: 20852163, root };

  test("three lines, as https://c2sp.org/tlog-checkpoint has them", () => {
    const said = writeCheckpointText(example);
    expect(said).toBe(`example.com/behind-the-sofa\n20852163\n${Buffer.from(root, "hex").toString("base64")}\n`);
    expect(readCheckpointText(said)).toEqual(example);
    expect(readCheckpointText(`${said}an extension\n`)).toEqual(example);
    expect(originOf(4711, "qms-ledger")).toBe("qms-bypass/4711/qms-ledger");
  });

  const packed = Buffer.from(root, "hex").toString("base64");
  test.each([
    ["two lines", `a\n1\n`, "three lines and more"],
    ["an empty line", `a\n\n${packed}\n`, "none of them empty"],
    ["no last newline", `a\n1\n${packed}`, "three lines and more"],
    ["a size with a zero before it", `a\n01\n${packed}\n`, "no number of records"],
    ["a size that is negative", `a\n-1\n${packed}\n`, "no number of records"],
    ["a size beyond counting", `a\n9007199254740993\n${packed}\n`, "no number of records"],
    ["a short root", `a\n1\n${packed.slice(4)}\n`, "no SHA-256"],
    ["a root in hex", `a\n1\n${root}\n`, "no SHA-256"],
  ])("%s is none", (_, said, problem) => {
    expect(readCheckpointText(said)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

test("the keys that the tests make are keys", () => {
  const { signer, verifier: line, note } = noteKeys();
  expect(readSignerKey(signer)).toMatchObject({ verifier: line });
  expect(open(note(text), line)).toEqual({ text, by: ["example.com/ledger"] });
});

/** test/judges/note, built; `.ci/run` does that where there is Go. */
const judge = process.env.QMS_NOTE ?? "";
describe.skipIf(judge === "")("Go's golang.org/x/mod/sumdb/note (skipped without QMS_NOTE)", () => {
  const go = (what: string, key: string, input = "") => {
    const { status, stdout, stderr } = spawnSync(judge, [what, key], { input, encoding: "utf8" });
    return status === 0 ? stdout : `refused: ${stderr.trim()}`;
  };
  const said = writeCheckpointText({
    origin: originOf(4711, "qms-ledger-äöü"),
    size: 12,
    root: "ab".repeat(32),
  });

  test("opens what we sign, and not what was changed after it", () => {
    const { signer, verifier: line } = noteKeys("example.com/über");
    const key = readSignerKey(signer);
    if ("problem" in key) throw new Error(key.problem);
    const note = signNote(said, key);
    expect(go("open", line, note)).toBe(said);
    expect(go("open", line, note.replace("\n12\n", "\n13\n"))).toContain("refused: invalid signature");
  });

  test("we open what it signs with a key that it made", () => {
    const [signer = "", line = ""] = go("generate", "example.com/log42").split("\n");
    const note = go("sign", signer, said);
    expect(open(note, line)).toEqual({ text: said, by: ["example.com/log42"] });
    const key = readSignerKey(signer);
    if ("problem" in key) throw new Error(key.problem);
    expect([key.verifier, signNote(said, key)]).toEqual([line, note]);
  });
});
