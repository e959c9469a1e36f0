import { afterEach, describe, expect, test } from "vitest";
import type { Verify } from "../../src/generated/types/verify.ts";
import { validate as validateForm } from "../../src/generated/validators/verify.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { pgpSigner, type Signer, sshSigner } from "../support/signing.ts";
import { ordinaryWorld, removeRepository } from "./audit-world.ts";
import { gitIn } from "./fast-import.ts";
import { addSigned, readCommit, signedWorld, writeCommit } from "./signed-world.ts";
import { verifyOptions } from "./verify-options.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

async function verify(folder: string, more: Partial<VerifyOptions> = {}): Promise<Verify> {
  folders.push(folder);
  const { result } = await verifyRepository(verifyOptions(folder, more));
  const check = validateForm as ((value: unknown) => boolean) & { errors?: unknown };
  expect(check(result), JSON.stringify(check.errors, null, 1)).toBe(true);
  for (const item of result.findings)
    expect(`${item.message}${item.fix}`).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
  return result;
}

const shown = ({ findings }: Verify): string => JSON.stringify(findings, null, 1);
const codes = (result: Verify): string[] =>
  [...new Set(result.findings.map(({ code, severity }) => `${code} ${severity}`))].sort();
const always = (signer: Signer | null) => () => signer;
/** Of the events of the ordinary world: 09:00 to 10:11 on 2 March 2026. */
const at = (hour: number, minute = 0) => Date.UTC(2026, 2, 2, hour, minute) / 1000;
const app = sshSigner();
const stranger = sshSigner({ principals: "stranger@example.com" });
const github = pgpSigner({ signsAt: at(10, 30) });
const trust = { allowed_signers: app.trust, "web-flow.asc": github.trust };
/** All signed: the ledger by the App, the registry by GitHub. */
const signers = { ledger: always(app), registry: always(github) };

describe("ordinary life", () => {
  test("every commit is signed by a trusted key: nothing is found, and the result says what was covered", async () => {
    const { folder } = signedWorld(trust, signers);
    const result = await verify(folder);
    expect(result.findings, shown(result)).toEqual([]);
    expect(result.verdict).toBe("pass");
    // Four of the ledger; of the registry's own line the first one, a merge and a squash.
    expect(result.covered.signatures).toEqual({ source: "registry", keys: 2, commits: 7, proven: 7 });
    expect(result.not_checked.filter((line) => line.startsWith("signatures"))).toEqual([]);
    expect(result.not_checked.join("\n")).toContain("whether the trusted keys are the right ones");
  });

  test("nobody names a key: said once, and no finding, whether signed or not", async () => {
    for (const { folder } of [ordinaryWorld(), signedWorld({ "README.md": "none yet\n" }, signers)]) {
      const result = await verify(folder);
      expect(result.findings, shown(result)).toEqual([]);
      expect(result.verdict).toBe("pass");
      expect(result.covered.signatures).toBeNull();
      expect(result.not_checked.filter((line) => line.startsWith("signatures"))).toEqual([
        "signatures: .qms/trust on qms names no key, so whoever may push to the ledger branch could have written a record",
      ]);
    }
  });

  test("trusted keys change by a commit that a key of before signs", async () => {
    const next = sshSigner();
    const { folder } = signedWorld(trust, signers);
    addSigned(folder, "qms", { ".qms/trust/allowed_signers": `${app.trust}${next.trust}` }, github);
    const result = await verify(folder);
    expect(result.findings, shown(result)).toEqual([]);
    expect(result.covered.signatures).toMatchObject({ keys: 3, commits: 8, proven: 8 });
  });

  test("a key that has ended, with GitHub's later signature over what it signed", async () => {
    const ended = sshSigner({ options: 'valid-before="202603021130Z"' });
    const server = pgpSigner({ signsAt: at(11) });
    const files = { allowed_signers: ended.trust, "web-flow.asc": server.trust };
    const ledger = ({ index }: { readonly index: number }) => (index < 3 ? ended : server);
    const { folder } = signedWorld(files, { ledger, registry: always(server) });
    const result = await verify(folder, { asOf: Date.UTC(2027, 0, 1) });
    expect(
      codes(result).filter((code) => code.startsWith("SIGNATURE")),
      shown(result),
    ).toEqual([]);
  });

  test("the auditor's own keys count alone", async () => {
    const { folder } = signedWorld({ allowed_signers: stranger.trust }, { ledger: always(app), registry: always(app) });
    const own = new Map([["allowed_signers", Buffer.from(app.trust)]]);
    const result = await verify(folder, { trust: own });
    expect(result.findings, shown(result)).toEqual([]);
    expect(result.covered.signatures).toMatchObject({ source: "given", proven: 7 });
    expect(codes(await verify(folder))).toEqual(["IDENTITY_UNPROVEN warning"]);
  });
});

