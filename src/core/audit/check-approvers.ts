import type { BypassApproved, EventApprover, EventManifest, LedgerEvent } from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Stood, stoodOf } from "./holdings.ts";

/**
 * Whether whom a record names as approvers are others than who asked, each with a review of his own on record before it. A decision
 * records both in this order, whatever the level, in a drill and after the fact alike: nobody approves his own request. Whoever opened
 * another pull request for the same bypass (withdrawn and asked for anew by somebody else, an amendment) may be free to approve this one:
 * the record does not tell, so that is a warning. One pull request has one author, whatever later records say of it. And no two places of
 * one approval are filled by one person. A record that was put in the place of a request or an approval makes nobody another person: each
 * that ever held is judged.
 */
export function checkApprovers(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const findings: AuditFinding[] = [];
    const stood = stoodOf(fold);
    const reviews = reviewsOf(stood);
    const asked = requestsOf();
    for (const held of stood) {
      const { type, actor, data, manifest } = held.event;
      if (type === "request.accepted") asked.add(held);
      if ((type !== "bypass.approved" && type !== "bypass.amended") || manifest === undefined) continue;
      const about = { bypass: fold.bypass, seq: held.seq, actor, commits: [manifest.commit] };
      const { approvers } = data as unknown as BypassApproved;
      for (const item of notDistinct(approvers, held.seq, manifest)) findings.push(auditFinding(item, about));
      for (const approver of approvers) {
        const { id, login, slot, review_id: review } = approver;
        const request = asked.by(id, held);
        if (request !== undefined) {
          const role = `asked for ${fold.bypass} (record ${request.seq})`;
          const item = selfApproval(approver, role, held.seq, manifest);
          const severity = isSamePull(request, held) ? item.severity : "warning";
          findings.push(auditFinding({ ...item, severity }, about));
        }
        const isGiven = (reviews.get(`${review} ${slot} ${id}`) ?? []).some(
          (one) =>
            // What corrects an earlier record stands in its place, and has a later number.
            (one.place < held.place || one.seq < held.seq) &&
            (one.until === null || held.until !== null) &&
            isForContent(one, manifest),
        );
        if (isGiven) continue;
        const params = { seq: held.seq, file: manifest.path, login, id, slot, review };
        findings.push(auditFinding(finding("APPROVAL_WITHOUT_REVIEW", params, { path: manifest.path }), about));
      }
    }
    return findings;
  });
}

/** Who asked, as far as it was read. */
interface Requests {
  readonly add: (request: Stood) => void;
  /** The request of somebody that an approval is about: in the same pull request, which has one author, else the last one. */
  readonly by: (id: number, approval: Stood) => Stood | undefined;
}

function requestsOf(): Requests {
  const inPull = new Map<string, Stood>();
  let last = new Map<number, Stood>();
  let place: number | null = null;
  return {
    add(request) {
      const { actor, source } = request.event;
      const key = `${actor.id} ${source.url}`;
      if (!inPull.has(key)) inPull.set(key, request);
      if (place !== request.place) last = new Map();
      if (!last.has(actor.id)) last.set(actor.id, request);
      place = request.place;
    },
    by: (id, { event }) => inPull.get(`${id} ${event.source.url}`) ?? last.get(id),
  };
}

/** Who fills more than one place of one approval, by the account's number: a login can be written in two ways. */
function notDistinct(approvers: readonly EventApprover[], seq: number, { path }: EventManifest): Finding[] {
  const people = new Map<number, EventApprover[]>();
  for (const approver of approvers) people.set(approver.id, [...(people.get(approver.id) ?? []), approver]);
  return [...people].flatMap(([id, places]) => {
    const [first] = places;
    if (first === undefined || places.length === 1) return [];
    const slots = places.map(({ slot, review_id: review }) => `${slot} by review ${review}`).join(", ");
    const params = { seq, file: path, login: first.login, id, count: places.length, slots };
    return [finding("APPROVERS_NOT_DISTINCT", params, { path })];
  });
}

/** A review is given for one content: what was completed for another one counts for nothing. */
function isForContent({ event: { manifest } }: Stood, { sha256 }: EventManifest): boolean {
  return manifest === undefined || manifest.sha256 === sha256;
}

/** The reviews that ever held, by review, slot and person. */
function reviewsOf(stood: readonly Stood[]): Map<string, Stood[]> {
  const reviews = new Map<string, Stood[]>();
  for (const held of stood) {
    const { type, actor, data } = held.event;
    if (type !== "review.completed") continue;
    const key = `${data.review_id} ${data.kind} ${actor.id}`;
    const known = reviews.get(key) ?? [];
    known.push(held);
    reviews.set(key, known);
  }
  return reviews;
}

/** Whether both are about one pull request, by the links in them. */
function isSamePull(one: { readonly event: LedgerEvent }, other: { readonly event: LedgerEvent }): boolean {
  return one.event.source.url === other.event.source.url;
}

/**
 * Who is named by the manifest as the one who asks, and approves it all the same, by the login: nothing in it has a number. The decision
 * refuses whoever has that login, too, whatever his number is. Under another login `checkSlots` finds him by people.yml.
 */
export function namesRequester(requester: string, approvers: readonly EventApprover[]): EventApprover | undefined {
  return approvers.find(({ login }) => foldLogin(login) === foldLogin(requester));
}

/** @param asked what the approver did before */
export function selfApproval(
  { login, review_id: review }: EventApprover,
  asked: string,
  seq: number,
  { path }: Pick<EventManifest, "path">,
): Finding {
  const role = `${asked}, and approves it by review ${review} (record ${seq})`;
  const hint =
    "Revoke the bypass if it is in force. Look at the review on GitHub, and find out who wrote the record: the decision refuses this.";
  return { ...finding("SELF_APPROVAL", { login, role, hint }, { path }), severity: "error" };
}
