import type { Report } from "../../../generated/types/report.ts";
import { validate } from "../../../generated/validators/report.ts";
import { sha256Hex } from "../../document/read-document.ts";

/** A report as it was published; null where its bytes are not those of the digest, or not of a form that this version reads. */
export function readReport(bytes: Uint8Array, sha256: string): Report | null {
  if (sha256Hex(bytes) !== sha256) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return validate(value) ? (value as Report) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
