import { ConfigurationError } from "../core/findings/errors.ts";
import { foldBypass } from "../core/ledger/fold-bypass.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import type { GitHub } from "../ports.ts";
import { type ActivateOptions, activate } from "./activate.ts";
import { type OverridePorts, openSession, type Session } from "./override/open-session.ts";
import { type OverrideOutcome, verdictOf } from "./override/outcome.ts";
import { isReopened, planFor, settleBypass, stateWord } from "./override/settle-bypass.ts";

/** What the event says. Hints where to look; what is recorded is read from GitHub. */
export interface SettleHints {
  /** The target; null: the bypass tells. */
  readonly number: number | null;
  /** Heads that the pull request has or had. */
  readonly shas: readonly string[];
  /** Whether it was opened again: what a run began and died over is finished. */
  readonly reopened: boolean;
  /** Whether it carries the label of an override: its comment then tells which. */
  readonly labelled: boolean;
}

export interface SettleOptions extends Omit<ActivateOptions, "number"> {
  /** Null: whatever belongs to the pull request. */
  readonly bypassId: string | null;
  readonly hints: SettleHints;
}

const marked = /^<!-- qms-bypass:override:(BYPASS-[A-Z0-9]+-\d{8}-\d{6}) -->/;

/** Settles every bypass of one target pull request. Nothing active, nothing left behind: three requests (and one of the first sweep) and no word. */
export async function settle(ports: OverridePorts, options: SettleOptions): Promise<OverrideOutcome> {
  const { ledger, github } = ports;
  const { hints, bypassId } = options;
  if (bypassId === null && hints.number === null) {
    throw new ConfigurationError(
      'The event is about no pull request, and the input "bypass-id" was not given.',
      "Run settle on pull_request_target, or pass the id: `with: { bypass-id: … }`.",
    );
  }
  const found = new Set(bypassId === null ? [] : [bypassId]);
  if (bypassId === null) {
    const { active } = await ledger.read([], hints.shas);
    for (const entries of active.values()) {
      for (const { bypass, target } of entries) if (target.pr === hints.number) found.add(bypass);
    }
    if (found.size === 0 && hints.labelled && hints.number !== null) {
      for (const id of await announced(github, hints.number)) found.add(id);
    }
  }
  if (found.size === 0) return nothingToDo(hints.number);
  const ids = [...found].sort();
  // Of those that were announced here long ago the records may be on an earlier branch: that must not keep the others.
  const unreadable = new Map<string, ConfigurationError>();
  const snapshot = await ledger.read(ids, hints.shas, [], bypassId === null ? unreadable : undefined);
  const damaged = [...unreadable.values()].find(({ code }) => code !== "SEGMENT_MISSING");
  if (damaged !== undefined) throw damaged;
  const repository = await github.readRepository();
  const outcomes: OverrideOutcome[] = [];
  for (const id of ids.filter((each) => !unreadable.has(each))) {
    // Each bypass has its own commit; a later one reads the ledger again where an earlier one moved it.
    const session = openSession(ports, repository, id, snapshot, options.run);
    const number = foldBypass(id, snapshot.entries).fold.state.activation?.target?.pr ?? null;
    outcomes.push(await settleOne(session, number, options));
  }
  return outcomes.length === 0 ? nothingToDo(hints.number) : merged(outcomes);
}

/** Ids in the comments by which activate announced an override here. */
async function announced(github: GitHub, number: number): Promise<string[]> {
  const { comments } = await github.readTarget(number);
  return comments.flatMap(({ body }) => {
    const id = marked.exec(body)?.[1];
    return id !== undefined && parseManifestId(id) !== null ? [id] : [];
  });
}

async function settleOne(session: Session, number: number | null, options: SettleOptions): Promise<OverrideOutcome> {
  if (number === null) return session.finish(`${session.bypass} was never active; there is nothing to settle.`, []);
  const target = await session.ports.github.readTarget(number);
  if (options.dryRun) {
    const { reason, findings } = planFor(session, target, []);
    const { unrestored } = session.fold().state;
    const names = unrestored.join(", ");
    const planned = reason === null ? [] : [`Record that ${session.bypass} is ${reason}`, `Restore ${names}`];
    return session.finish(`${session.bypass}: dry run of settle.`, findings, { planned });
  }
  const { ended, restored, findings } = await settleBypass(session, target);
  // The decision is derived again, as for the first time: only what is still approved goes on.
  const begun = options.hints.reopened && session.fold().state.lifecycle === "active";
  if (begun || isReopened(session, target)) {
    const { bypass: bypassId } = session;
    return activate(session.ports, { ...options, number: null, bypassId });
  }
  const state = stateWord(session);
  const summary = ended
    ? `${session.bypass} is ${state} now; restored: ${restored.join(", ") || "nothing"}.`
    : restored.length > 0
      ? `${session.bypass} is ${state}; restored now: ${restored.join(", ")}.`
      : `${session.bypass} is ${state}; nothing had to be done.`;
  return session.finish(summary, findings, { restored });
}

function nothingToDo(number: number | null): OverrideOutcome {
  return {
    verdict: "ok",
    summary: `No override is active for #${number}; nothing to settle.`,
    findings: [],
    bypass: null,
    state: null,
    events: [],
    overridden: [],
    restored: [],
    planned: [],
  };
}

/** One outcome of several: the first names the run, the lists go together. */
function merged(outcomes: readonly OverrideOutcome[]): OverrideOutcome {
  const [first, ...more] = outcomes;
  if (first === undefined) return nothingToDo(null);
  if (more.length === 0) return first;
  const findings = outcomes.flatMap((item) => item.findings);
  return {
    ...first,
    verdict: verdictOf(findings),
    summary: outcomes.map((item) => item.summary).join(" "),
    findings,
    events: outcomes.flatMap((item) => item.events),
    restored: outcomes.flatMap((item) => item.restored),
    planned: outcomes.flatMap((item) => item.planned),
  };
}
