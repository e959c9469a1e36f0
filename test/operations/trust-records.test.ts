import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Verify } from "../../src/generated/types/verify.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { verifyNoted, verifySince } from "../../src/operations/verify-since.ts";
import { appendTo, eventOf } from "../core/ledger/fixture.ts";
import { pgpSigner, sshSigner } from "../support/signing.ts";
import { removeRepository } from "./audit-world.ts";
import { gitIn } from "./fast-import.ts";
import { addSigned, signedWorld } from "./signed-world.ts";
import { verifyOptions } from "./verify-options.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

const app = sshSigner();
const next = sshSigner({ principals: "next@example.com" });
const github = pgpSigner({ signsAt: Date.UTC(2026, 2, 2, 10, 30) / 1000 });
const file = ".qms/trust/allowed_signers";
const idOf = ({ blob }: { readonly blob: Buffer }) =>
  `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;

async function verify(folder: string): Promise<Verify> {
  return (await verifyRepository(verifyOptions(folder))).result;
}

const codes = ({ findings }: Verify): string[] => findings.map(({ code, severity }) => `${code} ${severity}`);
const since = ({ not_checked }: Verify) => not_checked.filter((line) => line.startsWith("since when"));

/** A registry that came to trust a second key, and a ledger that put one on record. */
function recordedWorld(key: string) {
  const { folder, ledger } = signedWorld(
    { allowed_signers: app.trust, "web-flow.asc": github.trust },
    { ledger: () => app, registry: () => github },
  );
  folders.push(folder);
  const changed = addSigned(folder, "qms", { [file]: app.trust + next.trust }, github);
  const mainHead = gitIn(folder, ["rev-parse", "main"]);
  const event = eventOf("trust.changed", 90, {
    ...{ bypass: "PROCEDURE", key: `${key}:1`, data: { kind: "added", key }, main_head: mainHead },
  });
  const added = appendTo(ledger, [event]).commits.at(-1)?.changes ?? [];
  const files = added.map(({ path, bytes }) => [path, Buffer.from(bytes ?? []).toString()]);
  addSigned(folder, "qms-ledger", Object.fromEntries(files), app);
  return { folder, changed };
}

test("a key on record that the registry names: nothing found; those that no record names are said", async () => {
  const { folder } = recordedWorld(idOf(next));
  const result = await verify(folder);
  expect([result.verdict, codes(result)], JSON.stringify(result.findings)).toEqual(["pass", []]);
  expect(since(result)).toEqual([expect.stringContaining("since when 2 of 3 trusted keys count")]);
});

test("a key that went later stays in the history, and is no finding", async () => {
  const { folder } = recordedWorld(idOf(next));
  addSigned(folder, "qms", { [file]: app.trust }, github);
  expect(codes(await verify(folder))).toEqual([]);
});

test("a key on record, and the registry was rewritten without it", async () => {
  const { folder, changed } = recordedWorld(idOf(next));
  gitIn(folder, ["update-ref", "refs/heads/qms", `${changed}~1`]);
  const cut = await verify(folder);
  expect([cut.verdict, codes(cut)]).toEqual(["fail", ["TRUST_ROOT_CHANGED error"]]);
  expect(cut.findings[0]?.message).toContain(`trusted the key ${idOf(next)} (.qms/trust), and no version`);
  expect(cut.findings[0]?.seq).toBeGreaterThan(1);
  // What comes after does not hide it.
  addSigned(folder, "qms", { [file]: `# again\n${app.trust}` }, github);
  expect(codes(await verify(folder))).toEqual(["TRUST_ROOT_CHANGED error"]);
});

test("which keys count is not known by a registry that is missing, cut, or not the one on record", async () => {
  const { folder, changed } = recordedWorld(idOf(next));
  const keys = async (options: Partial<VerifyOptions> = {}) =>
    (await verifyRepository(verifyOptions(folder, options))).keys?.length ?? null;
  expect(await keys()).toBe(3);
  expect(await keys({ registryBranch: "qmss" })).toBeNull();
  expect(await keys({ policyPath: "policies/policy.yml" })).toBeNull();
  gitIn(folder, ["update-ref", "refs/heads/qms", `${changed}~1`]);
  expect(await keys()).toBeNull();
});

test("a record makes no key count, and one of a key that never was is found", async () => {
  const stranger = sshSigner({ principals: "stranger@example.com" });
  const { folder } = recordedWorld(idOf(stranger));
  expect(codes(await verify(folder))).toEqual(["TRUST_ROOT_CHANGED error"]);
  addSigned(folder, "qms", { [file]: app.trust + stranger.trust }, stranger);
  const result = await verify(folder);
  expect(codes(result).sort()).toEqual(["IDENTITY_UNPROVEN warning", "TRUST_ROOT_CHANGED error"]);
  expect(result.findings.find(({ code }) => code === "TRUST_ROOT_CHANGED")?.message).toContain(
    "changes the trusted keys",
  );
});

test("verify --since does not take a new record of a key for its own proof: it reads everything again", async () => {
  const { folder } = recordedWorld(idOf(sshSigner()));
  const head = gitIn(folder, ["rev-parse", "qms-ledger"]);
  gitIn(folder, ["update-ref", "refs/heads/qms-ledger", "qms-ledger~1"]);
  const { result: before, note } = await verifyNoted(verifyOptions(folder));
  if (note === null) throw new Error(JSON.stringify(before.findings));
  gitIn(folder, ["update-ref", "refs/heads/qms-ledger", head]);
  const { result } = await verifySince(note, "verified.json", verifyOptions(folder));
  expect([result.verdict, codes(result)]).toEqual(["fail", ["TRUST_ROOT_CHANGED error"]]);
  expect(result.since?.reread).toContain("about a trusted key");
});
