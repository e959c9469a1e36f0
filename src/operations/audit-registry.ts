import { lineOf } from "../core/audit/branch-line.ts";
import { builtInsOf } from "../core/audit/built-ins.ts";
import { checkAsked } from "../core/audit/check-asked.ts";
import { checkDeclared } from "../core/audit/check-declared.ts";
import { checkNamedContents } from "../core/audit/check-named-contents.ts";
import { checkRegistry, type RegistryAudit } from "../core/audit/check-registry.ts";
import { ruledBefore } from "../core/audit/check-rule-dates.ts";
import { checkRuleHeads } from "../core/audit/check-rule-heads.ts";
import { registryHeads } from "../core/audit/descent.ts";
import { collectWitnesses } from "../core/audit/witnesses.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { Anchor } from "../core/ledger/verify-walk.ts";
import { auditActs } from "./audit-acts.ts";
import { auditSlots } from "./audit-slots.ts";
import type { BranchReading, CloneOptions, CloneReading } from "./read-clone.ts";

/** Judges the registry against the records of the ledger. */
export function auditRegistry(
  reading: BranchReading,
  clone: CloneReading,
  ledger: LedgerVerification | null,
  {
    folder,
    anchors,
    ...places
  }: Pick<CloneOptions, "folder" | "policyPath" | "peoplePath"> & { readonly anchors: readonly Anchor[] },
  notChecked: string[],
): RegistryAudit {
  const isComplete = ledger !== null && ledger.blindFrom === null;
  if (!isComplete) notChecked.push("whether every manifest was approved: not every record of the ledger could be read");
  const unread = clone.trees.count - clone.trees.read.size;
  notChecked.push(
    `modes, and names with a slash, in trees of ${reading.tip.ref} before its head: git fsck reads every tree`,
    ...(unread === 0 ? [] : [`${unread} trees of its head, which are not in this clone`]),
  );
  // A record that only this clone lacks may be the one that approves what we would complain about.
  const isUsable = isComplete || ledger?.verdict === "fail";
  const audit = checkRegistry(reading.commits, {
    branch: reading.tip.ref,
    folder,
    versions: clone.versions,
    trees: clone.trees.read,
    witnesses: isUsable && ledger !== null ? collectWitnesses(ledger.folds.values()) : new Map(),
    ledgerIsComplete: isComplete,
    heads: registryHeads(ledger?.folds.values() ?? [], anchors),
  });
  const { entries = [], folds = new Map() } = ledger ?? {};
  const builtIns = builtInsOf(entries);
  const slots = auditSlots(folds.values(), reading, clone, { ...places, builtIns });
  const acts = isComplete
    ? auditActs(ledger, reading, clone, { ...places, builtIns })
    : { findings: [], notChecked: [] };
  notChecked.push(...slots.notChecked, ...acts.notChecked);
  const asked =
    isUsable && ledger !== null
      ? [checkAsked, checkNamedContents].flatMap((check) => check(ledger.folds.values(), clone.versions))
      : [];
  const declared = isComplete ? checkDeclared(folds, clone.versions) : [];
  const former = checkRuleHeads(entries, lineOf(reading.commits).placeOf);
  const people = slots.isByPeople && places.peoplePath !== undefined ? { people: places.peoplePath } : {};
  const paths = [places.policyPath, places.peoplePath ?? places.policyPath];
  return {
    ...audit,
    ...people,
    ruled: ruledBefore(entries, reading.commits, paths),
    findings: [...audit.findings, ...slots.findings, ...acts.findings, ...former, ...asked, ...declared],
  };
}
