import { afterEach, describe, expect, test } from "vitest";
import type { Verified } from "../../src/generated/types/verified.ts";
import type { VerifyOptions } from "../../src/operations/verify-repository.ts";
import { pgpSigner, type Signer, sshSigner } from "../support/signing.ts";
import { removeRepository } from "./audit-world.ts";
import { addSigned, signedWorld } from "./signed-world.ts";
import { codesOf, cutsOf, goOn, seedOf, verifyAt, verifyWhole } from "./since-cuts.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

const always = (signer: Signer | null) => () => signer;
const at = (hour: number, minute = 0) => Date.UTC(2026, 2, 2, hour, minute) / 1000;
const app = sshSigner();
const github = pgpSigner({ signsAt: at(10, 30) });
const trust = { allowed_signers: app.trust, "web-flow.asc": github.trust };
const signers = { ledger: always(app), registry: always(github) };

async function noted(folder: string, more: Partial<VerifyOptions> = {}): Promise<Verified> {
  folders.push(folder);
  const { note } = await verifyWhole(folder, more);
  if (note === null) throw new Error("the world does not pass");
  return note;
}

test("signed branches that are cut anywhere pass, and leave the same note", async () => {
  const { folder } = signedWorld(trust, signers);
  const whole = await noted(folder);
  let cuts = 0;
  for (const cut of cutsOf(folder, true)) {
    const note = await verifyAt(folder, cut, {});
    if (note === null) continue;
    const since = await goOn(folder, note);
    expect(since.result).toMatchObject({ verdict: "pass", findings: [] });
    expect(seedOf(since.note)).toBe(seedOf(whole));
    if (since.result.since?.reread === null) cuts++;
  }
  // Its approvals name the first head of the registry: behind a later one the whole ledger tells whether it had gone.
  expect(cuts).toBeGreaterThan(1);
});

describe("after the note", () => {
  test("an unsigned commit of the registry is found", async () => {
    const { folder } = signedWorld(trust, signers);
    const note = await noted(folder);
    addSigned(folder, "qms", { ".qms/trust/README.md": "x\n", ".qms/bypasses/notes.md": "x\n" }, null);
    const { result } = await goOn(folder, note);
    expect(codesOf(result)).toEqual(["IDENTITY_UNPROVEN"]);
    expect(result.since?.reread).toContain("IDENTITY_UNPROVEN");
  });

  test("trusted keys that change, or that the auditor gives now, are judged by reading everything", async () => {
    const { folder } = signedWorld(trust, signers);
    const note = await noted(folder);
    const given = new Map(Object.entries(trust).map(([name, text]) => [name, new TextEncoder().encode(text)]));
    expect((await goOn(folder, note, { trust: given })).result.since?.reread).toBe(
      "other keys are trusted than before",
    );
    const mine = await noted(folder, { trust: given });
    expect((await goOn(folder, mine, { trust: given })).result.since?.reread).toBeNull();
    expect((await goOn(folder, mine)).result.since?.reread).toBe("other keys are trusted than before");
    const mallory = sshSigner();
    addSigned(folder, "qms", { ".qms/trust/allowed_signers": mallory.trust }, mallory);
    const { result } = await goOn(folder, note);
    expect(result.since?.reread).toBe("the trusted keys were touched");
    expect(codesOf(result)).toContain("TRUST_ROOT_CHANGED");
  });

  test("a key that ended in the meantime", async () => {
    const ending = sshSigner({ options: 'valid-before="202603030000Z"' });
    const { folder } = signedWorld({ ...trust, allowed_signers: ending.trust }, { ...signers, ledger: always(ending) });
    const note = await noted(folder);
    const asOf = Date.UTC(2026, 2, 3, 6);
    const { result } = await goOn(folder, note, { asOf });
    expect(result.since?.reread).toBe("a trusted key begins or ends in the meantime");
    expect(codesOf(result)).toEqual(codesOf((await verifyWhole(folder, { asOf })).result));
  });
});
