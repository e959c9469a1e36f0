import type { Manifest } from "../../generated/types/manifest.ts";
import { manifestKind } from "../document/kinds.ts";
import { hasErrors, inReadingOrder, type Reading, readDocument } from "../document/read-document.ts";
import type { YamlDocument } from "../document/read-yaml.ts";
import { View } from "../document/view.ts";
import type { Finding } from "../findings/finding.ts";
import { withoutEchoes } from "../findings/without-echoes.ts";
import { type Classification, classify } from "../procedure/classify.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel } from "../procedure/levels.ts";
import { localDateOf } from "../time/business-days.ts";
import { parseManifestId } from "./manifest-id.ts";
import type { RuleContext } from "./rules/context.ts";
import { checkInstants, checkRemediationDates } from "./rules/dates.ts";
import { checkIdentity, checkNames, checkTrigger } from "./rules/identity.ts";
import { checkAnswers, checkLevel, checkRisk, checkSeverity } from "./rules/impact.ts";
import { checkAssessment, checkAudiences, checkCriteria, checkLegal } from "./rules/level-parts.ts";
import { checkTexts } from "./rules/texts.ts";

/** A manifest as far as it could be read, with everything that is wrong with it, and what level it requires. */
export interface ManifestReading {
  readonly path: string | null;
  readonly sha256: string;
  /** The manifest, only where it has no error. */
  readonly manifest: Manifest | null;
  /** The readable fields of a manifest that may be invalid. */
  readonly view: View;
  readonly where: Reading["where"];
  readonly classification: Classification;
  /** In reading order. */
  readonly findings: readonly Finding[];
}

const rules = [
  checkIdentity,
  checkNames,
  checkTrigger,
  checkSeverity,
  checkAnswers,
  checkLevel,
  checkRisk,
  checkRemediationDates,
  checkInstants,
  checkAssessment,
  checkLegal,
  checkCriteria,
  checkAudiences,
];

/**
 * Reads and checks one manifest by itself: form, schema, and every rule of 10-manifest.md that needs no other file but the policy.
 * @param parsed see `readDocument`
 */
export function readManifest(
  bytes: Uint8Array,
  path: string | null,
  policy: CompiledPolicy,
  parsed?: YamlDocument,
): ManifestReading {
  const reading = readDocument(bytes, manifestKind, path, undefined, parsed);
  const view = new View(reading.value, reading.findings);
  const classification = classify(
    {
      severity: view.text("/severity"),
      securityOrCompliance: view.flag("/impact/security_or_compliance"),
      codeQualityOnly: view.flag("/impact/code_quality_only"),
      checks: view.get("/checks") === "all" ? "all" : (view.texts("/checks") ?? []),
      complianceImplications: view.texts("/assessment/business/compliance_implications") ?? [],
      rollbackFeasibility: view.text("/assessment/technical/rollback_feasibility"),
    },
    policy.policy,
  );
  const findings = [...reading.findings];
  if (reading.value !== null) {
    const level = view.text("/level");
    const id = parseManifestId(view.text("/id") ?? "");
    const context: RuleContext = {
      view,
      policy,
      where: reading.where,
      path,
      level: isLevel(level) ? level : null,
      requestedAt: id?.at ?? null,
      requestedOn: id === null ? null : localDateOf(id.at, policy.calendar),
      classification,
    };
    for (const rule of rules) findings.push(...rule(context));
    findings.push(
      ...checkTexts(reading.value, manifestKind.schema(), view.flag("/confidential") === true, reading.where),
    );
  }
  const listed = inReadingOrder(withoutEchoes(findings));
  const manifest = hasErrors(listed) ? null : (reading.value as unknown as Manifest | null);
  return { path, sha256: reading.sha256, manifest, view, where: reading.where, classification, findings: listed };
}
