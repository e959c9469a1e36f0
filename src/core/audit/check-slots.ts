import type { BypassApproved, EventApprover } from "../../generated/types/event.ts";
import type { Slot } from "../../generated/types/policy.ts";
import { activeSlots } from "../authorization/active-slots.ts";
import { foldLogin } from "../authorization/identity.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { own } from "../own.ts";
import { type Classification, classify, reasonsAbove } from "../procedure/classify.ts";
import { type CompiledPeople, personById, personByLogin } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { type Level, levelAbove } from "../procedure/levels.ts";
import type { Subject } from "../procedure/when.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { certificateReader } from "./approver-certificates.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { selfApproval } from "./check-approvers.ts";
import { gateGaps } from "./check-gates.ts";
import { knownDays, targetDateOf } from "./due-days.ts";
import { type Holding, type Stood, stoodOf } from "./holdings.ts";
import { type ManifestRequest, unsaid } from "./manifest-request.ts";
import { subjectAsked } from "./subject-asked.ts";

/** An approval of a request or of an amendment, and where the registry has what it was decided by. */
export interface ApprovalHeld {
  readonly bypass: string;
  readonly level: Level | null;
  readonly held: Holding;
  /** Commit of the policy, and of the people; null: the record does not say. */
  readonly policyCommit: string | null;
  readonly peopleCommit: string | null;
  /** Digest of the built-in policy that the other one rests on; null: the record is of before they named it. */
  readonly defaultPolicy: string | null;
  /** Content of the manifest that decides which slots are needed, of an amendment that of the bypass; null: no record names it. */
  readonly manifest: { readonly blob: string; readonly sha256: string } | null;
  /** Every record of the bypass that ever held. */
  readonly stood: readonly Stood[];
  /** When each review that a slot was filled by was given, by its number. */
  readonly reviewedAt: ReadonlyMap<number, Instant>;
  /** What an amendment moves the remediation to, and the day that was on record before; null: it is none, or moves nothing. */
  readonly later: { readonly asked: string; readonly known: string | null } | null;
}

/** By what an approval was decided. Null: not known. */
export interface ApprovalRules {
  /** `unknown`: it rests on a built-in policy that this version does not know. */
  readonly policy: CompiledPolicy | "unknown" | null;
  /** `absent`: there was no people.yml, so nobody could approve anything. */
  readonly people: CompiledPeople | "absent" | null;
  readonly request: ManifestRequest | null;
}

/** What could not be counted, and of how many approvals. */
export type Uncounted = Readonly<Record<"policy" | "people" | "manifest" | "team", number>>;

/** The approvals, each that ever held: one that is put in the place of another does not change by whom somebody was let in. */
export function approvalsOf(folds: Iterable<BypassFold>): ApprovalHeld[] {
  return [...folds].flatMap((fold) => {
    const level = parseManifestId(fold.bypass)?.level ?? null;
    let manifest: ApprovalHeld["manifest"] = null;
    const reviewedAt = new Map<number, Instant>();
    const stood = stoodOf(fold);
    const known = knownDays(fold, stood);
    return stood.flatMap((held): ApprovalHeld[] => {
      const { type, data } = held.event;
      const holds = held.until === null;
      const {
        policy_sha: policyCommit = null,
        people_sha: peopleCommit = null,
        default_policy_sha256: defaultPolicy = null,
      } = data as Partial<BypassApproved>;
      // Of one number that stands there twice the later one counts: by it a certificate may have run out.
      if (type === "review.completed" && holds) {
        const [review, at] = [Number(data.review_id), parseInstant(held.event.at) ?? 0];
        reviewedAt.set(review, Math.max(at, reviewedAt.get(review) ?? 0));
      }
      const own = type === "bypass.amended" ? manifest : (held.event.manifest ?? null);
      if (holds && (type === "bypass.approved" || type === "bypass.registered")) manifest = own;
      if (type !== "bypass.approved" && type !== "bypass.amended") return [];
      const asked = targetDateOf(held.event);
      const later = asked === null ? null : { asked, known: known.get(held.event.id) ?? null };
      const by = { policyCommit, peopleCommit, defaultPolicy };
      return [{ bypass: fold.bypass, level, held, ...by, manifest: own, stood, reviewedAt, later }];
    });
  });
}

/**
 * Whether each approval is one that the decision would have given: as many people as the level needs, each with a role that the slot
 * takes and the certificates that the level asks for, and a level that is high enough for the request; all by the policy, people and manifest
 * of that day. Who is in a team is not counted.
 * @param rulesOf what is known of them
 */
