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
  const requesters = new Set(before.flatMap(({ type, actor }) => (type === "request.accepted" ? [actor.id] : [])));
  const answers = before.filter(
    ({ type, actor }) => /^obligation\.(?:done|na)$/.test(type) && !requesters.has(actor.id),
  );
  const answered = new Set(answers.map(({ data }) => data.key));
  const open = gates.flatMap(([key]) => (answered.has(key) ? [] : [key]));
  if (open.length === 0) return [];
  const problem = `no record before it says that somebody other than the requester did or set aside ${listed(open)}, which by the policy at commit ${commit} comes before the activation`;
  return [{ item: finding("MISSING_OBLIGATION", { seq, what: "approves", bypass, problem }), commit }];
}
