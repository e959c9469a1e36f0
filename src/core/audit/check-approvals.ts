import type { BypassApproved, EventManifest } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

const acting = new Set(["bypass.activated", "bypass.registered"]);
const withApprovers = new Set(["bypass.approved", "bypass.amended"]);

/**
 * Whether every activation and registration rests on an approval of just this file and these bytes, and whether every approval has reviews of its own: a
 * review is given for one content in one pull request, so its number under another one was carried over.
 */
export function checkApprovals(folds: Iterable<BypassFold>): AuditFinding[] {
  const list = [...folds];
  return [...list.flatMap(checkContent), ...checkReplays(list)];
}

function checkContent(fold: BypassFold): AuditFinding[] {
  const findings: AuditFinding[] = [];
  const approved: { readonly seq: number; readonly manifest: EventManifest }[] = [];
  for (const held of holdingsOf(fold)) {
    const { manifest, type } = held.event;
    // A refusal ends what was approved: the program approves anew before it acts.
    if (type === "bypass.refused") approved.length = 0;
    if (manifest === undefined) continue;
    if (type === "bypass.approved") approved.push({ seq: held.seq, manifest });
    if (!acting.has(type) || approved.some((one) => isSame(one.manifest, manifest))) continue;
    const last = approved.at(-1);
    if (last === undefined) {
      // An activation without any approval before it is an illegal step, which is its own finding.
      if (type === "bypass.activated") continue;
      const params = { seq: held.seq, bypass: fold.bypass, file: manifest.path };
      findings.push(about(finding("REGISTRATION_NOT_APPROVED", params, { path: held.path }), fold, held, manifest));
      continue;
    }
    const params = {
      ...{ seq: held.seq, type, file: manifest.path, found: manifest.sha256 },
      ...{ approval: last.seq, approved: last.manifest.sha256, path: last.manifest.path },
    };
    findings.push(about(finding("APPROVAL_NOT_FOR_CONTENT", params, { path: manifest.path }), fold, held, manifest));
  }
  return findings;
}

function isSame(one: EventManifest, other: EventManifest): boolean {
  return one.path === other.path && one.sha256 === other.sha256;
}

function checkReplays(folds: readonly BypassFold[]): AuditFinding[] {
  const approvals = folds
    .flatMap((fold) => holdingsOf(fold).map((held) => ({ fold, held })))
    .filter(({ held }) => withApprovers.has(held.event.type) && held.event.manifest !== undefined)
    .sort((left, right) => left.held.seq - right.held.seq);
  const first = new Map<number, { readonly what: string; readonly seq: number; readonly bypass: string }>();
  const findings: AuditFinding[] = [];
  for (const { fold, held } of approvals) {
    const { manifest, data } = held.event;
    if (manifest === undefined) continue;
    const what = `${fold.bypass} ${manifest.path} ${manifest.sha256}`;
    const replayed = new Set<number>();
    for (const { review_id: review } of (data as unknown as BypassApproved).approvers) {
      const known = first.get(review);
      if (known === undefined) first.set(review, { what, seq: held.seq, bypass: fold.bypass });
      else if (known.what !== what) replayed.add(review);
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

function about(
  item: ReturnType<typeof finding>,
  { bypass }: BypassFold,
  { seq, event }: Holding,
  { commit }: EventManifest,
): AuditFinding {
  return auditFinding(item, { bypass, seq, actor: event.actor, commits: [commit] });
}
