import { cloneHistory } from "../adapters/git/clone-history.ts";
import { systemClock } from "../adapters/system.ts";
import { readManifestsBeside } from "../adapters/threads/read-manifests-beside.ts";
import type { CloneOptions } from "../operations/read-clone.ts";
import type { ActionContext } from "./run-action.ts";

/** Where things lie in the workspace. */
export function cloneOptions({ inputs, run }: ActionContext): CloneOptions {
  return {
    history: cloneHistory(run.workspace),
    registryBranch: inputs.text("registry-branch"),
    ledgerBranch: inputs.text("ledger-branch"),
    folder: inputs.text("path"),
    policyPath: inputs.text("policy"),
    peoplePath: inputs.text("people"),
    openManifestReader: readManifestsBeside,
    now: systemClock.now(),
  };
}
