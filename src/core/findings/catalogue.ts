import { approvalCodes } from "./catalogue/approvals.ts";
import { auditCodes } from "./catalogue/audit.ts";
import { authorizationCodes } from "./catalogue/authorization.ts";
import { branchCodes } from "./catalogue/branches.ts";
import { effectCodes } from "./catalogue/effects.ts";
import { generalCodes } from "./catalogue/general.ts";
import { ledgerCodes } from "./catalogue/ledger.ts";
import { manifestCodes } from "./catalogue/manifest.ts";
import { overrideCodes } from "./catalogue/override.ts";
import { procedureCodes } from "./catalogue/procedure.ts";
import { remediationCodes } from "./catalogue/remediation.ts";
import { requestCodes } from "./catalogue/request.ts";
import { reviewCodes } from "./catalogue/review.ts";
import { runCodes } from "./catalogue/run.ts";

/** Every code that this version can raise. `docs/reference/errors.md` is generated from it. Codes are interface: add, never rename. */
export const catalogue = {
  ...generalCodes,
  ...manifestCodes,
  ...procedureCodes,
  ...authorizationCodes,
  ...reviewCodes,
  ...ledgerCodes,
  ...branchCodes,
  ...auditCodes,
  ...approvalCodes,
  ...effectCodes,
  ...runCodes,
  ...remediationCodes,
  ...overrideCodes,
  ...requestCodes,
} as const;

/** A code of the error catalogue. */
export type Code = keyof typeof catalogue;
