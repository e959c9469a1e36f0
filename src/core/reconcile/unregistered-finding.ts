import type { UnregisteredBypass } from "../../generated/types/reconcile.ts";
import { accountOf } from "../audit/check-unregistered.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { howFound } from "./render-reconciliation.ts";

/** A change past the rules as a finding. */
export function unregisteredFinding(item: UnregisteredBypass): Finding {
  const { pull_request: pull, merge_sha: commit, base, merged_by: by, merged_at: at } = item;
  const how = pull === null ? "without a pull request" : `by pull request #${pull}`;
  const who = by?.login ?? "somebody whom GitHub does not name";
  return finding("UNREGISTERED_BYPASS", {
    commit,
    base,
    how,
    who,
    at,
    found: howFound(item),
    account: accountOf(item.bypass, false),
  });
}
