import type { ActionDefinition } from "./action-definition.ts";
import {
  commonInputs,
  commonOutputs,
  membersTokenInput,
  mergeWhenApprovedInput,
  statusContextInput,
} from "./common.ts";

export const applyOverrideDefinition: ActionDefinition = {
  name: "apply-override",
  title: "qms-bypass: override",
  description:
    "Makes an approved bypass take effect on exactly one commit, once, and puts everything back when it is used or void.",
  inputs: [
    {
      name: "operation",
      kind: "choice",
      default: "",
      required: true,
      choices: ["activate", "settle", "sweep", "revoke", "declare"],
      works: ["activate", "settle", "sweep", "revoke", "declare"],
      description:
        "activate derives the decision again and overrides. settle reacts to what happened to the target pull request of the event: it records the use and restores. sweep does what no event did: it ends what has expired, restores what a run left behind, begins or resumes what waits, decides requests that nobody looked at. revoke ends a bypass early and declare records an emergency, both in the name of whoever started the run.",
    },
    {
      name: "bypass-id",
      kind: "text",
      default: "",
      description: "Id of the bypass. Default: the one that belongs to the pull request of the event.",
    },
    { name: "incident-id", kind: "text", default: "", description: "Id of the incident, for declare." },
    {
      name: "drill",
      kind: "flag",
      default: "false",
      description:
        "Of declare: an exercise. Its notices go to the audience drill, and only a manifest with drill: true rests on it.",
    },
    { name: "reason", kind: "text", default: "", description: "Reason in plain words, for declare and revoke." },
    // Of sweep, which decides requests that nobody looked at: as the workflow that decides them has them.
    mergeWhenApprovedInput,
    statusContextInput,
    membersTokenInput,
    ...commonInputs,
  ],
  outputs: [
    ...commonOutputs("ok (done, or nothing to do), denied or error."),
    { name: "bypass-id", description: "Id of the bypass that the run was about." },
    { name: "state", description: "State of that bypass after the run." },
    { name: "overridden", description: "JSON list of the checks that are overridden by this run." },
    { name: "restored", description: "JSON list of the checks that this run restored." },
    { name: "events", description: "JSON list of the ledger events that this run appended." },
  ],
};
