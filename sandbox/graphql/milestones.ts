import { nodeId } from "../rest/shapes/urls.ts";
import type { Milestone } from "../state/records.ts";
import type { Repo } from "../state/world.ts";
import { connect, type PageArguments } from "./connection.ts";
import type { GraphqlContext } from "./context.ts";

export interface MilestonesArguments extends PageArguments {
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
  readonly states?: readonly string[] | null;
}

const orders: Readonly<Record<string, (milestone: Milestone) => number>> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  DUE_DATE: ({ dueOn }) => dueOn ?? Number.MAX_SAFE_INTEGER,
  NUMBER: ({ number }) => number,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};

export const milestoneNode = ({ id, number, title }: Milestone) => ({ id: nodeId("Milestone", id), number, title });

/** Open and closed ones, by number unless ordered. */
export function listMilestones(context: GraphqlContext, repo: Repo, args: MilestonesArguments) {
  const { orderBy, states } = args;
  const key = orders[orderBy?.field ?? "NUMBER"] ?? (({ number }: Milestone) => number);
  const sign = orderBy?.direction === "DESC" ? -1 : 1;
  const found = repo.milestones
    .filter(({ state }) => states == null || states.includes(state.toUpperCase()))
    .sort((a, b) => sign * (key(a) - key(b) || a.number - b.number));
  return connect(context, found, args, milestoneNode);
}
