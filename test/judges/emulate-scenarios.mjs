// What both emulators of GitHub are asked. A step: who, method, path below /repos/acme/payments, body, and the fields of the answer that
// must be equal (the status always). `keep` names a value of the answer; `{name}` in a later path or body is each side's own value.
// `differs`: the other one is known to answer otherwise; `here` is the status that GitHub documents, and why ours is right.
const at = (day) => ({ name: "Dev", email: "dev@example.com", date: `2026-01-0${day}T10:00:00Z` });
const signed = ["sha", "message", "tree.sha", "parents[].sha", "author", "committer"];
const entry = ["sha", "tree[].path", "tree[].mode", "tree[].type", "tree[].sha"];
const file = ["type", "name", "path", "sha", "size", "encoding", "content"];
const issue = ["number", "title", "body", "state", "state_reason", "user.login", "labels[].name", "assignees[].login"];
const pull = ["number", "state", "title", "body", "draft", "user.login", "head.ref", "head.sha", "base.ref", "merged"];

/** Git data: everything here is named by its content, so the names themselves must agree. */
const gitData = [
  { do: ["POST", "/git/blobs", { content: "aGVsbG8K", encoding: "base64" }], show: ["sha"], keep: { blob: "sha" } },
  { do: ["POST", "/git/blobs", { content: "plain\n", encoding: "utf-8" }], show: ["sha"], keep: { plain: "sha" } },
  { do: ["GET", "/git/blobs/{blob}"], show: ["sha", "size", "encoding", "content"] },
  { do: ["GET", `/git/blobs/${"1".repeat(40)}`], show: [] },
  {
    do: [
      "POST",
      "/git/trees",
      {
        tree: [
          { path: "src/app.txt", mode: "100644", type: "blob", sha: "{blob}" },
          { path: "run.sh", mode: "100755", type: "blob", content: "#!/bin/sh\n" },
          { path: "src/deep/er/plain.txt", mode: "100644", type: "blob", sha: "{plain}" },
        ],
      },
    ],
    show: entry,
    keep: { tree: "sha" },
  },
  { do: ["GET", "/git/trees/{tree}?recursive=1"], show: [...entry, "truncated"] },
  {
    do: [
      "POST",
      "/git/commits",
      { message: "One\n\nbody", tree: "{tree}", parents: [], author: at(1), committer: at(2) },
    ],
    show: signed,
    keep: { one: "sha" },
  },
  { do: ["GET", "/git/commits/{one}"], show: signed },
  { do: ["POST", "/git/refs", { ref: "refs/heads/base", sha: "{one}" }], show: ["ref", "object.type", "object.sha"] },
  { do: ["POST", "/git/refs", { ref: "refs/heads/base", sha: "{one}" }], show: [] },
  { do: ["POST", "/git/refs", { ref: "refs/heads/none", sha: "1".repeat(40) }], show: [] },
  {
    do: [
      "POST",
      "/git/trees",
      {
        base_tree: "{tree}",
        tree: [
          { path: "src/app.txt", mode: "100644", type: "blob", content: "changed\n" },
          { path: "run.sh", mode: "100755", type: "blob", sha: null },
        ],
      },
    ],
    show: entry,
    keep: { second: "sha" },
  },
  {
    do: [
      "POST",
      "/git/commits",
      { message: "Two", tree: "{second}", parents: ["{one}"], author: at(3), committer: at(3) },
    ],
    show: signed,
    keep: { two: "sha" },
  },
  {
    do: [
      "POST",
      "/git/commits",
      { message: "Side", tree: "{tree}", parents: ["{one}"], author: at(4), committer: at(4) },
    ],
    show: signed,
    keep: { side: "sha" },
  },
  { do: ["POST", "/git/refs", { ref: "refs/heads/work", sha: "{two}" }], show: ["object.sha"] },
  { do: ["PATCH", "/git/refs/heads/work", { sha: "{side}", force: false }], show: [] },
  { do: ["PATCH", "/git/refs/heads/work", { sha: "{side}", force: true }], show: ["object.sha"] },
  { do: ["PATCH", "/git/refs/heads/work", { sha: "{two}", force: true }], show: ["object.sha"] },
  { do: ["PATCH", "/git/refs/heads/base", { sha: "1".repeat(40) }], show: [] },
  { do: ["GET", "/git/ref/heads/work"], show: ["ref", "object.sha"] },
  { do: ["GET", "/git/ref/heads/none"], show: [] },
  { do: ["GET", "/git/matching-refs/heads/wor"], show: ["[].ref", "[].object.sha"] },
  { do: ["POST", "/git/refs", { ref: "refs/heads/gone", sha: "{one}" }], show: ["ref"] },
  { do: ["DELETE", "/git/refs/heads/gone"], show: [] },
  {
    do: ["DELETE", "/git/refs/heads/gone"],
    show: [],
    differs: { here: 422, why: "GitHub's 'Reference does not exist' is a 422" },
  },
];

