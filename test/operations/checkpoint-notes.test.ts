import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/adapters/files/node-files.ts";
import { renderVerifyMarkdown } from "../../src/core/audit/render/markdown.ts";
import { renderVerifyText } from "../../src/core/audit/render/text.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import { validate as validateForm } from "../../src/generated/validators/verify.ts";
import { readTrustFolder } from "../../src/operations/read-trust-folder.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { noteKeys } from "../support/note-keys.ts";
import { pgpSigner, sshSigner } from "../support/signing.ts";
import { removeRepository } from "./audit-world.ts";
import { checkpointText, type NotedWorld, type NoteOf, notedWorld } from "./noted-world.ts";
import { addSigned } from "./signed-world.ts";
import { codesOf, cutsOf, goOn, seedOf, verifyAt, verifyWhole } from "./since-cuts.ts";
import { verifyOptions } from "./verify-options.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

const github = pgpSigner({ signsAt: Date.UTC(2026, 2, 2, 10, 30) / 1000 });
const app = noteKeys("example.com/acme/qms-ledger");
const next = noteKeys("example.com/acme/qms-ledger");
const stranger = noteKeys("example.com/mallory");
const signed: NoteOf = ({ text }) => app.note(text);
const unsigned: NoteOf = () => null;

/** A world with these keys for notes, and a checkpoint every ten minutes from 13:00 on. */
function world(keys: string | null, ...notes: readonly NoteOf[]): NotedWorld {
  const trust = { "web-flow.asc": github.trust, ...(keys === null ? {} : { checkpoint_keys: keys }) };
  return begin(notedWorld(trust, github), notes);
}

function begin(there: NotedWorld, notes: readonly NoteOf[]): NotedWorld {
  folders.push(there.folder);
  for (const [index, noteOf] of notes.entries()) there.checkpoint(240 + 10 * index, noteOf);
  return there;
}

const asOf = Date.UTC(2026, 2, 2, 15);

async function verify({ folder }: NotedWorld, more: Partial<VerifyOptions> = {}): Promise<Verify> {
  const { result } = await verifyRepository(verifyOptions(folder, { asOf, ...more }));
  const check = validateForm as ((value: unknown) => boolean) & { errors?: unknown };
  expect(check(result), JSON.stringify(check.errors, null, 1)).toBe(true);
  for (const item of result.findings)
    expect(`${item.message}${item.fix}`).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
  return result;
}

const codes = ({ findings }: Verify): string[] => findings.map(({ code, severity }) => `${code} ${severity}`);
const about = ({ not_checked }: Verify): string[] => not_checked.filter((line) => /notes|checkpoint key/.test(line));

