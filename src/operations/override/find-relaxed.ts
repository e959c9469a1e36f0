import { statePath } from "../../core/ledger/projections.ts";
import { parseManifestId } from "../../core/manifest/manifest-id.ts";
import { readRelaxed } from "../../core/override/read-relaxed.ts";
import type { Session } from "./open-session.ts";

/** Nothing that was changed is forgotten sooner than this after its request: days. */
const oldest = 60;

/**
 * Another bypass that changed the protection of the same branch and has not put it back; null: none. Two of them would each take the
 * other's change for how it was.
 */
export async function findRelaxed(
  { ports: { reader, github }, bypass }: Session,
  registryBranch: string,
  ref: string,
): Promise<string | null> {
  const { ledgerHead, states } = await reader.overview(registryBranch);
  const now = github.serverTime() ?? 0;
  const own = statePath(bypass);
  const recent = states.filter((path) => {
    const id = parseManifestId(/([^/]+)\.json$/.exec(path)?.[1] ?? "");
    return path !== own && id !== null && now - id.at < oldest * 86_400_000;
  });
  if (ledgerHead === null || recent.length === 0) return null;
  const files = await reader.files(ledgerHead, recent);
  const [other] = [...files.values()].flatMap(({ bytes }) => readRelaxed(bytes, ref) ?? []).sort();
  return other ?? null;
}
