import { finding } from "../findings/finding.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { ManifestCase } from "./check-manifest.ts";
import { actsAtHead, type Descent } from "./descent.ts";
import type { Step } from "./follow-mainline.ts";
import type { Witness } from "./witnesses.ts";

/**
 * A change of an approved manifest off the main line, of which the line shows nothing: it was put back before the merge. Who makes his
 * own branch the first parent of a merge turns what the registry had into a side branch, so a push of an edit and of the old content
 * would hide there. A change before the merge of the request is a draft. Of a later one, git does not tell a mistake in a pull request
 * that was put back from an edit that the branch had: it is an error where something saw the branch at that commit or behind it, and a
 * warning else.
 * @param approved how the main line got the approved content
 */
export function checkAside(item: ManifestCase, pinned: Witness, approved: Step, descent: Descent): AuditFinding[] {
  const { path, digestOf } = item;
  const { sha256, commit: acted } = pinned.manifest;
  const changed = item.aside.filter(({ change }) => {
    if (change.kind === "added" || digestOf(change.previous) !== sha256) return false;
    return change.mode !== "100644" || digestOf(change.blob) !== sha256;
  });
  const starts = [approved.commit.oid, ...(actsAtHead.has(pinned.type) ? [acted] : [])];
  const later = changed.filter(({ commit }) => starts.some((start) => descent.isBehind(commit.oid, start)));
  const proven = later.find(({ commit }) => descent.wasHead(commit.oid));
  const found = proven ?? later[0];
  if (found === undefined) return [];
  const { commit, change } = found;
  const { seq, bypass } = pinned;
  const altered = { file: path, found: digestOf(change.blob) ?? "none", approved: sha256, seq };
  const what =
    change.kind === "deleted"
      ? finding("MANIFEST_DELETED", { file: path, seq }, { path })
      : finding("MANIFEST_ALTERED", altered, { path });
  const severity = proven === undefined ? "warning" : what.severity;
  return [auditFinding({ ...what, severity }, { bypass, seq, commits: [commit.oid] })];
}