describe("ordinary life", () => {
  test("every checkpoint bears a note of the trusted key: nothing is found, and the result says how many", async () => {
    const result = await verify(world(`# of the daily report\n${app.verifier}\n`, signed, signed));
    expect([result.verdict, codes(result), about(result)], JSON.stringify(result.findings)).toEqual(["pass", [], []]);
    expect(result.covered.checkpoints).toEqual({ keys: 1, checkpoints: 2, proven: 2 });
    const words = "2 of 2 checkpoints with a note of 1 trusted key";
    expect(renderVerifyText(result, (_, text) => text)).toContain(`checkpoints     ${words}`);
    expect(renderVerifyMarkdown(result)).toContain(`| checkpoints | ${words} | |`);
  });

  test("nobody names a key: how many notes nobody looked at is said, once, and nothing where there is none", async () => {
    const noted = await verify(world(null, unsigned, signed, signed));
    expect([noted.verdict, codes(noted), noted.covered.checkpoints]).toEqual(["pass", [], undefined]);
    expect(about(noted)).toEqual([
      expect.stringMatching(/^the signed notes of 2 checkpoints \(the first one in record \d+\): no key for them/),
    ]);
    expect(about(await verify(world(null, unsigned)))).toEqual([]);
  });

  test("an old ledger whose checkpoints bear none: no finding, one line", async () => {
    const result = await verify(world(app.verifier, unsigned, unsigned));
    expect([result.verdict, codes(result)]).toEqual(["pass", []]);
    expect(about(result)).toEqual([expect.stringContaining("whether 2 checkpoints were written by somebody who has")]);
    const begun = await verify(world(app.verifier, unsigned, unsigned, signed));
    const earlier = expect.stringContaining(
      "whether 2 checkpoints before the first note that counts were there before it",
    );
    expect([codes(begun), about(begun), begun.covered.checkpoints?.proven]).toEqual([[], [earlier], 1]);
  });

  test("a key is followed by another one, which is trusted before it signs", async () => {
    const there = world(app.verifier, signed);
    const both = `${app.verifier} valid-before="202603021305Z"\n${next.verifier} valid-after="202603021305Z"\n`;
    addSigned(there.folder, "qms", { ".qms/trust/checkpoint_keys": both }, github);
    there.checkpoint(250, ({ text }) => next.note(text));
    const result = await verify(there);
    expect([result.verdict, codes(result)], JSON.stringify(result.findings)).toEqual(["pass", []]);
    expect(result.covered.checkpoints).toEqual({ keys: 2, checkpoints: 2, proven: 2 });
  });

  test("witnesses and other logs' signatures beside it are passed over", async () => {
    const witnessed: NoteOf = ({ text }) => stranger.note(text) + (app.note(text).split("\n\n")[1] ?? "");
    const result = await verify(world(app.verifier, witnessed));
    expect([codes(result), result.covered.checkpoints?.proven]).toEqual([[], 1]);
  });

  test("signing was given up: after the end of every key no checkpoint owes a note", async () => {
    const result = await verify(world(`${app.verifier} valid-before="202603021305Z"`, signed, unsigned));
    expect([result.verdict, codes(result)]).toEqual(["pass", []]);
  });

  test("the ledger goes by another name in this clone", async () => {
    const renamed: NoteOf = ({ size, root }) => app.note(checkpointText(size, root, "qms-bypass/700123/records"));
    expect(codes(await verify(world(app.verifier, renamed)))).toEqual([]);
  });
});

