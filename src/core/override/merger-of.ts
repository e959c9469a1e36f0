import type { EventActor } from "../../generated/types/event.ts";

/** Who merged, as GitHub tells it. */
export interface Merger {
  readonly login: string;
  readonly id: number;
  /** GitHub's word for the account, e.g. User or Bot; absent: it was not asked. */
  readonly type?: string;
}

/** Who merged, as the two places of an event have it. A Bot or an App is no human: what it does stops no human clock. */
export function mergerOf({ login, id, type }: Merger): {
  readonly account: { readonly id: number; readonly login: string };
  readonly actor: EventActor;
} {
  return { account: { id, login }, actor: { id, login, role: null, kind: type === "Bot" ? "automation" : "human" } };
}
