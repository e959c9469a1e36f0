import type { EventContent } from "../../core/ledger/draft-event.ts";
import { formatEventInstant } from "../../core/ledger/event-instant.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import { mergerOf } from "../../core/override/merger-of.ts";
import type { CompiledPeople } from "../../core/procedure/compiled-people.ts";
import { parseInstant } from "../../core/time/instant.ts";
import { type ActivationContext, manifestRefOf, targetRefOf } from "./activation-context.ts";
import { approvalRecords } from "./record-activation.ts";

/**
 * The events of a registration (40-override.md, activate step 1): that it was registered, and the merge as the use that it was, by
 * whoever merged and when. Nothing is overridden; what a use owes begins with the merge.
 */
export function registrationEvents(
  context: ActivationContext,
  people: CompiledPeople,
  fold: BypassFold,
): EventContent[] {
  const { session, target, manifest } = context;
  const { merged } = target;
  const { bypass } = session;
  if (merged === null || ["registered", "used"].includes(fold.state.lifecycle)) return [];
  const at = parseInstant(merged.at);
  const checks = manifest.view.get("/checks") === "all" ? ["all"] : (manifest.view.texts("/checks") ?? []);
  const by = merged.by === null ? null : mergerOf(merged.by);
  const merge = {
    merge_sha: merged.sha,
    ...(by === null ? {} : { merged_by: by.account }),
  };
  return [
    ...approvalRecords(context, people, fold),
    {
      type: "bypass.registered",
      bypass,
      key: merged.sha,
      manifest: manifestRefOf(context),
      target: targetRefOf(context),
      data: { ...merge, ...(at === null ? {} : { merged_at: formatEventInstant(at) }), checks },
    },
    {
      type: "bypass.used",
      bypass,
      key: merged.sha,
      ...(at === null ? {} : { at }),
      ...(by === null ? {} : { actor: by.actor }),
      source: { kind: "api", url: target.url, sha: merged.sha },
      target: targetRefOf(context),
      data: { ...merge, base: target.base },
    },
  ];
}
