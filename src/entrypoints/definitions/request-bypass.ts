import type { ActionDefinition } from "./action-definition.ts";
import { commonInputs, commonOutputs, membersTokenInput } from "./common.ts";

export const requestBypassDefinition: ActionDefinition = {
  name: "request-bypass",
  title: "qms-bypass: request",
  description: "Turns a filled request form into a manifest on a branch, and says under the issue what comes next.",
  inputs: [
    {
      name: "issue",
      kind: "number",
      default: "",
      description: "Number of the request's issue. Default: the issue of the event. Its author needs write access.",
    },
    membersTokenInput,
    ...commonInputs,
  ],
  outputs: [
    ...commonOutputs("ok, findings or error."),
    {
      name: "pull-request",
      description:
        "Number of the pull request that asks for approval; empty where a person still has to open it, or nothing was accepted.",
    },
    { name: "bypass-id", description: "Id of the bypass; empty where nothing was accepted." },
  ],
};