export function checkSlots(
  approvals: readonly ApprovalHeld[],
  rulesOf: (approval: ApprovalHeld) => ApprovalRules,
): { readonly findings: readonly AuditFinding[]; readonly uncounted: Uncounted } {
  const findings: AuditFinding[] = [];
  const uncounted = { policy: 0, people: 0, manifest: 0, team: 0 };
  const lackOf = certificateReader();
  for (const approval of approvals) {
    const { level, policyCommit } = approval;
    const { policy, people, request } = rulesOf(approval);
    const { seq, event, path } = approval.held;
    const about = { bypass: approval.bypass, seq, actor: event.actor };
    findings.push(...renamedRequester(approval, people, request));
    if (policy === "unknown") {
      const params = { seq, bypass: approval.bypass, digest: approval.defaultPolicy ?? "" };
      findings.push(auditFinding(finding("DEFAULT_POLICY_UNKNOWN", params, { path }), about));
      continue;
    }
    if (level === null || policy === null || policyCommit === null) {
      uncounted.policy++;
      continue;
    }
    const classification = request === null ? null : classify(request.input, policy.policy);
    const asked: Asked = {
      approval,
      approvers: approversOf(approval),
      policy,
      people,
      request,
      classification,
      lackOf,
    };
    if (request === null) uncounted.manifest++;
    if (people === null) uncounted.people++;
    const judged = peopleGaps(asked, level, policyCommit);
    if (judged.inTeams) uncounted.team++;
    const found = [
      ...judged.found,
      ...levelGaps(asked, level, policyCommit),
      ...gateGaps(approval, policy, subjectOf(asked, level), policyCommit),
    ];
    for (const { item, commit } of found)
      findings.push(auditFinding({ ...item, path }, { ...about, commits: [commit] }));
  }
  return { findings, uncounted };
}

/**
 * Approvals by the one whom the manifest names as requester, under another login than it says: people.yml has the number. Under the same
 * login `checkPresent` finds him, also where there is no people.yml. Who asks for an amendment is not compared so.
 */
function renamedRequester(
  approval: ApprovalHeld,
  people: ApprovalRules["people"],
  request: ManifestRequest | null,
): readonly AuditFinding[] {
  const { seq, event } = approval.held;
  const { requester } = request ?? { requester: null };
  if (event.type !== "bypass.approved" || event.manifest === undefined || requester === null) return [];
  const person = people === null || people === "absent" ? null : personByLogin(people, requester);
  const { manifest } = event;
  return approversOf(approval)
    .filter(({ id, login }) => id === person?.id && foldLogin(login) !== foldLogin(requester))
    .map((approver) => {
      const asked = `asks for ${approval.bypass} (requested_by ${requester}, number ${approver.id} in people.yml of commit ${approval.peopleCommit})`;
      const about = { bypass: approval.bypass, seq, actor: event.actor, commits: [manifest.commit] };
      return auditFinding(selfApproval(approver, asked, seq, manifest), about);
    });
}

interface Asked {
  readonly approval: ApprovalHeld;
  readonly approvers: readonly EventApprover[];
  readonly policy: CompiledPolicy;
  readonly people: ApprovalRules["people"];
  readonly request: ManifestRequest | null;
  /** Of what the manifest asks for. */
  readonly classification: Classification | null;
  readonly lackOf: ReturnType<typeof certificateReader>;
}

export interface Found {
  readonly item: Finding;
  readonly commit: string;
}

function approversOf({ held: { event } }: ApprovalHeld): readonly EventApprover[] {
  return (event.data as unknown as BypassApproved).approvers;
}

/** An amendment that moves the remediation to a later day is approved by the people of the level above. Where only the decision knew whether it was later, either will do. */
function levelsOf({ later }: ApprovalHeld, level: Level, request: ManifestRequest | null): readonly Level[] {
  if (later === null) return [level];
  const days = [later.known, request?.targetDate ?? null].filter((day) => day !== null);
  const isSure = request !== null && days.length > 0 && days.every((day) => later.asked > day);
  return isSure ? [levelAbove(level)] : [level, levelAbove(level)];
}

interface PeopleGaps {
  readonly found: readonly Found[];
  /** Whether somebody may hold the role as a member of a team. */
  readonly inTeams: boolean;
}

/** What is wrong with the people of an approval. Where two levels may have decided, one that they suffice for is enough. */
function peopleGaps(asked: Asked, level: Level, commit: string): PeopleGaps {
  let first: PeopleGaps | null = null;
  for (const counted of levelsOf(asked.approval, level, asked.request)) {
    const roles = roleGaps(asked, counted);
    const gaps = { ...roles, found: [...gapsAt(asked, counted, commit), ...roles.found] };
    if (gaps.found.length === 0) return gaps;
    first ??= gaps;
  }
  return first ?? { found: [], inTeams: false };
}

