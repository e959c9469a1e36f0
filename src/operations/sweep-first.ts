import { type Finding, finding } from "../core/findings/finding.ts";
import { activePath } from "../core/ledger/projections.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { type ActiveClaim, readActiveClaims } from "../core/override/active-claims.ts";
import { relaxedNames } from "../core/override/recorded-checks.ts";
import type { RegistryReader, RepositoryFacts } from "../ports.ts";
import { type OverridePorts, openSession } from "./override/open-session.ts";
import type { OverrideOutcome } from "./override/outcome.ts";
import { problemOf } from "./override/problem-of.ts";
import { settleBypass, stateWord } from "./override/settle-bypass.ts";
import type { RunReference } from "./record-events.ts";

export interface SweepFirstOptions {
  readonly registryBranch: string;
  readonly run: RunReference;
  /** What the operation itself is about: it deals with that, and says more of it. */
  readonly own: { readonly bypassId: string | null; readonly number: number | null };
}

/** So many in one run: whoever waits for the operation does not wait for the clock of others. The schedule does the rest. */
const most = 5;

type Done = Pick<OverrideOutcome, "findings" | "events" | "restored"> & { readonly said: readonly string[] };

/**
 * The first step of every other operation (40-override.md): ends what the clock has ended meanwhile, so that an exception does not outlive
 * its time by the pause of the schedule. What goes wrong is a warning, as it is no fault of the operation. Nothing active: one request.
 */
export async function sweepFirst(ports: OverridePorts, options: SweepFirstOptions): Promise<Done> {
  const warned: Finding[] = [];
  const done: Done[] = [];
  try {
    const { repository, ledgerHead, active } = await ports.reader.overview(options.registryBranch, "active");
    const claims = active.length === 0 ? [] : await readClaims(ports.reader, ledgerHead, active);
    const now = ports.github.serverTime() ?? 0;
    for (const { bypass } of claims.filter((claim) => isOver(claim, now) && !isOwn(claim, options)).slice(0, most)) {
      try {
        done.push(await end(ports, repository, bypass, options.run));
      } catch (error) {
        warned.push(warningOf(bypass, error));
      }
    }
  } catch (error) {
    warned.push(warningOf("what is active", error));
  }
  return {
    findings: [...done.flatMap((one) => one.findings), ...warned],
    events: done.flatMap((one) => one.events),
    restored: done.flatMap((one) => one.restored),
    said: done.flatMap((one) => one.said),
  };
}

async function readClaims(
  reader: RegistryReader,
  ledgerHead: string | null,
  active: readonly string[],
): Promise<readonly ActiveClaim[]> {
  const files = ledgerHead === null ? new Map() : await reader.files(ledgerHead, active.map(activePath));
  // A file that is not ours is the sweep's to report, and no reason not to act.
  return [...files.values()].flatMap(({ bytes }) => readActiveClaims(bytes) ?? []);
}

function isOver({ bypass, expiresAt }: ActiveClaim, now: number): boolean {
  return parseManifestId(bypass) !== null && expiresAt !== null && expiresAt <= now;
}

function isOwn({ bypass, request, target }: ActiveClaim, { own }: SweepFirstOptions): boolean {
  return bypass === own.bypassId || (own.number !== null && (request === own.number || target === own.number));
}

/** The entry only told where to look: what is done follows from the record of the bypass and from its target. */
async function end(
  ports: OverridePorts,
  repository: RepositoryFacts,
  bypass: string,
  run: RunReference,
): Promise<Done> {
  const session = openSession(ports, repository, bypass, await ports.ledger.read([bypass], []), run);
  const { activation } = session.fold().state;
  const ref = activation?.target ?? null;
  // Without the token this could end it and not put protection back; the sweep has that token.
  const lacks = ports.keeper === null && relaxedNames(activation?.checks ?? []).size > 0;
  if (ref === null || lacks) return { findings: [], events: [], restored: [], said: [] };
  const { ended, restored, findings } = await settleBypass(session, await ports.github.readTarget(ref.pr));
  const { events } = session.finish("", []);
  return {
    findings: findings.map(asWarning),
    events,
    restored,
    said: ended ? [`${bypass} is ${stateWord(session)} now.`] : [],
  };
}

function asWarning(item: Finding): Finding {
  return item.severity === "error" ? { ...item, severity: "warning" } : item;
}

/** A bug, too: one damaged bypass of somebody else must not stop an emergency. The sweep itself fails on it. */
function warningOf(what: string, error: unknown): Finding {
  const known = problemOf(error);
  const problem = known?.message ?? (error instanceof Error ? error.message : String(error));
  const hint =
    known?.fix ?? "Run the sweep; if it fails on the same, run `qms-bypass verify` in a clone and report it as a bug.";
  return asWarning(finding("SWEEP_FAILED", { what, problem, hint }));
}
