import type { ActionDefinition } from "./action-definition.ts";
import { commonInputs, commonOutputs, membersTokenInput } from "./common.ts";

export const openRemediationDefinition: ActionDefinition = {
  name: "open-remediation",
  title: "qms-bypass: remediation",
  description: "Keeps the tracking issue of a bypass: what has to be made good, by whom, and by when.",
  inputs: [
    {
      name: "operation",
      kind: "choice",
      default: "",
      required: true,
      choices: ["open", "sync", "escalate", "notify", "all"],
      works: ["open", "sync", "escalate", "notify", "all"],
      description:
        "open makes sure that each bypass that owes something has exactly one tracking issue with its assignees, deadline and obligations. sync turns the commands on it into records, completes a remediation when its checks are green on the default branch, brings the issue up to date and closes what is verified. escalate climbs the ladders of what is late, and then notifies. notify sends the notices that are due and were not delivered. all does the four in this order.",
    },
    {
      name: "bypass-id",
      kind: "text",
      default: "",
      description: "Id of the bypass. Default: every bypass that needs it.",
    },
    {
      name: "issue-repository",
      kind: "text",
      default: "",
      description:
        "Repository in which tracking issues are opened, as owner/name. Default: this one, and where its issues are turned off the policy's issues.central. What is open elsewhere is looked after where it is.",
    },
    {
      name: "issue-token",
      kind: "secret",
      default: "",
      description:
        "Token that may write issues in another repository. Default: github-token, which reaches this one only unless it is an App's.",
    },
    membersTokenInput,
    ...commonInputs,
  ],
  outputs: [
    ...commonOutputs("ok, findings or error."),
    { name: "opened", description: "JSON list of the bypasses whose tracking issue this run opened." },
    { name: "updated", description: "JSON list of the bypasses whose tracking issue this run changed." },
    { name: "escalated", description: "JSON list of the bypasses that this run escalated." },
    { name: "violations", description: "JSON list of the violations that this run recorded." },
  ],
};
