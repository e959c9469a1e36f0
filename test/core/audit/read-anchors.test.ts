import { expect, test } from "vitest";
import { readAnchors } from "../../../src/core/audit/read-anchors.ts";
import { readRepositoryId } from "../../../src/core/audit/read-repository-id.ts";

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const commit = "a".repeat(40);
const digest = "b".repeat(64);

test.each([
  ["a commit", { commit }, [{ source: "f", commit }]],
  ["a record", { seq: 3, event_sha256: digest }, [{ source: "f", record: { seq: 3, event_sha256: digest } }]],
  [
    "both, as a report holds them",
    {
      schema: "qms.report/v1",
      anchor: { ledger_commit: commit, seq: 3, event_sha256: digest, link_sha256: digest, main_head: commit },
    },
    [{ source: "f", commit, mainHead: commit, record: { seq: 3, event_sha256: digest, link_sha256: digest } }],
  ],
  [
    "a list",
    [{ commit }, { commit }],
    [
      { source: "f, anchor 1", commit },
      { source: "f, anchor 2", commit },
    ],
  ],
])("reads %s", (_, value, anchors) => {
  expect(readAnchors(bytes(value), "f")).toEqual(anchors);
});

test.each([
  ["no JSON", "{", /f is not JSON/],
  ["nothing", "null", /f holds no anchor/],
  ["an empty list", [], /f holds no anchor/],
  ["a report without an anchor", { schema: "qms.report/v1", anchor: null }, /f holds no anchor/],
  ["neither", { source: "x" }, /names neither a commit nor a record/],
  ["a short commit", { commit: "abc" }, /its commit is not 40 or 64/],
  ["a number as text", { seq: "3", event_sha256: digest }, /its seq is not a number/],
  ["half a record", { seq: 3 }, /its event_sha256 is no SHA-256/],
  ["a digest in capitals", { seq: 3, event_sha256: digest.toUpperCase() }, /its event_sha256 is no SHA-256/],
  ["a bad link", { seq: 3, event_sha256: digest, link_sha256: 1 }, /its link_sha256 is no SHA-256/],
  ["an unknown field", { commit, sha: 1 }, /unknown field "sha"/],
  ["a text", '"x"', /it is no anchor/],
  ["bytes that are no UTF-8", new Uint8Array([0xff]), /f is not JSON/],
])("refuses %s, because a misread anchor would seem to prove something", (_, value, message) => {
  expect(() => readAnchors(value instanceof Uint8Array ? value : bytes(value), "f")).toThrow(message);
});

test.each([
  ["# Ledger\n\nRepository: acme/payments, GitHub number 700123\n", { name: "acme/payments", id: 700123 }],
  ["Repository: acme/payments, GitHub number 700123\r\nmore", { name: "acme/payments", id: 700123 }],
  ["Repository: acme/payments, GitHub number 0\n", null],
  ["see Repository: acme/payments, GitHub number 7\n", null],
  ["Repository: a/b, GitHub number 7\nRepository: a/b, GitHub number 8\n", null],
  ["nothing", null],
])("the repository of %j is %j", (text, repository) => {
  expect(readRepositoryId(bytes(text))).toEqual(repository);
});

test("without a README.md nobody says which repository it is", () => {
  expect(readRepositoryId(null)).toBeNull();
});
