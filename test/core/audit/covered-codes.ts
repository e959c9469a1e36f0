import { askedScenarios } from "../../operations/asked-scenarios.ts";
import { effectScenarios } from "../../operations/effect-scenarios.ts";
import { forgedScenarios } from "../../operations/forged-scenarios.ts";
import { hiddenScenarios } from "../../operations/hidden-scenarios.ts";
import { historyScenarios } from "../../operations/history-scenarios.ts";
import { outcomeScenarios } from "../../operations/outcome-scenarios.ts";
import { segmentScenarios } from "../../operations/segment-scenarios.ts";
import { slotScenarios } from "../../operations/slot-scenarios.ts";
import { switchScenarios } from "../../operations/switch-scenarios.ts";
import { tamperScenarios } from "../../operations/tamper-scenarios.ts";
import { treeScenarios } from "../../operations/tree-scenarios.ts";

/** Every code that the scenarios on real repositories show, for the test of the whole catalogue. */
const scenarios = [
  ...[...tamperScenarios, ...historyScenarios, ...hiddenScenarios, ...effectScenarios, ...askedScenarios],
  ...[
    ...segmentScenarios,
    ...forgedScenarios,
    ...treeScenarios,
    ...slotScenarios,
    ...switchScenarios,
    ...outcomeScenarios,
  ],
].flatMap(({ codes }) => codes);
/** test/operations/audit-signatures.test.ts */
const signatures = ["IDENTITY_UNPROVEN", "SIGNATURE_INVALID", "SIGNATURE_TIME_UNTRUSTED", "TRUST_ROOT_CHANGED"];
/** test/operations/checkpoint-notes.test.ts */
const notes = ["REMOTE_ATTESTATION_MISSING"];
export const coveredCodes: readonly string[] = [...new Set([...scenarios, ...signatures, ...notes])].sort();
