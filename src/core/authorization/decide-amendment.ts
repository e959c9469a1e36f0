import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { AmendmentReading } from "../manifest/read-amendment.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel, type Level, levelAbove } from "../procedure/levels.ts";
import { listed } from "../text/listed.ts";
import { localDateOf } from "../time/business-days.ts";
import { resolveLimit } from "../time/duration.ts";
import { formatInstant, type Instant, parseInstant, parseLocalDate } from "../time/instant.ts";
import { type AmendedBypass, readAmendedBypass } from "./amended-bypass.ts";
import { checkCommits, checkRequester, manifestsAdded } from "./check-structure.ts";
import type { DecisionParts } from "./decide.ts";
import { type CompiledInput, nothing } from "./decide-manifest.ts";
import { judgePeople } from "./judge-people.ts";

/**
 * Decides an amendment (10-manifest.md, "Amendments"): is it the next one of a bypass that it can still change, and do the people of the
 * level agree: slots, bans, freshness and lifetime, all of its own pull request. What the override needed is not asked again.
 */
export function decideAmendment(input: CompiledInput, before: readonly Finding[]): DecisionParts {
  const { facts, amendment, original, people } = input;
  const findings = [...before];
  if (amendment == null) {
    const what = "the amendment that the pull request adds was not given";
    return { ...nothing, findings: [...findings, finding("FACTS_INCONSISTENT", { what })] };
  }
  const { path, view } = amendment;
  const added = manifestsAdded(facts);
  if (facts.pull_request.manifest_sha256 !== amendment.sha256) {
    const what = `the amendment's sha256 is ${amendment.sha256}, they say ${facts.pull_request.manifest_sha256}`;
    findings.push(finding("FACTS_INCONSISTENT", { what }, { path }));
  } else if (path !== null && !added.some((file) => file === path || path.endsWith(`/${file}`))) {
    findings.push(
      finding("FACTS_INCONSISTENT", { what: `the pull request adds ${listed(added)}, not ${path}` }, { path }),
    );
  }
  const requester = view.text("/requested_by");
  const place = amendment.where("/requested_by", "value");
  findings.push(...amendment.findings, ...checkCommits(facts), ...checkRequester(requester, place, facts, people));
  const amends = view.text("/amends");
  const level = original?.view.text("/level") ?? null;
  if (original == null || !isLevel(level)) {
    if (amends !== null) findings.push(finding("AMENDS_UNKNOWN", { id: amends }, amendment.where("/amends", "value")));
    return { ...nothing, findings };
  }
  const { standing, now } = standingOf(facts, amends ?? "");
  findings.push(...checkNumber(input, amendment), ...checkChanges(input, amendment, original, standing, now));
  const judged = judgePeople(input, levelOfAmendment(amendment, original, facts) ?? level, {
    manifest: original,
    requester,
    digest: amendment.sha256,
  });
  return {
    ...nothing,
    tree: judged.filled.tree,
    candidates: judged.candidates,
    findings: [...findings, ...judged.findings],
    complete: judged.filled.complete,
  };
}

/** Whether a later day is asked for than holds now. An earlier one, or another owner, is nobody's risk. */
function extendsRemediation(
  amendment: AmendmentReading,
  original: ManifestReading,
  { dueDate }: AmendedBypass,
): boolean {
  const wanted = amendment.view.text("/changes/remediation/target_date");
  // The procedure's limit can lie before the manifest's day; once there is an issue, its day is the one that holds.
  const holds = dueDate ?? original.view.text("/remediation/target_date");
  // Both are YYYY-MM-DD: their order as texts is their order as days.
  return wanted !== null && (holds === null || wanted > holds);
}

/** What was recorded by the time that counts: merged in time is in time, whoever asks again later. */
function standingOf(facts: Facts, bypass: string): { readonly standing: AmendedBypass; readonly now: Instant } {
  const now = parseInstant(facts.merged_at ?? facts.evaluated_at) ?? 0;
  const events = (facts.events ?? []).filter((event) => (parseInstant(event.at) ?? now) <= now);
  return { standing: readAmendedBypass(events, bypass), now };
}

