import type { ActionDefinition } from "./action-definition.ts";
import {
  commonInputs,
  commonOutputs,
  membersTokenInput,
  mergeWhenApprovedInput,
  statusContextInput,
} from "./common.ts";

export const validateBypassDefinition: ActionDefinition = {
  name: "validate-bypass",
  title: "qms-bypass: validate",
  description:
    "Decides about a bypass request: reads its manifest, policy, people and reviews, says what is missing, and sets the commit status.",
  inputs: [
    {
      name: "pull-request",
      kind: "number",
      default: "",
      description: "Number of the manifest pull request. Default: the pull request of the event.",
    },
    {
      name: "scope",
      kind: "choice",
      default: "pull-request",
      choices: ["pull-request", "files"],
      description:
        "pull-request decides about one manifest pull request. files checks every manifest of the checked-out folder and asks no API.",
    },
    { name: "record", kind: "flag", default: "true", description: "Record the decision in the ledger." },
    mergeWhenApprovedInput,
    {
      name: "comment",
      kind: "flag",
      default: "true",
      description: "Keep one comment on the manifest pull request up to date.",
    },
    statusContextInput,
    membersTokenInput,
    ...commonInputs,
  ],
  outputs: [
    ...commonOutputs("approved, pending, denied or error."),
    { name: "bypass-id", description: "Id of the bypass that the pull request asks for." },
    { name: "level", description: "Level that the manifest asks for: L1, L2, L3 or EMERGENCY." },
    { name: "required-level", description: "Level that the policy requires for these checks." },
    { name: "missing-slots", description: "JSON list of the approval slots that are still open." },
    { name: "digest", description: "Digest of the manifest that was judged." },
    {
      name: "merged",
      description: "true if the manifest pull request is merged, by this run or before; otherwise false.",
    },
  ],
};
