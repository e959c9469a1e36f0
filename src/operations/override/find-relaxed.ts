import { compareText } from "../../core/document/read-document.ts";
import { foldBypass } from "../../core/ledger/fold-bypass.ts";
import { statePath } from "../../core/ledger/projections.ts";
import { parseManifestId } from "../../core/manifest/manifest-id.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import { type Relaxed, readRelaxed } from "../../core/override/read-relaxed.ts";
import { protectionOfActivation } from "../../core/override/recorded-checks.ts";
import type { Session } from "./open-session.ts";

/** Nothing that was changed is forgotten sooner than this after its request: days. */
const oldest = 60;

/**
 * Another bypass that changed the protection of the same branch, or a ruleset that binds it, too, and has not put it back; null: none.
 * Two of them would each take the other's change for how it was.
 */
export async function findRelaxed(
  session: Session,
  registryBranch: string,
  ref: string,
  snapshot: ProtectionSnapshot | null,
): Promise<string | null> {
  const { reader, github } = session.ports;
  const { ledgerHead, states } = await reader.overview(registryBranch);
  const now = github.serverTime() ?? 0;
  const own = statePath(session.bypass);
  const recent = states.filter((path) => {
    const id = parseManifestId(/([^/]+)\.json$/.exec(path)?.[1] ?? "");
    return path !== own && id !== null && now - id.at < oldest * 86_400_000;
  });
  if (ledgerHead === null || recent.length === 0) return null;
  const files = await reader.files(ledgerHead, recent);
  const others = [...files.values()]
    .flatMap(({ bytes }) => readRelaxed(bytes) ?? [])
    .sort((one, other) => compareText(one.bypass, other.bypass));
  for (const other of others) {
    if (other.ref === ref || (await sharesRuleset(session, other, snapshot))) return other.bypass;
  }
  return null;
}

/** Whether the other's record names one of our rulesets. Where it has no record that can be read, it may. */
async function sharesRuleset(
  { ports: { ledger } }: Session,
  { bypass, activation }: Relaxed,
  snapshot: ProtectionSnapshot | null,
): Promise<boolean> {
  const ids = new Set((snapshot?.rulesets ?? []).map(({ id }) => id));
  if (ids.size === 0) return false;
  const { fold } = foldBypass(bypass, (await ledger.read([bypass], [])).entries);
  const theirs = protectionOfActivation(fold, activation);
  return theirs === null || theirs.rulesets.some(({ id }) => ids.has(id));
}
