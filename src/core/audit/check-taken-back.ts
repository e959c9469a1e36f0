import { finding } from "../findings/finding.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { Step } from "./follow-mainline.ts";

export interface TakenBackOptions {
  readonly branch: string;
  /** Paths that already have a finding, as the new place of another one. */
  readonly moved: ReadonlySet<string>;
  /** Commits of the main line that brought what a record approves, and the drafts before it. */
  readonly bringing: ReadonlySet<string>;
  readonly digestOf: (blob: string | null) => string | null;
}

/**
 * Manifests that the branch had for a while, and that no record approves. Taken away again, the head does not show them; but who could
 * put one there could have had it acted on. A draft that got its name late is on the line, too, where its pull request was merged by
 * rebase: git does not tell it from such a push, so it is a warning.
 * @param unapproved what the main line did to each path that no record names
 */
export function checkTakenBack(
  unapproved: ReadonlyMap<string, readonly Step[]>,
  { branch, moved, bringing, digestOf }: TakenBackOptions,
): AuditFinding[] {
  const findings: AuditFinding[] = [];
  for (const [path, steps] of unapproved) {
    const [first, last] = [steps.find((step) => step.kind === "version"), steps.at(-1)];
    if (first?.kind !== "version" || last?.kind !== "gone" || moved.has(path)) continue;
    const where = `was on the branch ${branch} until commit ${last.commit.oid} took it away`;
    const params = { file: path, where, found: digestOf(first.blob) ?? "none" };
    const item = finding("MANIFEST_UNAPPROVED", params, { path });
    const ends = steps.filter((step) => step.kind === "gone");
    const severity = ends.every(({ commit }) => bringing.has(commit.oid)) ? "warning" : item.severity;
    findings.push(auditFinding({ ...item, severity }, { commits: [first.commit.oid, last.commit.oid] }));
  }
  return findings;
}