describe("a checkpoint that bears no note that counts", () => {
  const other: NoteOf = ({ size, root }) => app.note(checkpointText(size, root, "qms-bypass/1/qms-ledger"));
  test.each([
    { name: "none", note: unsigned, says: "1 without a note;" },
    { name: "a stranger's", note: ({ text }) => stranger.note(text), says: "nobody trusts here (example.com/mallory+" },
    { name: "one that cannot be read", note: ({ text }) => text, says: "cannot be read (no blank line" },
    { name: "one over something else", note: () => app.note("hello\n"), says: "says something else (its text is not" },
    { name: "one of another ledger", note: other, says: "of another ledger (qms-bypass/1/qms-ledger)" },
  ] satisfies readonly { name: string; note: NoteOf; says: string }[])("$name", async ({ note, says }) => {
    const result = await verify(world(app.verifier, signed, note));
    expect([result.verdict, codes(result)], JSON.stringify(result)).toEqual([
      "pass",
      ["REMOTE_ATTESTATION_MISSING warning"],
    ]);
    const [item] = result.findings;
    expect(item?.message).toContain(says);
    expect(item?.message).toContain("none that follows bears one");
    expect(item?.path).toMatch(new RegExp(`/0*${item?.seq}-checkpoint-`));
    expect(item?.bypass).toBe("PROCEDURE");
  });

  test("all of them are one finding, which says where notes begin again", async () => {
    const strange: NoteOf = ({ text }) => stranger.note(text);
    const result = await verify(world(app.verifier, unsigned, signed, unsigned, strange, unsigned, signed));
    expect(codes(result)).toEqual(["REMOTE_ATTESTATION_MISSING warning"]);
    const { message = "", seq } = result.findings[0] ?? {};
    expect(message).toContain(`3 checkpoints of qms-ledger, in records ${seq} to ${Number(seq) + 2}`);
    expect(message).toMatch(/2 without a note, 1 signed by somebody whom nobody trusts here \(example.com\/mallory\+/);
    expect(message).toContain(`the one in record ${Number(seq) + 3} bears one again`);
  });

  test("from the time on that a trusted key names, also where no note was ever there", async () => {
    const result = await verify(world(`${app.verifier} valid-after="202603021305Z"`, unsigned, unsigned, unsigned));
    expect(codes(result)).toEqual(["REMOTE_ATTESTATION_MISSING warning"]);
    expect(result.findings[0]?.message).toContain("2 checkpoints of qms-ledger");
  });

  test("a copy of the note that an earlier checkpoint bears, with what it says", async () => {
    const there = world(`${app.verifier} valid-after="20260101Z"`);
    const data = there.checkpoint(240, signed);
    for (const minute of [250, 260]) there.record("checkpoint", minute, { key: `2026-03-02-${minute}`, data });
    const result = await verify(there);
    expect(codes(result)).toEqual(["REMOTE_ATTESTATION_MISSING warning"]);
    expect(result.findings[0]?.message).toContain("2 with the note of an earlier one");
    expect(result.covered.checkpoints).toEqual({ keys: 1, checkpoints: 3, proven: 1 });
  });

  test("no checkpoint at all, more than a day after a trusted key began to count", async () => {
    const silent = await verify(world(`${app.verifier} valid-after="20260101Z"`));
    // All records are of one day: none was due before its end.
    expect(codes(silent)).toEqual([]);
    const there = world(`${app.verifier} valid-after="202603020800Z"`);
    const { note } = await verifyWhole(there.folder, { asOf });
    if (note === null) throw new Error("no note");
    there.record(
      "feedback.received",
      240 + 27 * 60,
      { key: "comment:1", data: { comment_id: 1, score: 4 } },
      "2026-03-03",
    );
    const result = await verify(there, { asOf: asOf + 86_400_000 });
    expect(codes(result)).toContain("REMOTE_ATTESTATION_MISSING warning");
    expect(result.findings.map(({ message }) => message).join()).toContain(
      "there is no checkpoint since a trusted key counts",
    );
    // What is new alone does not tell, so everything is read.
    const later = await goOn(there.folder, note, { asOf: asOf + 86_400_000 });
    expect(codes(later.result)).toEqual(codes(result));
  });

  test("no checkpoint at all is owed by a key whose time was over before the ledger began", async () => {
    const there = world(`${app.verifier} valid-after="20260101Z",valid-before="20260201Z"`);
    there.record("feedback.received", 240 + 27 * 60, { key: "c:1", data: { comment_id: 1, score: 4 } }, "2026-03-03");
    expect(codes(await verify(there, { asOf: asOf + 86_400_000 }))).toEqual([]);
  });

  test("signed by a key that had ended", async () => {
    const keys = `${app.verifier} valid-before="202603021305Z"\n${next.verifier}\n`;
    const result = await verify(world(keys, signed, signed));
    expect(codes(result)).toEqual(["REMOTE_ATTESTATION_MISSING warning"]);
    expect(result.findings[0]?.message).toContain(
      "a key that did not count at that time (example.com/acme/qms-ledger+",
    );
  });
});

describe("a note that is not what it says", () => {
  test("a trusted key is named over other bytes", async () => {
    const forged: NoteOf = ({ text }) => app.note(text).replace("qms-ledger\n", "qms-ledgers\n");
    const result = await verify(world(app.verifier, signed, forged));
    expect([result.verdict, codes(result)], JSON.stringify(result)).toEqual(["fail", ["SIGNATURE_INVALID error"]]);
    const [item] = result.findings;
    expect(item?.message).toMatch(
      /^The note on the checkpoint in record \d+ of qms-ledger names the trusted key example/,
    );
    expect(item?.path).toMatch(new RegExp(`/0*${item?.seq}-checkpoint-`));
  });

  test.each([
    {
      name: "it signed another root: the records were written anew",
      note: ({ size }) => app.note(checkpointText(size, "1".repeat(64))),
      says: /it signed another root of records 1 to \d+, 1111/,
    },
    {
      name: "it was taken from an earlier checkpoint",
      note: ({ size, root }) => app.note(checkpointText(size - 1, root)),
      says: /it signed \d+ records, and the checkpoint says \d+/,
    },
  ] satisfies readonly { name: string; note: NoteOf; says: RegExp }[])("$name", async ({ note, says }) => {
    const result = await verify(world(app.verifier, note));
    expect([result.verdict, codes(result)], JSON.stringify(result)).toEqual(["fail", ["LEDGER_REWRITTEN error"]]);
    expect(result.findings[0]?.message).toMatch(says);
  });
});

describe("whose keys", () => {
  test("the auditor's own count alone", async () => {
    const there = world(stranger.verifier, signed);
    const trust = new Map([["checkpoint_keys", Buffer.from(app.verifier)]]);
    expect((await verify(there, { trust })).covered.checkpoints?.proven).toBe(1);
    const others = new Map([["web-flow.asc", Buffer.from(github.trust)]]);
    const result = await verify(there, { trust: others });
    expect([result.covered.checkpoints, codes(result)]).toEqual([undefined, []]);
    expect(about(result)).toEqual([expect.stringContaining("the signed notes of 1 checkpoints")]);
  });

  test("a folder that names keys for notes alone is one of trusted keys", async () => {
    const folder = mkdtempSync(join(tmpdir(), "qms-keys-"));
    writeFileSync(join(folder, "checkpoint_keys"), "# none yet\n");
    const read = () => readTrustFolder(nodeFiles, { path: folder, shown: "keys" });
    await expect(read()).rejects.toThrow("keys names no key.");
    writeFileSync(join(folder, "checkpoint_keys"), `${app.verifier}\n`);
    expect([...(await read()).keys()]).toEqual(["checkpoint_keys"]);
    writeFileSync(join(folder, "checkpoint_keys"), `${app.verifier}x\n`);
    await expect(read()).rejects.toThrow("keys: checkpoint_keys, line 1: its key cannot be used");
    rmSync(folder, { recursive: true });
  });

  test("a change of them that no trusted key for commits signs does not count", async () => {
    const there = world(app.verifier, signed);
    addSigned(there.folder, "qms", { ".qms/trust/checkpoint_keys": stranger.verifier }, sshSigner());
    there.checkpoint(250, ({ text }) => stranger.note(text));
    const result = await verify(there);
    expect(codes(result)).toEqual(
      expect.arrayContaining(["TRUST_ROOT_CHANGED error", "REMOTE_ATTESTATION_MISSING warning"]),
    );
  });

  test("without any key for commits the last version counts, and that nobody vouches for it is said", async () => {
    const there = begin(notedWorld({ checkpoint_keys: app.verifier }, null), [signed]);
    addSigned(there.folder, "qms", { ".qms/trust/checkpoint_keys": `${app.verifier}\n${next.verifier}\n` }, null);
    there.checkpoint(250, ({ text }) => next.note(text));
    const result = await verify(there);
    expect([result.verdict, codes(result)], JSON.stringify(result.findings)).toEqual(["pass", []]);
    expect(result.covered).toMatchObject({ signatures: null, checkpoints: { keys: 2, checkpoints: 2, proven: 2 } });
    expect(result.not_checked).toContain(
      "who changed the keys for notes: .qms/trust on qms names none for commits that could vouch for a change",
    );
    expect(result.not_checked.join("\n")).toContain(
      "signatures: .qms/trust on qms names no key for commits, so whoever",
    );
  });

  test("lines that cannot be used are named, and the others count", async () => {
    const keys = `${app.signer.replace("PRIVATE+KEY+", "")}\n${app.verifier} namespaces="git"\n${app.verifier}\n`;
    const result = await verify(world(keys, signed));
    expect(result.covered.checkpoints?.proven).toBe(1);
    const said = result.not_checked.filter((line) => line.startsWith("trusted keys: checkpoint_keys"));
    expect(said).toEqual([
      expect.stringContaining("line 1: its key cannot be used (its hash is not that of its name and key)"),
      expect.stringContaining('line 2: the option "namespaces" is not known here'),
    ]);
  });
});

test("keys for notes are put on record like the others, and one on record has to stay in the registry's history", async () => {
  const { folder, ...there } = world(app.verifier, signed);
  const keys = async () => (await verifyRepository(verifyOptions(folder, { asOf }))).keys?.map(({ id }) => id);
  expect(await keys()).toContain(app.verifier);
  there.record("trust.changed", 245, { key: `${app.verifier}:1`, data: { kind: "added", key: app.verifier } });
  there.record("trust.changed", 246, { key: `${next.verifier}:1`, data: { kind: "added", key: next.verifier } });
  const result = await verify({ folder, ...there });
  expect(codes(result), JSON.stringify(result.findings)).toEqual(["TRUST_ROOT_CHANGED error"]);
  expect(result.findings[0]?.message).toContain(next.verifier);
});

describe("verify --since", () => {
  const more = { asOf };
  const cases = [
    { name: "with a key for commits", there: () => world(app.verifier, signed, signed, signed) },
    { name: "from no note to the first one", there: () => world(app.verifier, unsigned, signed, signed) },
    {
      name: "without a key for commits",
      there: () => begin(notedWorld({ checkpoint_keys: app.verifier }, null), [unsigned, signed, signed]),
    },
    { name: "without any key", there: () => begin(notedWorld({}, null), [unsigned, signed]) },
  ];
  test.each(cases)("cut anywhere it passes, and leaves the same note: $name", async ({ there }) => {
    const { folder } = there();
    const whole = await verifyWhole(folder, more);
    expect(whole.result.findings).toEqual([]);
    let cuts = 0;
    for (const cut of cutsOf(folder, false)) {
      const note = await verifyAt(folder, cut, more);
      if (note === null) continue;
      const since = await goOn(folder, note, more);
      expect(since.result).toMatchObject({ verdict: "pass", findings: [] });
      expect(seedOf(since.note)).toBe(seedOf(whole.note));
      if (since.result.since?.reread === null) cuts++;
    }
    expect(cuts).toBeGreaterThan(1);
  });

  test.each([
    { name: "none where one is owed", note: unsigned, code: "REMOTE_ATTESTATION_MISSING" },
    {
      name: "a forged one",
      note: ({ text }) => app.note(text).replace("qms-ledger\n", "x\n"),
      code: "SIGNATURE_INVALID",
    },
    {
      name: "of another root",
      note: ({ size }) => app.note(checkpointText(size, "1".repeat(64))),
      code: "LEDGER_REWRITTEN",
    },
  ] satisfies readonly { name: string; note: NoteOf; code: string }[])("$name is found", async ({ note, code }) => {
    for (const there of [
      world(app.verifier, signed),
      begin(notedWorld({ checkpoint_keys: app.verifier }, null), [signed]),
    ]) {
      const { note: before } = await verifyWhole(there.folder, more);
      if (before === null) throw new Error("the world does not pass");
      expect(before.signatures.attested).toBe(true);
      there.checkpoint(250, note);
      const { result } = await goOn(there.folder, before, more);
      expect(codesOf(result)).toContain(code);
      expect(result.since?.reread).toContain(code);
    }
  });

  test("new notes are counted, and those that nobody looks at are said", async () => {
    const known = world(app.verifier, signed);
    const open = world(null, signed);
    for (const there of [known, open]) {
      const { note: before } = await verifyWhole(there.folder, more);
      if (before === null) throw new Error("the world does not pass");
      there.checkpoint(250, signed);
      const { result } = await goOn(there.folder, before, more);
      expect(result.since?.reread).toBeNull();
      if (there === known) expect(result.covered.checkpoints).toEqual({ keys: 1, checkpoints: 1, proven: 1 });
      else expect(about(result)).toContainEqual(expect.stringMatching(/^the signed notes of 1 checkpoints/));
    }
  });
});
