import type { BypassActivated } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { writingTime } from "./check-clock.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** A check of which records say that it was put back, and then something else. */
export interface ChangedAgain {
  readonly name: string;
  /** The record by which it is owed. */
  readonly by: Holding;
  readonly at: Instant;
  /** False: a run may have written this record while another one put the check back, or it is back and no record could say so. */
  readonly isSure: boolean;
}

/** A check that was changed, by which activation, and by which record. */
interface Owed {
  readonly activation: number;
  readonly by: Holding;
}

/**
 * Checks that the state of a bypass has as put back, while its records say more than that: a result was posted again behind the restore, or
 * by an activation that was to post none; putting it back failed later; or what was put back is of an earlier activation. The state only
 * knows names.
 */
export function changedAgain(fold: BypassFold): readonly ChangedAgain[] {
  const { unrestored, activation } = fold.state;
  if (activation === null) return [];
  const owed = new Map<string, Owed>();
  const restored = new Map<string, Holding>();
  for (const held of holdingsOf(fold)) follow(held, owed, restored);
  return [...owed].flatMap(([name, { by, activation: number }]) => {
    if (unrestored.includes(name)) return [];
    const at = parseInstant(by.event.at) ?? 0;
    const before = restored.get(name);
    const isOfAnother = Number(before?.event.data.activation ?? 0) < number;
    const isLater = at - (parseInstant(before?.event.at ?? "") ?? 0) > writingTime;
    if (by.event.type !== "restore.failed" || isOfAnother) return [{ name, by, at, isSure: isOfAnother || isLater }];
    // Two runs may try at the same time, and one of them fail. Earlier versions recorded one restore of each activation, and looked again
    // behind a late merge.
    return isLater ? [{ name, by, at, isSure: false }] : [];
  });
}

function follow(held: Holding, owed: Map<string, Owed>, restored: Map<string, Holding>): void {
  const { type, data } = held.event;
  const activation = Number(data.activation);
  if (type === "bypass.activated") {
    // A merge relaxes nothing.
    for (const { name, mode } of (data as unknown as BypassActivated).checks)
      if (mode !== "merge") owed.set(name, { activation, by: held });
  } else if (type === "override.posted") owed.set(String(data.check), { activation, by: held });
  else if (type === "restore.failed") {
    for (const name of namesOf(held))
      if ((owed.get(name)?.activation ?? 0) <= activation) owed.set(name, { activation, by: held });
  } else if (type === "override.restored") {
    for (const name of namesOf(held)) {
      restored.set(name, held);
      if ((owed.get(name)?.activation ?? 0) <= activation) owed.delete(name);
    }
  } else if (type === "override.ineffective") {
    // What was posted has been taken back before this is recorded.
    for (const [name, { activation: number }] of owed) {
      if (number > activation) continue;
      owed.delete(name);
      restored.set(name, held);
    }
  }
}

function namesOf({ event: { data } }: Holding): readonly string[] {
  return (data.checks as readonly string[] | undefined) ?? [];
}
