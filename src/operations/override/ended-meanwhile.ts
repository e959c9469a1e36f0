import { type Finding, finding } from "../../core/findings/finding.ts";
import { stateNameOf } from "../../core/ledger/bypass-state.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import type { Session } from "./open-session.ts";

/**
 * The last look before a merge that cannot be taken back: since this run read the ledger another one may have ended the activation, by a
 * revocation, by the clock, or by a merge of its own. Null: it stands.
 */
export async function endedMeanwhile(
  session: Pick<Session, "fold" | "reread">,
  activation: number,
): Promise<Finding | null> {
  await session.reread();
  return endedBy(session.fold(), activation);
}

/** The same by what is known of the bypass already, as behind a record. */
export function endedBy({ bypass, state }: BypassFold, activation: number): Finding | null {
  if (state.lifecycle === "active" && state.activation?.number === activation) return null;
  const hint = "A bypass serves once: ask again with a new manifest if the exception is still needed.";
  return finding("ALREADY_DONE", { bypass, state: stateNameOf(state) ?? "not requested", hint });
}
