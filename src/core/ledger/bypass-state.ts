import type { AmendedValues, EventManifest, EventTarget } from "../../generated/types/event.ts";
import type { Lifecycle, Remediation } from "./transitions.ts";

/** State of a bypass as outputs and reports name it (60-remediation.md, "Lifecycle of a bypass"). */
export type BypassStateName =
  | "requested"
  | "approved"
  | "active"
  | "suspended"
  | "used"
  | "remediating"
  | "completed"
  | "closed"
  | "refused"
  | "voided"
  | "expired"
  | "revoked"
  | "ineffective";

export type BypassFlag = "drill" | "overdue" | "registered" | "reopened";

/** A check that an activation overrides. */
export interface OverriddenCheck {
  readonly name: string;
  readonly kind: string;
  readonly mode: string;
}

/** The last activation of a bypass. */
export interface Activation {
  readonly number: number;
  /** Id of the bypass.activated event. */
  readonly event: string;
  readonly at: string;
  readonly expires_at: string;
  readonly checks: readonly OverriddenCheck[];
  readonly manifest: EventManifest | null;
  readonly target: EventTarget | null;
  /** Reason of bypass.deactivated, or ineffective; null while neither is recorded. */
  readonly ended: string | null;
}

/** What the events of one bypass amount to. Names are those of the projection (`state/…json`). */
export interface BypassState {
  readonly lifecycle: Lifecycle;
  readonly remediation: Remediation;
  /** Number of the pull request that asks for it; null: not recorded. */
  readonly request: number | null;
  readonly registered: boolean;
  readonly reopened: boolean;
  readonly drill: boolean;
  /** A missed deadline was recorded, and no new deadline since. */
  readonly missed: boolean;
  /** The manifest that was approved last. */
  readonly manifest: EventManifest | null;
  readonly activation: Activation | null;
  /** What amendments changed, the last word on each; null: there was none. */
  readonly amended: (AmendedValues & { readonly number: number }) | null;
  /** Names of checks that were changed by an activation and not recorded as restored, sorted. */
  readonly unrestored: readonly string[];
  readonly used: { readonly at: string; readonly merge_sha: string } | null;
  readonly issue: { readonly repository: string; readonly number: number; readonly deadline: string } | null;
}

/** Before the first event. */
export const initialState: BypassState = {
  lifecycle: "none",
  remediation: "none",
  request: null,
  registered: false,
  reopened: false,
  drill: false,
  missed: false,
  manifest: null,
  activation: null,
  amended: null,
  unrestored: [],
  used: null,
  issue: null,
};

const afterUse: Readonly<Record<Remediation, BypassStateName>> = {
  none: "used",
  open: "remediating",
  completed: "completed",
  closed: "closed",
  cancelled: "closed",
};

/** The one word for where a bypass stands; null while there is no request. An end before use stays, whatever is remediated after it. */
export function stateNameOf(state: BypassState): BypassStateName | null {
  const { lifecycle } = state;
  if (lifecycle === "none") return null;
  return lifecycle === "used" || lifecycle === "registered" ? afterUse[state.remediation] : lifecycle;
}

/** The flags that are up, in alphabetical order. What is completed is not overdue, however late it was. */
export function flagsOf(state: BypassState): BypassFlag[] {
  const flags: BypassFlag[] = [];
  if (state.drill) flags.push("drill");
  if (state.missed && state.remediation !== "completed" && state.remediation !== "closed") flags.push("overdue");
  if (state.registered) flags.push("registered");
  if (state.reopened) flags.push("reopened");
  return flags;
}
