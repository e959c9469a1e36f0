import type { ActionDefinition } from "./action-definition.ts";
import { applyOverrideDefinition } from "./apply-override.ts";
import { auditReportDefinition } from "./audit-report.ts";
import { gateDefinition } from "./gate.ts";
import { openRemediationDefinition } from "./open-remediation.ts";
import { requestBypassDefinition } from "./request-bypass.ts";
import { validateBypassDefinition } from "./validate-bypass.ts";

/** Every action that exists. The first one is also the action of the repository's root. */
export const allDefinitions: readonly ActionDefinition[] = [
  validateBypassDefinition,
  applyOverrideDefinition,
  openRemediationDefinition,
  auditReportDefinition,
  requestBypassDefinition,
  gateDefinition,
];