/** The level whose slots approve it. */
export function levelOfAmendment(amendment: AmendmentReading, original: ManifestReading, facts: Facts): Level | null {
  const level = original.view.text("/level");
  if (!isLevel(level)) return null;
  const { standing } = standingOf(facts, amendment.view.text("/amends") ?? "");
  return extendsRemediation(amendment, original, standing) ? levelAbove(level) : level;
}

/** Amendments of a manifest are counted, so that nobody can slip one in between. */
function checkNumber({ facts }: CompiledInput, { view, where }: AmendmentReading): Finding[] {
  const amends = view.text("/amends");
  const number = view.integer("/number");
  if (amends === null || number === null || facts.phase === "act") return [];
  const prefix = `${amends}.amend-`;
  const taken = facts.existing_manifests.flatMap((name) =>
    name.startsWith(prefix) ? [Number(name.slice(prefix.length))] : [],
  );
  const next = Math.max(0, ...taken) + 1;
  return number === next ? [] : [finding("AMENDMENT_NUMBER", { number, next }, where("/number", "value"))];
}

function checkChanges(
  { policy }: CompiledInput,
  { view, where }: AmendmentReading,
  original: ManifestReading,
  standing: AmendedBypass,
  now: Instant,
): Finding[] {
  const id = original.view.text("/id") ?? "";
  const findings: Finding[] = [];
  if (!standing.approved) {
    return [
      finding("AMENDMENT_TOO_LATE", { id, problem: "was never approved", hint: "Have the manifest approved first." }),
    ];
  }
  const expiry = parseInstant(view.text("/changes/expires_at") ?? "");
  if (expiry !== null) findings.push(...checkExpiry(expiry, standing, policy, original, now, where));
  const date = parseLocalDate(view.text("/changes/remediation/target_date") ?? "");
  const today = localDateOf(now, policy.calendar);
  const changesRemediation = view.map("/changes/remediation") !== null;
  if (changesRemediation && standing.closed) {
    const hint = "Nothing is owed any more; open a new request where something new is needed.";
    findings.push(finding("AMENDMENT_TOO_LATE", { id, problem: "has been remediated and verified", hint }));
  }
  if (date !== null && date < today) {
    const params = { field: "changes.remediation.target_date", date, earliest: today };
    findings.push(finding("REMEDIATION_IN_PAST", params, where("/changes/remediation/target_date", "value")));
  }
  return findings;
}

/** A bypass is prolonged while it lives, and never beyond what its level allows from its activation. */
function checkExpiry(
  expiry: Instant,
  { over, activatedAt, expiresAt }: AmendedBypass,
  policy: CompiledPolicy,
  original: ManifestReading,
  now: Instant,
  where: AmendmentReading["where"],
): Finding[] {
  const id = original.view.text("/id") ?? "";
  const level = original.view.text("/level");
  const place = where("/changes/expires_at", "value");
  const hint = "Open a new manifest if the exception is still needed.";
  const ends = expiresAt ?? parseInstant(original.view.text("/expires_at") ?? "");
  if (over !== null) return [finding("AMENDMENT_TOO_LATE", { id, problem: `is ${over}`, hint }, place)];
  if (ends !== null && ends <= now) {
    const problem = `expired at ${formatInstant(ends)}`;
    return [finding("AMENDMENT_TOO_LATE", { id, problem, hint }, place)];
  }
  if (expiry <= now) return [finding("EXPIRY_PASSED", { expired: formatInstant(expiry) }, place)];
  if (activatedAt === null || !isLevel(level)) return [];
  const lifetime = policy.policy.levels[level].max_lifetime;
  const longest = resolveLimit(activatedAt, lifetime, policy.calendar)?.deadline ?? activatedAt;
  if (expiry <= longest) return [];
  return [
    finding("AMENDMENT_LIMIT", { wanted: formatInstant(expiry), limit: formatInstant(longest), lifetime }, place),
  ];
}