describe("whose commit it is", () => {
  test("unsigned ones, and those of a stranger, are one warning for each branch, with counts and ends", async () => {
    const ledger = ({ index }: { readonly index: number }) => (index === 0 ? null : index === 2 ? stranger : app);
    const { folder, ledgerCommits } = signedWorld(trust, { ledger, registry: always(github) });
    const result = await verify(folder);
    expect(result.verdict).toBe("pass");
    expect(codes(result), shown(result)).toEqual(["IDENTITY_UNPROVEN warning"]);
    const [item] = result.findings;
    expect(item?.message).toContain("2 of 4 commits of qms-ledger is not proven: 1 not signed, 1 signed by somebody");
    expect(item?.commits).toEqual([ledgerCommits[0], ledgerCommits[2]]);
    expect(item?.author).toContain("qms-bypass[bot] <bot@example.com>");
  });

  test("a signature that cannot be read proves nothing", async () => {
    const broken: Signer = { trust: "", sign: (payload) => app.sign(payload).slice(0, 100) };
    const { folder } = signedWorld(trust, { ...signers, ledger: ({ index }) => (index === 3 ? broken : app) });
    const result = await verify(folder);
    expect(codes(result), shown(result)).toEqual(["IDENTITY_UNPROVEN warning"]);
    expect(result.findings[0]?.message).toContain("1 with a signature that cannot be read");
  });

  test("GitHub signs for everybody: ledger_authors says for whom it counts", async () => {
    const files = { ...trust, ledger_authors: "# the App\nbot@example.com\n" };
    const good = signedWorld(files, { ledger: always(github), registry: always(github) });
    expect((await verify(good.folder)).findings).toEqual([]);
    const other = signedWorld(
      { ...files, ledger_authors: "*+qms[bot]@users.noreply.github.com\n" },
      { ...signers, ledger: always(github) },
    );
    const result = await verify(other.folder);
    expect(codes(result), shown(result)).toEqual(["IDENTITY_UNPROVEN warning"]);
    expect(result.findings[0]?.message).toContain("for bot@example.com");
  });
});

describe("a signature that is not what it says", () => {
  test("the message was changed under it", async () => {
    const { folder, ledgerCommits } = signedWorld(trust, signers);
    const head = ledgerCommits.at(-1) ?? "";
    const forged = writeCommit(folder, `${readCommit(folder, head)}and more\n`);
    gitIn(folder, ["update-ref", "refs/heads/qms-ledger", forged]);
    const result = await verify(folder);
    expect(result.verdict).toBe("fail");
    expect(codes(result), shown(result)).toEqual(["SIGNATURE_INVALID error"]);
    expect(result.findings[0]?.commits).toEqual([forged]);
    expect(result.findings[0]?.message).toContain("not about this commit's bytes");
  });

  test("it was taken from another commit", async () => {
    const { folder, ledgerCommits } = signedWorld(trust, signers);
    const [first = "", second = ""] = ledgerCommits.slice(-2).map((oid) => readCommit(folder, oid));
    const signature = /^gpgsig .*\n(?: .*\n)*/m;
    const forged = writeCommit(folder, second.replace(signature, signature.exec(first)?.[0] ?? ""));
    gitIn(folder, ["update-ref", "refs/heads/qms-ledger", forged]);
    expect(codes(await verify(folder))).toEqual(["SIGNATURE_INVALID error"]);
  });

  test("it was made for something else than git", async () => {
    const file = sshSigner({ namespace: "file" });
    const { folder } = signedWorld(
      { ...trust, allowed_signers: app.trust + file.trust },
      { ...signers, ledger: ({ index }) => (index === 3 ? file : app) },
    );
    const result = await verify(folder);
    expect(codes(result), shown(result)).toEqual(["SIGNATURE_INVALID error"]);
    expect(result.findings[0]?.message).toContain('made for "file", not for git');
  });
});

