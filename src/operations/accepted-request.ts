import { renderEdited } from "../core/authorization/render/request.ts";
import { finding } from "../core/findings/finding.ts";
import { manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import { readTrailers, requestBranchOf } from "../core/manifest/request-form/trailers.ts";
import type { OwnComment } from "../ports.ts";
import type { RequestContext, RequestedBypass } from "./request-bypass.ts";

export interface Accepted {
  readonly id: string;
  readonly digest: string;
}

/** The second line of our comment says what was accepted. */
export function acceptedIn(known: OwnComment | null): Accepted | null {
  const [, line = ""] = known?.body.split(/\r?\n/, 2) ?? [];
  const [, id, digest] = /^<!-- qms-bypass:accepted:(BYPASS-[A-Z0-9-]+)\/([0-9a-f]{64}) -->$/.exec(line) ?? [];
  return id === undefined || digest === undefined ? null : { id, digest };
}

/** Accepted before: what the issue says by now changes nothing, but whoever reads it should know. */
export async function followAccepted(context: Omit<RequestContext, "level">, said: Accepted): Promise<RequestedBypass> {
  const { ports, options, issue, digest, known } = context;
  const result = {
    outcome: "accepted" as const,
    id: said.id,
    pullRequest: null,
    summary: `${said.id} was accepted before: nothing to do`,
    findings: [],
    markdown: "",
  };
  if (said.digest === digest || known === null) return result;
  const edited = finding("EDITED_AFTER_ACCEPT", { id: said.id });
  const notice = renderEdited(edited);
  if (!known.body.includes(notice) && !options.dryRun) {
    const [about = "", accepted = "", ...rest] = known.body.split("\n");
    await ports.github.writeComment(issue.number, [about, accepted, notice, ...rest].join("\n"), known);
  }
  return { ...result, summary: edited.message, findings: [edited], markdown: notice };
}

/** Whoever may edit comments can write our mark: it counts only where branch or registry bears it out. */
export async function isAccepted(
  { ports, options, registry, issue, reading }: Omit<RequestContext, "level">,
  id: string,
): Promise<boolean> {
  const parsed = parseManifestId(id);
  if (parsed === null) return false;
  const branch = await ports.desk.readBranch(requestBranchOf(id), reading.repository.viewer.id);
  if (branch !== null && readTrailers(branch.message).issue === issue.number) return true;
  return (await ports.reader.files(registry.commit, [manifestPath(parsed, options.path)])).size > 0;
}
