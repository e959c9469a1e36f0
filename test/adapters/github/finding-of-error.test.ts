import { expect, test } from "vitest";
import {
  ConversationLocked,
  GitHubRefusal,
  GitHubUnavailable,
  PermissionMissing,
  toExpected,
} from "../../../src/adapters/github/request-failure.ts";
import { ConfigurationError, UnavailableError } from "../../../src/core/findings/errors.ts";
import { findingOfError } from "../../../src/entrypoints/finding-of-error.ts";

const answer = (status: number, headers: Record<string, string> = {}, message = "no") => ({
  status,
  message,
  response: { headers, data: { message } },
});

test.each([
  ["CONFIGURATION", new ConfigurationError("It is not there.", "Put it there.")],
  ["REF_NOT_DEFAULT", new ConfigurationError("Elsewhere.", "Go there.", "REF_NOT_DEFAULT")],
  ["RECORD_REFUSED", new ConfigurationError("It cannot follow.", "Look.", "RECORD_REFUSED")],
  ["PERMISSION_MISSING", new PermissionMissing("POST statuses", "statuses: write")],
  ["CONVERSATION_LOCKED", new ConversationLocked("POST issues/7/comments")],
  ["UNAVAILABLE", new UnavailableError("Nobody answers.", "Try again.")],
  ["LOOKUP_FAILED", new GitHubUnavailable("GET pulls/7", 502, "Bad Gateway")],
  ["GITHUB_REFUSED", new GitHubRefusal("PUT pulls/7/merge", 422, "Head is gone")],
] as const)("%s is an expected end: a sentence and what to do, no stack", (code, error) => {
  const { shown, bug } = findingOfError(error);
  expect(bug).toBe(false);
  expect(shown.code).toBe(code);
  expect(shown.message).not.toBe("");
  expect(shown.fix).not.toBe("");
});

test("INTERNAL_ERROR: anything else is a bug and says so, a thrown text too", () => {
  for (const error of [new TypeError("x is not a function"), "a text", undefined, { status: "500" }]) {
    expect(findingOfError(error)).toMatchObject({ bug: true, shown: { code: "INTERNAL_ERROR", severity: "error" } });
  }
});

test.each([
  ["PermissionMissing", answer(403, { "x-accepted-github-permissions": "statuses=write" })],
  ["GitHubUnavailable", answer(403, { "retry-after": "60" })],
  ["GitHubUnavailable", answer(403, { "x-ratelimit-remaining": "0" })],
  ["GitHubUnavailable", answer(403, {}, "You have exceeded a secondary rate limit")],
  ["GitHubUnavailable", answer(429)],
  ["GitHubUnavailable", answer(502)],
  ["GitHubUnavailable", { status: 500, message: "socket hang up" }],
  ["ConversationLocked", answer(403, {}, "Unable to create comment because issue is locked.")],
  ["GitHubRefusal", answer(404)],
  ["GitHubRefusal", answer(422)],
  ["ConfigurationError", answer(401)],
] as const)(
  "%s: a 403 is a permission or a limit by its headers and words; other answers by their number",
  (name, thrown) => {
    expect(toExpected(thrown, "GET things", "read").name).toBe(name);
  },
);

test("the missing permission is named as a workflow writes it", () => {
  const error = toExpected(
    answer(403, { "x-accepted-github-permissions": "pull_requests=write; issues=write" }),
    "POST comments",
    "write",
  );
  expect(error.message).toContain("pull-requests: write");
});

test("a lost answer to a write says that nobody knows whether it took effect", () => {
  expect(toExpected({ status: 500, message: "terminated" }, "POST refs", "write").message).toContain("not known");
});
