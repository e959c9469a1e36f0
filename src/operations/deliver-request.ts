import { previewDecision } from "../core/authorization/preview-decision.ts";
import { renderAccepted, renderEdited } from "../core/authorization/render/request.ts";
import { UnavailableError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { formatManifestId, manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import { readManifest } from "../core/manifest/read-manifest.ts";
import type { ComposedRequest } from "../core/manifest/request-form/compose-request.ts";
import { titlePrefixOf } from "../core/manifest/request-form/form-fields.ts";
import { renderRecord } from "../core/manifest/request-form/render-record.ts";
import { messageOfRequest, readTrailers, requestBranchOf } from "../core/manifest/request-form/trailers.ts";
import { forTerminal } from "../core/text/escape.ts";
import { compareUrl, newFileUrl } from "../core/text/github-links.ts";
import { markerOf } from "../core/text/marker.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Decision } from "../generated/types/decision.ts";
import type { TargetFacts } from "../generated/types/facts.ts";
import type { RegistryFile, RequestDesk } from "../ports.ts";
import type { Governance, RequestContext, RequestedBypass } from "./request-bypass.ts";

/** How far a request has come. */
export interface Delivered {
  /** The second that its id names. */
  readonly at: Instant;
  /** The manifest that a branch or the registry has, or that is about to be delivered; null: nothing yet. */
  readonly manifest: ComposedRequest | null;
  /** Whether it lies somewhere already. */
  readonly there: boolean;
  /** Whether it is on the registry branch, and its own branch is gone. */
  readonly merged: boolean;
  /** Digest of the issue as it was accepted; null: not known. */
  readonly digest: string | null;
}

/** More requests of one level within a second than anybody files. */
const mostTries = 60;

/** Looks where the request has come to. A second that another request has taken is skipped (R53). */
export async function findDelivered(
  context: RequestContext,
  governance: Governance,
  from: Instant,
): Promise<Delivered> {
  const { ports, options, registry, issue, author, level } = context;
  for (let tries = 0; tries < mostTries; tries++) {
    const at = from + tries * 1000;
    const id = formatManifestId(level, at);
    const parsed = parseManifestId(id);
    const path = parsed === null ? "" : manifestPath(parsed, options.path);
    const branch = await ports.desk.readBranch(requestBranchOf(id), context.reading.repository.viewer.id);
    const place = branch?.commit ?? registry.commit;
    const file = (await ports.reader.files(place, [path])).get(path);
    if (branch !== null) {
      const { issue: number, digest } = readTrailers(branch.message);
      // A branch that somebody else pushed to puts words into the requester's mouth, whatever its trailer says.
      if (!branch.own || number !== issue.number || file === undefined) continue;
      return { at, manifest: composedOf(id, file, governance), there: true, merged: false, digest };
    }
    if (file === undefined) return { at, manifest: null, there: false, merged: false, digest: null };
    // Merged, and its branch deleted: one author asks once in a second.
    const merged = composedOf(id, file, governance);
    if (merged.reading.view.text("/requested_by") === author.login) {
      return { at, manifest: merged, there: true, merged: true, digest: null };
    }
  }
  throw new UnavailableError(
    `No id is free within ${mostTries} seconds of the request.`,
    "Open a new request in a minute.",
  );
}

function composedOf(id: string, { path, bytes }: RegistryFile, { policy }: Governance): ComposedRequest {
  const reading = readManifest(bytes, path, policy.compiled);
  return { id, path, text: new TextDecoder().decode(bytes), reading };
}

/** Branch, pull request, comment: each is made sure of, in this order. */
export async function deliverRequest(
  context: RequestContext,
  found: Delivered & { readonly manifest: ComposedRequest },
  governance: Governance,
  target: TargetFacts | null,
): Promise<RequestedBypass> {
  const { ports, options, reading, issue, author, level, digest, known } = context;
  const findings: Finding[] = [];
  let delivered: typeof found = found;
  let branched = true;
  if (!found.there) {
    const made = await createBranch(context, found.manifest);
    if (made === "exists") {
      // Another run of ours was faster, or another request took the second.
      const again = await findDelivered(context, governance, found.at);
      if (again.manifest === null) throw new UnavailableError("Another request took the id.", "Run again.");
      delivered = { ...again, manifest: again.manifest };
    } else if (made !== "created") {
      branched = false;
      const branch = requestBranchOf(found.manifest.id);
      findings.push(finding("BRANCH_REFUSED", { branch, message: made.refused }));
    }
  }
  const { manifest } = delivered;
  const decision = await previewOf(context, manifest, governance, target);
  const approvers = decision.tree.filter((slot) => slot.status === "open").map((slot) => slot.slot);
  const record = renderRecord(manifest.reading.view, level, { approvers, issue: issue.number });
  const title = `${titlePrefixOf(level)}${forTerminal(manifest.reading.view.text("/title") ?? "")}`;
  const pull = branched && !delivered.merged ? await pullOf(context, manifest, title, record, findings) : null;
  const base = `${options.serverUrl}/${reading.repository.name}`;
  const branch = requestBranchOf(manifest.id);
  const next = delivered.merged
    ? { step: "merged" as const }
    : !branched
      ? { step: "add" as const, url: newFileUrl(base, options.registryBranch, manifest), text: manifest.text }
      : pull !== null
        ? { step: "review" as const, pull }
        : { step: "open" as const, url: compareUrl(base, options.registryBranch, branch, title, record), branch };
  const markdown = renderAccepted({ id: manifest.id, path: manifest.path, decision, next, findings });
  const edited = delivered.digest !== null && delivered.digest !== digest;
  const edits = edited ? [finding("EDITED_AFTER_ACCEPT", { id: manifest.id })] : [];
  const marks = [
    markerOf("request", String(issue.number)),
    ...(branched ? [markerOf("accepted", `${manifest.id}/${delivered.digest ?? digest}`)] : []),
  ];
  const said = [...edits.map(renderEdited), markdown];
  await ports.github.writeComment(issue.number, [...marks, ...said].join("\n"), known);
  return {
    outcome: "accepted",
    summary: `#${issue.number} of ${author.login} is ${manifest.id}${pull === null ? "" : `, pull request #${pull}`}`,
    id: manifest.id,
    pullRequest: pull,
    findings: [...findings, ...edits],
    markdown: said.join("\n"),
  };
}

function createBranch(context: RequestContext, manifest: ComposedRequest): ReturnType<RequestDesk["createBranch"]> {
  const { ports, options, reading, registry, issue, author, digest } = context;
  const host = new URL(options.serverUrl).hostname;
  const { viewer } = reading.repository;
  // The words are the requester's; who put them into git is the committer. Both addresses are the ones that GitHub itself gives out.
  const address = (account: { readonly login: string; readonly id: number }) => ({
    name: account.login,
    email: `${account.id}+${account.login}@users.noreply.${host}`,
  });
  return ports.desk.createBranch({
    name: requestBranchOf(manifest.id),
    parent: registry.commit,
    tree: registry.tree,
    path: manifest.path,
    text: manifest.text,
    message: messageOfRequest(manifest.id, issue.number, digest),
    author: address(author),
    committer: address(viewer),
  });
}

/** The decision to come; teams are asked as the token may know them. */
export async function previewOf(
  context: RequestContext,
  manifest: ComposedRequest,
  governance: Governance,
  known: TargetFacts | null,
): Promise<Decision> {
  const number = manifest.reading.view.integer("/target/pull_request");
  const target =
    known ??
    (number === null ? null : await context.ports.desk.readTarget(number, governance.policy.compiled.policy.gates));
  const named = [...(governance.people.compiled?.teams.values() ?? [])];
  return previewDecision({
    teams: named.length === 0 ? {} : await context.ports.github.readTeams([...new Set(named)]),
    manifest: manifest.reading,
    path: manifest.path,
    ...governance,
    target,
    repository: context.reading.repository.name,
    registryBranch: context.options.registryBranch,
    registryHead: context.registry.commit,
    issue: context.issue.number,
    requester: context.author,
    now: context.now,
    tool: { name: "qms-bypass", version: context.options.version },
  });
}

/** The pull request that is there, or that this token may open. Null: a person has to. */
async function pullOf(
  { ports, options, reading }: RequestContext,
  { id }: ComposedRequest,
  title: string,
  record: string,
  findings: Finding[],
): Promise<number | null> {
  const head = requestBranchOf(id);
  const known = await ports.desk.findPull(head, options.registryBranch);
  // The job's own token may not open pull requests, and what it opened would start no workflow.
  if (known !== null || reading.repository.viewer.login === "github-actions[bot]") return known;
  const opened = await ports.desk.openPull({ title, body: record, head, base: options.registryBranch });
  if (typeof opened === "number") return opened;
  findings.push(finding("PULL_REQUEST_REFUSED", { message: opened.refused }));
  return null;
}
