import type { InputDefinition, OutputDefinition } from "./action-definition.ts";

/** The inputs of every action. */
export const commonInputs: readonly InputDefinition[] = [
  {
    name: "github-token",
    kind: "secret",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's expression, not ours.
    default: "${{ github.token }}",
    description: "Token for reading and writing through the GitHub API. The job's own token is enough.",
  },
  {
    name: "admin-token",
    kind: "secret",
    default: "",
    description:
      "Token of a GitHub App for changes of protection rules and for merges past them. Leave it empty where no override needs them.",
  },
  {
    name: "registry-branch",
    kind: "text",
    default: "qms",
    description: "Branch that holds policy, people and manifests.",
  },
  {
    name: "ledger-branch",
    kind: "text",
    default: "qms-ledger",
    description: "Branch that holds the append-only record.",
  },
  {
    name: "ledger-token",
    kind: "secret",
    default: "",
    description: "Token that writes the ledger branch, where a ruleset limits its writers. Default: github-token.",
  },
  {
    name: "path",
    kind: "text",
    default: ".qms/bypasses",
    description: "Folder of the manifests on the registry branch.",
  },
  { name: "policy", kind: "text", default: ".qms/policy.yml", description: "Policy file on the registry branch." },
  { name: "people", kind: "text", default: ".qms/people.yml", description: "People file on the registry branch." },
  {
    name: "secrets",
    kind: "json",
    default: "",
    description:
      "JSON object of the secrets that the policy names under channels and integrations. Every value is masked in the log.",
  },
  {
    name: "dry-run",
    kind: "flag",
    default: "false",
    description: "Plan and print only: nothing is written anywhere.",
  },
  { name: "summary", kind: "flag", default: "true", description: "Write the job summary." },
];

/** For the actions that decide requests. */
export const mergeWhenApprovedInput: InputDefinition = {
  name: "merge-when-approved",
  kind: "flag",
  default: "true",
  description: "Merge the manifest pull request as soon as it is approved, at exactly the commit that was approved.",
};

export const statusContextInput: InputDefinition = {
  name: "status-context",
  kind: "text",
  default: "qms/bypass",
  description: "Name of the commit status that carries the decision.",
};

/** For the actions that ask who somebody is. */
export const membersTokenInput: InputDefinition = {
  name: "members-token",
  kind: "secret",
  default: "",
  description:
    "Token of a GitHub App with the organisation permission members: read, where people.yml names teams as roles. Default: github-token, which never knows the members.",
};

/**
 * The outputs of every action.
 * @param verdicts what `verdict` may say, in words: it differs by action
 */
export function commonOutputs(verdicts: string): readonly OutputDefinition[] {
  return [
    {
      name: "verdict",
      description: `${verdicts} It is error from the first moment on, so a crash never reads as allowed.`,
    },
    { name: "result", description: "The whole result as JSON; its key schema names the schema." },
    { name: "summary-markdown", description: "The text of the job summary, also where summary is false." },
  ];
}
