import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { isDrillDeclaration } from "../procedure/declared-as.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { calledViolations } from "./called-violations.ts";
import { stoodOf } from "./holdings.ts";
import type { ManifestVersions } from "./manifest-name.ts";

/**
 * Whether each emergency was declared before it was activated, or a record calls that it was not the violation STEP_ORDER: apply-override
 * writes that with the activation, and has since it activates (R181). Which incident it is about says the manifest that people approved; a
 * declaration that was taken back later had been there.
 * @param folds all of them, that of PROCEDURE included
 * @param versions manifests whose request was not read, or whose bytes are others, are not judged: they have findings of their own
 * @param after records up to this number are not asked again
 */
export function checkDeclared(
  folds: ReadonlyMap<string, BypassFold>,
  versions: ManifestVersions,
  after = 0,
): AuditFinding[] {
  // Of each incident the number of its first declaration, and of its first one as a drill: there can be any number.
  const firstAs = new Map<string, number>();
  const nameOf = (isDrill: boolean, incident: unknown): string => `${isDrill} ${String(incident)}`;
  for (const { seq, event } of folds.get("PROCEDURE")?.entries ?? []) {
    if (event.type !== "incident.declared") continue;
    const name = nameOf(isDrillDeclaration(event), event.data.incident_id);
    if (!firstAs.has(name)) firstAs.set(name, seq);
  }
  return [...folds.values()].flatMap((fold): AuditFinding[] => {
    if (parseManifestId(fold.bypass)?.level !== "EMERGENCY" || calledViolations(fold).has("STEP_ORDER")) return [];
    const first = stoodOf(fold).find(({ event }) => event.type === "bypass.activated");
    const { manifest } = first?.event ?? {};
    const version = versions.get(manifest?.blob ?? "");
    const request = version?.sha256 === manifest?.sha256 ? version?.name?.request : undefined;
    const incident = request?.incident ?? null;
    if (first === undefined || first.seq <= after || manifest === undefined || incident === null) return [];
    const isDrill = request?.drill === true;
    const isDeclared = (as: boolean): boolean => (firstAs.get(nameOf(as, incident)) ?? Infinity) < first.seq;
    if (isDeclared(isDrill)) return [];
    const { seq, event } = first;
    const { path, sha256: expected, commit } = manifest;
    const how = isDrill ? "declares as a drill" : "declares";
    const problem = `that is about the incident ${incident}, which no record before it ${how}, and no record calls that the violation STEP_ORDER`;
    const item = finding("EVENT_MANIFEST_MISMATCH", { seq, type: event.type, file: path, expected, problem }, { path });
    // Whether a declaration is that of a drill the first versions did not ask.
    const severity = isDeclared(!isDrill) ? "warning" : item.severity;
    return [auditFinding({ ...item, severity }, { bypass: fold.bypass, seq, actor: event.actor, commits: [commit] })];
  });
}
