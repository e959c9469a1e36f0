import { commitOf } from "../../../support/facts.ts";
import { editManifest, pathOf } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

const added = (path: string) => ({ path, status: "added" as const, mode: "100644" });
const other = pathOf("BYPASS-L1-20260224-101500");

/** The pull request as a container: base, files, commits, requester. */
export const structureRows: readonly Row[] = [
  {
    name: "another base than the registry branch",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.base = "main";
    },
    verdict: "denied",
    code: "WRONG_BASE",
    says: "main",
  },
  {
    name: "the manifest comes from a fork",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.fork = true;
    },
    verdict: "denied",
    code: "FORK_MANIFEST",
  },
  {
    name: "another file beside the manifest",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files.unshift(added("README.md"));
    },
    verdict: "denied",
    code: "SCOPE_VIOLATION",
    says: "README.md",
  },
  {
    name: "people.yml beside the manifest",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files.push({ path: ".qms/people.yml", status: "modified", mode: "100644" });
    },
    verdict: "denied",
    code: "SCOPE_VIOLATION",
    says: "people.yml",
  },
  {
    name: "two manifests, the other one first",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files.unshift(added(other));
    },
    verdict: "denied",
    code: "ONE_MANIFEST_PER_PR",
    says: "2 manifests",
  },
  {
    name: "an old manifest is changed beside the new one",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files.push({ path: other, status: "modified", mode: "100644" });
    },
    verdict: "denied",
    code: "MANIFEST_IMMUTABLE",
    says: "changed",
  },
  {
    name: "an old manifest is changed and nothing is added",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files = [{ path: other, status: "modified", mode: "100644" }];
      facts.pull_request.manifest_sha256 = null;
      facts.target = null;
    },
    verdict: "denied",
    code: "MANIFEST_IMMUTABLE",
  },
  {
    name: "an old manifest is deleted",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files.push({ path: other, status: "removed", mode: "000000" });
    },
    verdict: "denied",
    code: "MANIFEST_IMMUTABLE",
    says: "deleted",
  },
  {
    name: "an old manifest is renamed to something else",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files.push({ path: "old.yml", previous_path: other, status: "renamed", mode: "100644" });
    },
    verdict: "denied",
    code: "MANIFEST_IMMUTABLE",
    says: "renamed",
  },
  {
    name: "the manifest is a symbolic link",
    level: "L1",
    change: ({ facts }) => {
      for (const file of facts.pull_request.files) file.mode = "120000";
    },
    verdict: "denied",
    code: "MANIFEST_NOT_REGULAR",
    says: "symbolic link",
  },
  {
    name: "a commit without a GitHub account",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push({ ...commitOf("d", "x", 1), author: null });
    },
    verdict: "denied",
    code: "UNATTRIBUTED_COMMIT",
    says: "d000000000",
  },
  {
    name: "a co-author without a GitHub account",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push({ ...commitOf("d", "req", 120), co_authors: [{ login: "Somebody", id: null }] });
    },
    verdict: "denied",
    code: "UNATTRIBUTED_COMMIT",
  },
  {
    name: "a commit whose committer is not known is attributable by its author",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push({ ...commitOf("d", "req", 120), committer: null });
    },
    verdict: "approved",
    without: ["UNATTRIBUTED_COMMIT"],
  },
  {
    name: "the requester is nobody that we know",
    level: "L1",
    change: (world) => editManifest(world, "requested_by: req", "requested_by: stranger"),
    verdict: "denied",
    code: "REQUESTER_UNKNOWN",
    says: "stranger",
  },
  {
    name: "the requester is not in people.yml, but opened the request issue",
    level: "L1",
    change: (world) => {
      editManifest(world, "requested_by: req", "requested_by: Stranger");
      world.facts.request = { issue: 7, author: { login: "sTRANGER", id: 900 } };
    },
    verdict: "approved",
    without: ["REQUESTER_UNKNOWN", "REQUESTER_MISMATCH"],
  },
  {
    name: "somebody else opened the pull request: a warning",
    level: "L1",
    change: (world) => editManifest(world, "requested_by: req", "requested_by: mia"),
    verdict: "approved",
    code: "REQUESTER_MISMATCH",
    says: "mia",
  },
];