describe("a key at its time", () => {
  test("one that has ended signs on and writes an old date into its commits", async () => {
    // The records of the second commit on name times after the end; the commits' own dates all lie before it.
    const ended = sshSigner({ options: 'valid-before="202603020904Z"' });
    const { folder, ledgerCommits } = signedWorld(
      { ...trust, allowed_signers: ended.trust },
      { ledger: always(ended), registry: always(github) },
    );
    const result = await verify(folder);
    expect(result.verdict).toBe("fail");
    const outside = result.findings.find(({ severity }) => severity === "error");
    expect(outside, shown(result)).toMatchObject({ code: "SIGNATURE_TIME_UNTRUSTED", commits: ledgerCommits.slice(1) });
    expect(outside?.message).toContain("until 2026-03-02T09:04:00.000Z (valid-before)");
  });

  test("one that has ended, and nothing tells when it signed: a warning, never a pass without a word", async () => {
    const ended = sshSigner({ options: 'valid-before="202603021030Z"' });
    const { folder } = signedWorld(
      { ...trust, allowed_signers: ended.trust },
      { ledger: always(ended), registry: always(github) },
    );
    const result = await verify(folder);
    expect(result.verdict).toBe("pass");
    expect(codes(result), shown(result)).toEqual(["SIGNATURE_TIME_UNTRUSTED warning"]);
    const before = await verify(folder, { asOf: Date.UTC(2026, 2, 2, 10, 20) });
    expect(before.findings, shown(before)).toEqual([]);
  });

  test.each([
    { name: "stolen", reason: 2, severity: "error" },
    { name: "superseded before it signed", reason: 1, severity: "error" },
  ])("an OpenPGP key that was revoked: $name", async ({ reason, severity }) => {
    const revoked = pgpSigner({ revoked: { at: at(8), reason }, kind: "eddsa" });
    const { folder } = signedWorld({ ...trust, "app.asc": revoked.trust }, { ...signers, ledger: always(revoked) });
    expect(codes(await verify(folder))).toEqual([`SIGNATURE_TIME_UNTRUSTED ${severity}`]);
  });

  test("an OpenPGP key that has expired", async () => {
    const expired = pgpSigner({ created: at(0), life: 9 * 3600, kind: "eddsa", signsAt: at(8) });
    const { folder } = signedWorld({ ...trust, "app.asc": expired.trust }, { ...signers, ledger: always(expired) });
    const result = await verify(folder);
    expect(codes(result), shown(result)).toEqual(["SIGNATURE_TIME_UNTRUSTED error"]);
    expect(result.findings[0]?.message).toContain("(expired)");
  });
});

describe("the folder of a record, and when a server signed its commit", () => {
  const later = (hour: number) => pgpSigner({ signsAt: at(hour) });
  const signedLast = (signer: Signer, files: Readonly<Record<string, string>>) =>
    signedWorld({ ...trust, ...files }, { ...signers, ledger: ({ index }) => (index < 2 ? app : signer) });

  test("days behind the folder the records were written afterwards, whatever they say", async () => {
    const server = later(24 * 2);
    const { folder, ledgerCommits } = signedLast(server, { "web-flow.asc": github.trust + server.trust });
    const result = await verify(folder);
    expect([result.verdict, codes(result)], shown(result)).toEqual(["fail", ["BACKDATED_RECORD error"]]);
    const [item] = result.findings;
    expect(item).toMatchObject({ path: expect.stringContaining("2026/03/02/"), commits: [ledgerCommits[2]] });
    expect(item?.message).toMatch(
      /says that it was written on 2026-03-02, but .* is of 2026-03-04T00:00:00\.000Z; 7 more records/,
    );
  });

  test("the next day is one of a run that hung", async () => {
    const server = later(24 * 2 - 1);
    const { folder } = signedLast(server, { "web-flow.asc": github.trust + server.trust });
    expect((await verify(folder)).findings).toEqual([]);
  });

  test("what another key says of its time is its word", async () => {
    const own = later(24 * 9);
    const { folder } = signedLast(own, { "app.asc": own.trust });
    expect((await verify(folder)).findings).toEqual([]);
  });
});

