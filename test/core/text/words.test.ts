import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearestOf } from "../../../src/core/text/nearest.ts";
import { placeholderIn } from "../../../src/core/text/placeholder.ts";
import { redactSecrets, secretKindIn } from "../../../src/core/text/secrets.ts";
import { examplesIn } from "../../schemas/example-files.ts";

describe("nearest words", () => {
  test.each([
    ["sucess_criteria", "success_criteria"],
    ["titel", "title"],
    ["Emergency", "EMERGENCY"],
    ["l1", "L1"],
    ["requestedby", "requested_by"],
    ["zzz", null],
    ["", null],
    ["x".repeat(101), null],
  ])("%j is nearest to %j", (word, expected) => {
    const known = ["title", "success_criteria", "EMERGENCY", "L1", "L2", "requested_by"];
    expect(nearestOf(word, known)).toBe(expected);
  });

  test("of equally near ones the first; of none nothing", () => {
    expect(nearestOf("L9", ["L1", "L2"])).toBe("L1");
    expect(nearestOf("x", [])).toBeNull();
  });

  test("a distance is symmetric, zero for equals, and never more than the longer word", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "_"), maxLength: 9 });
    fc.assert(
      fc.property(word, word, (left, right) => {
        const distance = editDistance(left, right);
        expect(distance).toBe(editDistance(right, left));
        expect(distance === 0).toBe(left === right);
        expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
      }),
      { seed: 20260302, numRuns: 1000 },
    );
    expect([editDistance("ab", "ba"), editDistance("kitten", "sitting"), editDistance("A", "a")]).toEqual([1, 3, 0]);
  });
});

describe("template text", () => {
  const real = [
    "Checkout is down for every customer since 01:57 UTC, about 700 orders per hour.",
    "The list [a, b, c] of steps is in the runbook; see [the incident](https://x.example).",
    "We describe the risk in the review: none of the tests covers the retry path.",
    "Nothing but the documentation check fails; the todo list of the team is empty.",
    "n/a is what the dashboard shows, because the exporter is down as well.",
    "世界中のお客様が支払いできません。原因は昨夜の更新です。修正は二つの検査で止まっています。",
    "Мы проверили todo-список команды, и кроме документации ничего не осталось.",
    "Ошибка в сервисе оплаты: клиенты не могут завершить заказ уже час.",
  ];
  test.each(real)("%j is a text", (text) => {
    expect(placeholderIn(text)).toBeNull();
  });

  test.each([
    "TODO",
    "todo: write this",
    "TBD",
    "n/a",
    "N/A.",
    "none",
    "not applicable",
    "...",
    "---",
    "???",
    "[Describe the business impact]",
    "Impact: [DESCRIBE business impact here] and more",
    "<your text goes here>",
    "<describe the rollback>",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "word word word word word word word word word",
    "........................................",
  ])("%j is none", (text) => {
    expect(placeholderIn(text)).not.toBeNull();
  });
});

test("texts made to be slow end: a page of punctuation, brackets or one word", () => {
  for (const crumb of [".", "-", "?", "[describe ", "<your ", "todo", "x", "n/a ", "[", " \t"])
    for (const tail of ["", "y", "]", "."])
      expect(placeholderIn(`${crumb.repeat(60_000 / crumb.length)}${tail}`)).toBeDefined();
});

/** Built here, so that no scanner takes the test for a leak. */
const secrets: readonly (readonly [string, string])[] = [
  ["a GitHub token", `ghp_${"a1B2c3".repeat(6)}`],
  ["a GitHub token", `ghs_${"a1B2c3".repeat(6)}`],
  ["a GitHub token", `github_pat_${"a1B2c3_".repeat(10)}`],
  ["a private key", `-----BEGIN ${"RSA "}PRIVATE KEY-----`],
  ["a private key", `-----BEGIN ${"OPENSSH "}PRIVATE KEY-----`],
  ["an AWS access key", `AKIA${"Z7".repeat(8)}`],
  ["a Slack token", `xoxb-${"123456789012"}-abcdef`],
  ["a Slack webhook address", `https://hooks.slack.com/services/${"T000/B000/XXXXXXXXXXXX"}`],
  ["a GitLab token", `glpat-${"aB3".repeat(7)}`],
  ["a Google API key", `AIza${"aB3x9".repeat(7)}`],
  ["a Stripe key", `sk_live_${"aB3x9".repeat(5)}`],
  ["an npm token", `npm_${"aB3x9Z".repeat(6)}`],
  ["a JSON web token", `eyJ${"hbGciOiJIUzI1NiJ9"}.eyJ${"zdWIiOiIxMjM0In0"}.${"SflKxwRJSMeKKF2Q"}`],
  ["a password in a URL", `postgres://app:${"s3cret"}@db.example/x`],
];

describe("secrets", () => {
  test.each(secrets)("%s is recognised anywhere in a text, and redacted", (kind, secret) => {
    for (const text of [secret, `The value is ${secret}, sorry.`, `x="${secret}"\n`]) {
      expect(secretKindIn(text)).toBe(kind);
      expect(redactSecrets(text)).not.toContain(secret.slice(8, 24));
      expect(redactSecrets(text)).toContain("[secret]");
    }
    expect(redactSecrets(`${secret} and ${secret}`).match(/\[secret\]/g)).toHaveLength(2);
  });

  test.each([
    "dffc5c79a97700589755935202638482fd77da1d",
    "1234567890123456789012345678901234567890",
    `sha256:${"0123456789abcdef".repeat(4)}`,
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "https://github.com/acme/payments/pull/512#issuecomment-123456",
    "https://user@host.example/path and https://host.example:8443/x@y",
    "The token was rotated; the password is in the vault. -----BEGIN CERTIFICATE-----",
    "ghp_ is the prefix of a GitHub token, AKIA that of AWS, xoxb- that of Slack",
    "BYPASS-L1-20260302-090000",
    "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=",
  ])("%j is none", (text) => {
    expect(secretKindIn(text)).toBeNull();
    expect(redactSecrets(text)).toBe(text);
  });

  test("no valid example holds one", () => {
    for (const file of [...examplesIn("manifest/valid", ".yml"), ...examplesIn("facts/valid", ".json")])
      expect([file.path, secretKindIn(new TextDecoder().decode(file.bytes))]).toEqual([file.path, null]);
  });

  test("texts made to be slow end: long runs of what a secret starts with", () => {
    for (const crumb of ["ghp_", "eyJ", "a:", "://", "x@", "-----BEGIN ", "xoxb-", "eyJa."])
      expect(redactSecrets(crumb.repeat(8000)).length).toBeGreaterThan(0);
  });
});
