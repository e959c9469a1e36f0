import { shown } from "../document/check-schema.ts";
import { amendmentKind } from "../document/kinds.ts";
import { inReadingOrder, type Reading, readDocument, sha256Hex } from "../document/read-document.ts";
import { View } from "../document/view.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { withoutEchoes } from "../findings/without-echoes.ts";
import { parseInstant, parseLocalDate } from "../time/instant.ts";
import { parseManifestId } from "./manifest-id.ts";
import { checkTexts } from "./rules/texts.ts";

export interface AmendmentReading {
  readonly path: string | null;
  readonly sha256: string;
  /** The readable fields of an amendment that may be invalid. */
  readonly view: View;
  readonly where: Reading["where"];
  readonly findings: readonly Finding[];
}

/** Reads and checks an amendment by itself. What it may change, and who approves it, is decided with its manifest. */
export function readAmendment(bytes: Uint8Array, path: string | null): AmendmentReading {
  const reading = readDocument(bytes, amendmentKind, path);
  const findings = [...reading.findings];
  const view = new View(reading.value, reading.findings);
  const { where } = reading;
  if (reading.value !== null) {
    const amends = view.text("/amends");
    const number = view.integer("/number");
    if (amends !== null && parseManifestId(amends) === null) {
      const problem = `is not the id of a manifest: ${shown(amends)}`;
      findings.push(
        finding(
          "FIELD_INVALID",
          { field: "amends", problem, hint: "Write the id of the manifest that is amended." },
          where("/amends", "value"),
        ),
      );
    }
    if (path !== null && amends !== null && number !== null && /(?:^|\/)\.qms\/bypasses\//.test(path)) {
      const wanted = `${amends}.amend-${number}.yml`;
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (name !== wanted) {
        findings.push(
          finding(
            "ID_PATH_MISMATCH",
            { id: amends, what: `the file name ${name}`, hint: `Name the file ${wanted}, beside its manifest.` },
            where("/amends", "value"),
          ),
        );
      }
    }
    const date = view.text("/changes/remediation/target_date");
    if (date !== null && parseLocalDate(date) === null) {
      const params = {
        field: "changes.remediation.target_date",
        problem: `is not a real date: ${shown(date)}`,
        hint: "Write a date as YYYY-MM-DD.",
      };
      findings.push(finding("FIELD_INVALID", params, where("/changes/remediation/target_date", "value")));
    }
    const expiry = view.text("/changes/expires_at");
    if (expiry !== null && parseInstant(expiry) === null) {
      const params = {
        field: "changes.expires_at",
        problem: `is not an instant with an offset: ${shown(expiry)}`,
        hint: "Write it as 2026-11-23T09:15:00Z.",
      };
      findings.push(finding("FIELD_INVALID", params, where("/changes/expires_at", "value")));
    }
    findings.push(...checkTexts(reading.value, amendmentKind.schema(), false, where));
  }
  return { path, sha256: sha256Hex(bytes), view, where, findings: inReadingOrder(withoutEchoes(findings)) };
}
