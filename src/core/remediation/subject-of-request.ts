import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { Level } from "../procedure/levels.ts";
import { requestSubject, type Subject } from "../procedure/when.ts";

/** What the record alone says of a bypass: enough for the clocks of a request, whose manifest nobody has merged. */
export function subjectOfRequest(fold: BypassFold, level: Level): Subject {
  const asked = fold.entries.find(({ event }) => event.type === "request.accepted")?.event.data.severity;
  return requestSubject(level, fold.state.drill, typeof asked === "string" ? asked : "");
}