const contents = [
  { do: ["GET", "/contents/src/app.txt?ref=work"], show: file },
  { do: ["GET", "/contents/src/app.txt?ref=base"], show: file },
  { do: ["GET", "/contents/run.sh?ref=base"], show: file },
  { do: ["GET", "/contents/src?ref=work"], show: ["[].type", "[].name", "[].path", "[].sha", "[].size"] },
  { do: ["GET", "/contents/run.sh?ref=work"], show: [] },
  { do: ["GET", "/contents/src/app.txt?ref=none"], show: [] },
  {
    do: ["GET", "/compare/base...work"],
    show: [
      "status",
      "ahead_by",
      "behind_by",
      "total_commits",
      "merge_base_commit.sha",
      "commits[].sha",
      "files[].filename",
      "files[].status",
    ],
  },
  { do: ["GET", "/compare/work...base"], show: ["status", "ahead_by", "behind_by"] },
  {
    do: ["GET", "/commits/work"],
    show: ["sha", "commit.message", "parents[].sha", "files[].filename", "files[].status"],
  },
];

const labels = [
  {
    do: ["POST", "/labels", { name: "qms:bypass", color: "00ff00", description: "d" }],
    show: ["name", "color", "description"],
  },
  { do: ["POST", "/labels", { name: "qms:bypass", color: "00ff00" }], show: [] },
  { do: ["GET", "/labels/qms:bypass"], show: ["name", "color", "description"] },
  { do: ["GET", "/labels/none"], show: [] },
  { do: ["GET", "/labels"], show: ["[].name"] },
  {
    do: ["POST", "/labels", { name: "QMS:Bypass", color: "00ff00" }],
    show: [],
    differs: { here: 422, why: "labels are one in any case of their letters" },
  },
];

const issues = [
  {
    do: ["POST", "/issues", { title: "One", body: "text", labels: ["qms:bypass"], assignees: ["dev"] }],
    show: issue,
    keep: { first: "number" },
  },
  { do: ["GET", "/issues/{first}"], show: issue },
  { do: ["POST", "/issues/{first}/labels", { labels: ["new label"] }], show: ["[].name"] },
  { do: ["GET", "/issues/{first}/labels"], show: ["[].name"] },
  { do: ["DELETE", "/issues/{first}/labels/new%20label"], show: ["[].name"] },
  { do: ["DELETE", "/issues/{first}/labels/new%20label"], show: [] },
  { do: ["PATCH", "/issues/{first}", { title: "Another", body: "" }], show: issue },
  {
    do: ["PATCH", "/issues/{first}", { state: "closed", state_reason: "not_planned" }],
    show: [...issue, "closed_by.login"],
  },
  { do: ["GET", "/issues?state=open"], show: ["[].number"] },
  { do: ["GET", "/issues?state=closed&labels=qms:bypass"], show: ["[].number"] },
  { do: ["PATCH", "/issues/{first}", { state: "open" }], show: issue },
  {
    do: ["POST", "/issues/{first}/assignees", { assignees: ["boss"] }],
    show: ["assignees[].login"],
    differs: { here: 201, why: "the description lists 201" },
  },
  { do: ["DELETE", "/issues/{first}/assignees", { assignees: ["dev"] }], show: ["assignees[].login"] },
  { do: ["GET", "/issues/999"], show: [] },
];

const comments = [
  {
    do: ["POST", "/issues/{first}/comments", { body: "hello" }],
    show: ["body", "user.login"],
    keep: { comment: "id" },
  },
  { who: "dev", do: ["POST", "/issues/{first}/comments", { body: "second" }], show: ["body", "user.login"] },
  { do: ["PATCH", "/issues/comments/{comment}", { body: "changed" }], show: ["body", "user.login"] },
  { do: ["GET", "/issues/comments/{comment}"], show: ["body", "user.login"] },
  { do: ["GET", "/issues/{first}/comments"], show: ["[].body", "[].user.login"] },
  { do: ["GET", "/issues/{first}/comments?per_page=1&page=2"], show: ["[].body"] },
  { do: ["GET", "/issues/comments/999999"], show: [] },
  { do: ["POST", "/issues/999/comments", { body: "x" }], show: [] },
];

