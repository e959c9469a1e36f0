import type { BypassApproved, EventManifest } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf, type Stood, stoodAt, stoodOf } from "./holdings.ts";

const acting = new Set(["bypass.activated", "bypass.registered"]);
const withApprovers = new Set(["bypass.approved", "bypass.amended"]);

/**
 * Whether every activation and registration rests on an approval of just this file and these bytes, when it was recorded and as it holds
 * now; and whether every approval has reviews of its own: a review is given for one content in one pull request, so its number under
 * another one was carried over, unless its author gave it for that content as well.
 */
export function checkApprovals(folds: Iterable<BypassFold>): AuditFinding[] {
  const list = [...folds];
  return [...list.flatMap(checkContent), ...checkReplays(list)];
}

function checkContent(fold: BypassFold): AuditFinding[] {
  const findings: AuditFinding[] = [];
  const approvals: Stood[] = [];
  const ofContent = new Map<string, Stood[]>();
  const refusals: Stood[] = [];
  for (const held of stoodOf(fold)) {
    const { manifest, type } = held.event;
    if (type === "bypass.refused") refusals.push(held);
    if (manifest === undefined) {
      // The schema asks an approval and an activation for it. A registration that names none rests on nothing that anybody approved.
      if (type === "bypass.registered") findings.push(unnamedRegistration(fold, held));
      continue;
    }
    const same = ofContent.get(contentOf(manifest)) ?? [];
    if (type === "bypass.approved") {
      approvals.push(held);
      same.push(held);
      ofContent.set(contentOf(manifest), same);
    }
    if (!acting.has(type)) continue;
    for (const stands of [(one: Stood) => stoodAt(one, held.seq), ...(held.until === null ? [holds] : [])]) {
      // A refusal ends what was approved: the program approves anew before it acts.
      const refused = refusals.findLast(stands)?.place ?? -1;
      const counts = (one: Stood) => one.place > refused && stands(one);
      if (same.some(counts)) continue;
      findings.push(...unapproved(fold, held, manifest, approvals.findLast(counts)));
      break;
    }
  }
  return findings;
}

function holds({ until }: Stood): boolean {
  return until === null;
}

function unapproved(fold: BypassFold, held: Stood, manifest: EventManifest, last: Stood | undefined): AuditFinding[] {
  const { seq, path, event } = held;
  if (last?.event.manifest === undefined) {
    // An activation without any approval before it is an illegal step, which is its own finding.
    if (event.type === "bypass.activated") return [];
    const params = { seq, bypass: fold.bypass, file: manifest.path };
    return [about(finding("REGISTRATION_NOT_APPROVED", params, { path }), fold, held, manifest)];
  }
  const params = {
    ...{ seq, type: event.type, file: manifest.path, found: manifest.sha256 },
    ...{ approval: last.seq, approved: last.event.manifest.sha256, path: last.event.manifest.path },
  };
  return [about(finding("APPROVAL_NOT_FOR_CONTENT", params, { path: manifest.path }), fold, held, manifest)];
}

function unnamedRegistration({ bypass }: BypassFold, { seq, path, event: { actor, data } }: Stood): AuditFinding {
  const params = { seq, bypass, file: "a manifest, which it does not name," };
  const item = finding("REGISTRATION_NOT_APPROVED", params, { path });
  return auditFinding(item, { bypass, seq, actor, commits: [String(data.merge_sha)] });
}

function contentOf({ path, sha256 }: EventManifest): string {
  return `${path} ${sha256}`;
}

function checkReplays(folds: readonly BypassFold[]): AuditFinding[] {
  const approvals = folds
    .flatMap((fold) => holdingsOf(fold).map((held) => ({ fold, held })))
    .filter(({ held }) => withApprovers.has(held.event.type) && held.event.manifest !== undefined)
    .sort((left, right) => left.held.seq - right.held.seq);
  const first = new Map<
    number,
    { readonly what: string; readonly seq: number; readonly bypass: string; readonly file: string }
  >();
  const reviewed = new Map<string, ReadonlySet<string>>();
  const isReviewed = ({ fold, held }: (typeof approvals)[number], review: number): boolean => {
    const known = reviewed.get(fold.bypass) ?? contentsReviewed(fold);
    reviewed.set(fold.bypass, known);
    return known.has(`${review} ${held.event.manifest?.sha256}`);
  };
  const findings: AuditFinding[] = [];
  for (const approval of approvals) {
    const { fold, held } = approval;
    const { manifest, data } = held.event;
    if (manifest === undefined) continue;
    const file = `${fold.bypass} ${manifest.path}`;
    const what = `${file} ${manifest.sha256}`;
    const replayed = new Set<number>();
    for (const { review_id: review } of (data as unknown as BypassApproved).approvers) {
      const known = first.get(review);
      if (known === undefined) first.set(review, { file, what, seq: held.seq, bypass: fold.bypass });
      // Who writes another digest into his review gives it for that content, too; `checkApprovers` asks whose it is.
      else if (known.what !== what && !(known.file === file && isReviewed(approval, review))) replayed.add(review);
    }
    for (const review of replayed) {
      const before = first.get(review);
      const params = {
        seq: held.seq,
        file: manifest.path,
        review,
        before: before?.seq ?? 0,
        other: before?.bypass ?? "",
      };
      findings.push(about(finding("APPROVAL_REPLAY", params, { path: manifest.path }), fold, held, manifest));
    }
  }
  return findings;
}

/** Each review with each content that it was completed for. */
function contentsReviewed({ entries }: BypassFold): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ event: { type, data, manifest } }) =>
      type === "review.completed" ? [`${data.review_id} ${manifest?.sha256}`] : [],
    ),
  );
}

function about(
  item: ReturnType<typeof finding>,
  { bypass }: BypassFold,
  { seq, event }: Holding,
  { commit }: EventManifest,
): AuditFinding {
  return auditFinding(item, { bypass, seq, actor: event.actor, commits: [commit] });
}