function gapsAt(asked: Asked, level: Level, commit: string): readonly Found[] {
  const { approvers } = asked;
  const { bypass, held } = asked.approval;
  return neededAt(level, asked).flatMap(({ name: slot, needed }) => {
    const found = new Set(approvers.filter((one) => one.slot === slot).map(({ id }) => id)).size;
    if (found >= needed) return [];
    const params = { seq: held.seq, bypass, level, slot, found, needed, commit };
    return [{ item: finding("APPROVAL_INCOMPLETE", params), commit }];
  });
}

/** The slots of a level and how many people this bypass needs in each; without its manifest, those that every one needs. */
function neededAt(
  level: Level,
  { policy, request, classification }: Asked,
): readonly { readonly name: string; readonly needed: number }[] {
  if (request !== null && classification !== null) {
    return activeSlots(level, subjectAsked(request, level, classification), policy);
  }
  return policy.policy.levels[level].slots.flatMap(({ name, min, when }: Slot) =>
    when === undefined ? [{ name, needed: min ?? 1 }] : [],
  );
}

function subjectOf({ request, classification }: Asked, level: Level): Subject | null {
  return request === null || classification === null ? null : subjectAsked(request, level, classification);
}

/** Why the request needs a higher level, or could not be approved at all. An amendment does not ask that again. */
function levelGaps(
  { approval, policy, request, classification }: Asked,
  level: Level,
  commit: string,
): readonly Found[] {
  const { bypass, held } = approval;
  if (request === null || classification === null || held.event.type === "bypass.amended") return [];
  const { severity, checks } = request.input;
  const reasons = [
    ...unsaid(request, level).map((what) => `its manifest does not say ${what}`),
    ...(checks === "all" && level !== "EMERGENCY" ? ["all checks are bypassed at EMERGENCY alone"] : []),
    ...(severity !== null && own(policy.policy.severities, severity) === undefined
      ? [`the severity ${severity} is none`]
      : []),
    ...reasonsAbove(level, classification).map(({ reason, required }) => `${reason} needs ${required}`),
    ...classification.checks.flatMap(({ name, class: known, neverBypass }) => {
      if (neverBypass) return [`the check "${name}" may not be bypassed at any level`];
      return known === null && level !== "EMERGENCY" ? [`no rule says of which class the check "${name}" is`] : [];
    }),
  ];
  const [reason] = reasons;
  if (reason === undefined) return [];
  const others = reasons.length === 1 ? "" : `; ${reasons.length - 1} more reasons`;
  const params = { seq: held.seq, bypass, level, reason: `${reason}${others}`, commit };
  return [{ item: finding("APPROVAL_BELOW_LEVEL", params), commit }];
}

/** Approvers who held none of the roles of their slot, or lacked a certificate. A team's members people.yml does not name. */
function roleGaps({ approval, approvers, policy, people, lackOf }: Asked, level: Level): PeopleGaps {
  if (people === null) return { found: [], inTeams: false };
  const { bypass, held, peopleCommit, reviewedAt } = approval;
  const commit = peopleCommit ?? "";
  let inTeams = false;
  const found = approvers.flatMap(({ slot, id, login, review_id: review }): Found[] => {
    const roles = policy.policy.levels[level].slots.find(({ name }) => name === slot)?.roles ?? [];
    const why = roles.length === 0 ? null : whyNot(id, roles, people);
    // Whoever is not suspended may hold it as a member.
    if (why !== null && !why.isSure) inTeams = true;
    const about = { seq: held.seq, bypass, login, id, slot, commit };
    if (why?.isSure === true)
      return [
        { item: finding("APPROVER_NOT_ENTITLED", { ...about, why: why.text, roles: roles.join(" or ") }), commit },
      ];
    const lack = people === "absent" ? null : lackOf(id, reviewedAt.get(review) ?? null, { level, policy, people });
    return lack === null ? [] : [{ item: finding("APPROVER_NOT_CERTIFIED", { ...about, level, why: lack }), commit }];
  });
  return { found, inTeams };
}

/** Why the file says that somebody could not fill a slot with these roles, and whether it alone tells; null: they could. */
function whyNot(
  id: number,
  roles: readonly string[],
  people: CompiledPeople | "absent",
): { readonly text: string; readonly isSure: boolean } | null {
  if (people === "absent") return { text: "was not there", isSure: true };
  const person = personById(people, id);
  if (person?.active === false) return { text: "says that this person is suspended", isSure: true };
  if (person !== null && roles.some((role) => person.roles.has(role))) return null;
  const text = person === null ? "does not name this person" : "gives this person none of these";
  return { text, isSure: !roles.some((role) => people.teams.has(role)) };
}
