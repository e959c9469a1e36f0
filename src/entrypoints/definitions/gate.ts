import type { ActionDefinition } from "./action-definition.ts";
import { commonInputs, commonOutputs, membersTokenInput } from "./common.ts";

/** The gate writes nothing: what the other actions need for that it does not take. */
const taken = new Set(["github-token", "registry-branch", "ledger-branch", "policy", "people", "summary"]);

export const gateDefinition: ActionDefinition = {
  name: "gate",
  title: "qms-bypass: gate",
  description:
    "The last job of a workflow, required in place of the others. It passes when they all passed, or when an active bypass of this very commit names every one that did not.",
  inputs: [
    {
      name: "needs",
      kind: "text",
      default: "",
      required: true,
      description:
        "The results of the jobs that the gate waits for: the expression toJSON(needs). The gate's job names them all under needs and has if: always().",
    },
    {
      name: "allowed-skips",
      kind: "text",
      default: "",
      description: "Ids of jobs that may be skipped, separated by commas. Any other skipped job keeps the gate shut.",
    },
    membersTokenInput,
    ...commonInputs.filter((input) => taken.has(input.name)),
  ],
  outputs: [
    ...commonOutputs("ok (open), findings (shut) or error."),
    {
      name: "bypassed",
      description: "JSON list of the jobs that did not pass and are let through by an active bypass.",
    },
  ],
};