const pulls = [
  {
    who: "dev",
    do: ["POST", "/pulls", { title: "Work", body: "b", head: "work", base: "base" }],
    show: pull,
    keep: { pull: "number" },
  },
  { who: "dev", do: ["POST", "/pulls", { title: "Nothing", head: "base", base: "base" }], show: [] },
  { do: ["GET", "/pulls/{pull}"], show: [...pull, "mergeable"] },
  {
    do: ["GET", "/pulls/{pull}/files"],
    show: ["[].filename", "[].status", "[].additions", "[].deletions"],
    differs: { here: 200, why: "the other one shows no files of a branch that git data made" },
  },
  {
    do: ["GET", "/pulls/{pull}/commits"],
    show: ["[].sha"],
    differs: { here: 200, why: "what the base has already is no commit of the pull request" },
  },
  { do: ["GET", "/pulls?state=open&base=base"], show: ["[].number"] },
  {
    who: "dev",
    do: ["POST", "/pulls", { title: "Again", head: "work", base: "base" }],
    show: [],
    differs: { here: 422, why: "one open pull request per head and base" },
  },
  {
    do: ["POST", "/pulls/{pull}/reviews", { event: "REQUEST_CHANGES", body: "no" }],
    show: ["state", "user.login", "commit_id"],
    keep: { review: "id" },
    differs: { here: 200, why: "the description lists 200" },
  },
  { do: ["PUT", "/pulls/{pull}/reviews/{review}/dismissals", { message: "yes" }], show: ["state"] },
  {
    do: ["POST", "/pulls/{pull}/reviews", { event: "APPROVE", body: "fine" }],
    show: ["state", "user.login", "commit_id"],
    differs: { here: 200, why: "the description lists 200" },
  },
  { do: ["GET", "/pulls/{pull}/reviews"], show: ["[].state", "[].user.login"] },
  {
    who: "dev",
    do: ["POST", "/pulls/{pull}/reviews", { event: "APPROVE" }],
    show: [],
    differs: { here: 422, why: "nobody approves a pull request of their own" },
  },
  {
    do: ["PUT", "/pulls/{pull}/merge", { sha: "1".repeat(40) }],
    show: [],
    differs: { here: 409, why: "the description: 409 where the head does not match" },
  },
  { do: ["PUT", "/pulls/{pull}/merge", { sha: "{two}" }], show: ["merged"] },
  { do: ["GET", "/pulls/{pull}"], show: [...pull, "merged_by.login"] },
  {
    do: ["PUT", "/pulls/{pull}/merge", {}],
    show: [],
    differs: { here: 405, why: "the description: 405 where a merge cannot be performed" },
  },
  {
    do: ["PATCH", "/pulls/{pull}", { state: "open" }],
    show: [],
    differs: { here: 422, why: "what was merged is not opened again" },
  },
  { do: ["GET", "/contents/src/app.txt?ref=base"], show: ["sha"] },
];

const nothing = {
  required_status_checks: null,
  enforce_admins: null,
  required_pull_request_reviews: null,
  restrictions: null,
};
const protectedBy = [
  "required_status_checks.strict",
  "required_status_checks.contexts",
  "enforce_admins.enabled",
  "required_linear_history.enabled",
  "allow_force_pushes.enabled",
  "allow_deletions.enabled",
];

// The other one forgets `required_conversation_resolution`, so it is not asked about.
const protection = [
  { do: ["GET", "/branches/base/protection"], show: [] },
  {
    do: [
      "PUT",
      "/branches/base/protection",
      {
        ...nothing,
        required_status_checks: { strict: true, contexts: ["ci"] },
        enforce_admins: true,
        required_linear_history: true,
        allow_force_pushes: true,
      },
    ],
    show: protectedBy,
  },
  { do: ["GET", "/branches/base/protection"], show: protectedBy },
  {
    do: ["PATCH", "/branches/base/protection/required_status_checks", { strict: false }],
    show: ["strict", "contexts"],
  },
  {
    do: ["DELETE", "/branches/base/protection/enforce_admins"],
    show: [],
    differs: { here: 204, why: "the other one has no such route" },
  },
  {
    do: ["GET", "/branches/base/protection/enforce_admins"],
    show: ["enabled"],
    differs: { here: 200, why: "and so it stays on there" },
  },
  {
    do: ["POST", "/branches/base/protection/enforce_admins"],
    show: ["enabled"],
    differs: { here: 200, why: "the other one has no such route" },
  },
  {
    do: ["PUT", "/branches/base/protection", nothing],
    show: ["required_linear_history.enabled", "enforce_admins.enabled"],
  },
  { do: ["GET", "/branches/base"], show: ["name", "protected"] },
  { do: ["DELETE", "/branches/base/protection"], show: [] },
  { do: ["DELETE", "/branches/base/protection"], show: [], differs: { here: 404, why: "'Branch not protected'" } },
  { do: ["GET", "/branches/base"], show: ["protected"] },
  { do: ["GET", "/branches/none"], show: [] },
];

export const scenarios = {
  "git data": gitData,
  contents,
  labels,
  issues,
  comments,
  "pull requests": pulls,
  "classic protection": protection,
};
