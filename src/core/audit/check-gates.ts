import type { LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { listed } from "../text/listed.ts";
import type { ApprovalHeld, Found } from "./check-slots.ts";
import { stoodAt } from "./holdings.ts";

/**
 * Whether what a policy wants done before a bypass takes effect had been done or set aside, by somebody other than the requester, when its
 * request was approved: the decision waits for that. What an event answers is left: some are recorded behind the decision that knew of them.
 * @param subject null: what it asks for is not known
 * @param commit of the registry, at which the policy lies
 */
export function gateGaps(
  { bypass, held: { event, seq }, stood }: Pick<ApprovalHeld, "bypass" | "held" | "stood">,
  { policy }: Pick<CompiledPolicy, "policy">,
  subject: Subject | null,
  commit: string,
): readonly Found[] {
  if (subject === null || event.type !== "bypass.approved") return [];
  const gates = Object.entries(policy.obligations).filter(
    ([, { gates: of, when, satisfied_by: proof }]) =>
      of === "activation" && proof === undefined && matchesWhen(when, subject),
  );
  if (gates.length === 0) return [];
  const before = stood.filter((one) => stoodAt(one, seq)).map((one) => one.event);
  const answers = before.filter(({ type }) => /^obligation\.(?:done|na)$/.test(type));
  const openBut = (requests: readonly LedgerEvent[]): string[] => {
    const requesters = new Set(requests.map(({ actor }) => actor.id));
    const answered = new Set(answers.flatMap(({ actor, data }) => (requesters.has(actor.id) ? [] : [data.key])));
    return gates.flatMap(([key]) => (answered.has(key) ? [] : [key]));
  };
  const requests = before.filter(({ type }) => type === "request.accepted");
  const open = openBut(requests);
  if (open.length === 0) return [];
  // Whoever opened another pull request for the same bypass may be free to answer in this one, as to approve it.
  const isSure = openBut(requests.filter(({ source }) => source.url === event.source.url)).length > 0;
  const problem = `no record before it says that somebody other than the requester did or set aside ${listed(open)}, which by the policy at commit ${commit} comes before the activation`;
  const item = finding("MISSING_OBLIGATION", { seq, what: "approves", bypass, problem });
  return [{ item: isSure ? item : { ...item, severity: "warning" }, commit }];
}
