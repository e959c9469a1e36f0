import { resolve } from "node:path";
import { cloneHistory } from "../build/adapters/git/clone-history.js";
import { readManifestsBeside } from "../build/adapters/threads/read-manifests-beside.js";

/** A clone with the names that the generated repositories use. */
export const cloneOptions = (folder) => ({
  history: cloneHistory(resolve(folder)),
  registryBranch: "qms",
  ledgerBranch: "qms-ledger",
  folder: ".qms/bypasses",
  policyPath: ".qms/policy.yml",
  peoplePath: ".qms/people.yml",
  defaultBranch: null,
  openManifestReader: readManifestsBeside,
  anchors: [],
});