describe("trusted keys that somebody else changes", () => {
  test.each([
    { name: "unsigned", signer: null, says: "it is not signed" },
    { name: "signed by the new key itself", signer: stranger, says: "signed by another key" },
  ])("a stranger writes himself in, $name: his key does not count", async ({ signer, says }) => {
    const { folder, ledgerCommits } = signedWorld(trust, signers);
    const changed = addSigned(folder, "qms", { ".qms/trust/allowed_signers": app.trust + stranger.trust }, signer);
    const last = readCommit(folder, ledgerCommits.at(-1) ?? "").replace(/^gpgsig .*\n(?: .*\n)*/m, "");
    const signed = Buffer.from(
      last.replace("\n\n", `\ngpgsig ${stranger.sign(Buffer.from(last)).trimEnd().replaceAll("\n", "\n ")}\n\n`),
    );
    gitIn(folder, ["update-ref", "refs/heads/qms-ledger", writeCommit(folder, signed)]);
    const result = await verify(folder);
    expect(result.verdict).toBe("fail");
    expect(codes(result), shown(result)).toEqual(["IDENTITY_UNPROVEN warning", "TRUST_ROOT_CHANGED error"]);
    const item = result.findings.find(({ code }) => code === "TRUST_ROOT_CHANGED");
    expect(item).toMatchObject({ path: ".qms/trust/allowed_signers", commits: [changed] });
    expect(item?.message).toContain(says);
    // Both branches have one commit that nobody vouches for.
    expect(result.findings.filter(({ code }) => code === "IDENTITY_UNPROVEN").length).toBe(2);
  });

  test("all of them are deleted: those before go on counting", async () => {
    const { folder } = signedWorld(trust, signers);
    addSigned(folder, "qms", { ".qms/trust/allowed_signers": null, ".qms/trust/web-flow.asc": null }, null);
    const result = await verify(folder);
    expect(codes(result), shown(result)).toEqual(["IDENTITY_UNPROVEN warning", "TRUST_ROOT_CHANGED error"]);
    expect(result.covered.signatures?.proven).toBe(7);
  });

  test("by a key that had ended, which makes itself count again", async () => {
    const ended = sshSigner({ options: 'valid-before="202603020900Z"' });
    const { folder } = signedWorld({ ...trust, allowed_signers: app.trust + ended.trust }, signers);
    addSigned(
      folder,
      "qms",
      { ".qms/trust/allowed_signers": app.trust + ended.trust.replace(/ valid-before="\w+"/, "") },
      ended,
      {
        date: at(8),
      },
    );
    const result = await verify(folder);
    expect(codes(result), shown(result)).toContain("TRUST_ROOT_CHANGED error");
  });

  test("by a branch of his own that a merge makes the first parent", async () => {
    for (const isOrphan of [true, false]) {
      const { folder, registryCommits } = signedWorld({ "README.md": "later\n" }, signers);
      const base = registryCommits.at(-1) ?? "";
      const real = addSigned(folder, "qms", { ".qms/trust/allowed_signers": app.trust }, github);
      const files = { ".qms/trust/allowed_signers": stranger.trust };
      const side = isOrphan
        ? addSigned(folder, "side", files, stranger, { parents: [] })
        : addSigned(folder, "side", files, stranger, { parents: [base] });
      const merge = addSigned(folder, "qms", {}, stranger, { parents: [side, real] });
      const result = await verify(folder);
      const item = result.findings.find(({ code }) => code === "TRUST_ROOT_CHANGED");
      expect(item, shown(result)).toMatchObject({ severity: "error", commits: [merge] });
    }
  });
});

test("keys that cannot be used are named, and the others count", async () => {
  const { folder } = signedWorld({ ...trust, allowed_signers: `x ssh-dss AAAA\n${app.trust}` }, signers);
  const result = await verify(folder);
  expect(result.findings, shown(result)).toEqual([]);
  expect(result.not_checked.join("\n")).toContain("trusted keys: allowed_signers, line 1: its key cannot be used");
});
