import { finding } from "../findings/finding.ts";
import { bypassOfPath, parseManifestId } from "../manifest/manifest-id.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { namesRequester, selfApproval } from "./check-approvers.ts";
import type { PresentManifest, RegistryOptions } from "./check-registry.ts";
import type { ManifestName } from "./manifest-name.ts";
import { isNamed } from "./witnesses.ts";

/** The head has it on the branch's way, and not in its tree. */
const unread: ManifestName = {
  ...{ id: null, request: null },
  problem: "it is not in the tree of the branch's head",
};

const amendment = /\.amend-[^/]*\.ya?ml$/;

/**
 * Judges what the head of the branch has: nothing that no record approves, nothing unreadable, no id twice.
 * @param moved paths that already have a finding, as the new place of another one.
 * @returns besides, whether every manifest that names an id lies under the path of that id
 */
export function checkPresent(
  present: readonly PresentManifest[],
  moved: ReadonlySet<string>,
  digestOf: (blob: string | null) => string | null,
  options: RegistryOptions,
): { readonly findings: readonly AuditFinding[]; readonly isNamedById: boolean } {
  const findings: AuditFinding[] = [];
  let isNamedById = true;
  const named = new Map<string, PresentManifest[]>();
  for (const item of present) {
    const { path, blob, commit, pinned } = item;
    const bypass = pinned?.bypass ?? parseManifestId(nameOf(path))?.id ?? null;
    const about = { bypass, seq: pinned?.seq ?? null, commits: [commit.oid] };
    const digest = digestOf(blob);
    if (!isNamed(options.witnesses.get(path)) && options.ledgerIsComplete && !moved.has(path)) {
      const params = { file: path, where: `is on the branch ${options.branch}`, found: digest ?? "none" };
      findings.push(auditFinding(finding("MANIFEST_UNAPPROVED", params, { path }), about));
    }
    const version = options.versions.get(blob ?? "");
    if (version === undefined) continue;
    const { id, request, problem } = version.name ?? unread;
    findings.push(...selfApprovals(path, digest, request?.requester ?? null, options));
    if (amendment.test(path)) continue;
    // Content that replaced the approved one has its finding; that it is no manifest either adds nothing.
    const isAltered = pinned !== null && digest !== pinned.manifest.sha256;
    if (problem !== null && !isAltered) {
      findings.push(auditFinding(finding("MANIFEST_UNPARSABLE", { file: path, problem }, { path }), about));
    }
    if (id === null) continue;
    const others = named.get(id);
    if (others === undefined) named.set(id, [item]);
    else others.push(item);
    if (bypassOfPath(path, options.folder) !== id) isNamedById = false;
  }
  for (const [id, files] of named) findings.push(...duplicates(id, files, options.folder));
  return { findings, isNamedById };
}

/** Further files with an id. The first one is what is approved under it, or what lies where that id belongs. */
function duplicates(id: string, files: readonly PresentManifest[], folder: string): AuditFinding[] {
  const own =
    files.find(({ pinned }) => pinned?.bypass === id) ??
    files.find(({ path }) => bypassOfPath(path, folder) === id) ??
    files[0];
  return files
    .filter((file) => file !== own)
    .map(({ path, commit, pinned }) => {
      const fix = `Compare it with ${own?.path}, and ask whoever wrote the commit; what asks for something of its own needs an id of its own, in a new request.`;
      const item = { ...finding("DUPLICATE_ID", { id }, { path }), fix };
      return auditFinding(item, { bypass: id, seq: pinned?.seq ?? null, commits: [commit.oid] });
    });
}

/** Approvals of this very content by the one who asks for it, as the manifest or the amendment names him. */
function selfApprovals(
  path: string,
  digest: string | null,
  requester: string | null,
  { witnesses }: RegistryOptions,
): AuditFinding[] {
  const approvals = witnesses.get(path)?.approvals ?? [];
  return approvals.flatMap(({ bypass, seq, manifest, approvers }) => {
    const self = requester === null || manifest.sha256 !== digest ? undefined : namesRequester(requester, approvers);
    if (self === undefined) return [];
    const item = selfApproval(self, `asks for ${bypass} (requested_by)`, seq, manifest);
    return [auditFinding(item, { bypass, seq, commits: [manifest.commit] })];
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/(?:\.amend-[^/]*)?\.ya?ml$/, "");
}
