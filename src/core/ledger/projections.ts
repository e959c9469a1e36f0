import type { EventManifest, EventTarget } from "../../generated/types/event.ts";
import { compareText } from "../document/read-document.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { flagsOf, type OverriddenCheck, stateNameOf } from "./bypass-state.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { BypassFold } from "./fold-bypass.ts";

/** One bypass that is active on a SHA: what the gate reads, and then proves for itself. */
export interface ActiveEntry {
  readonly bypass: string;
  /** Number of the pull request that asked for it. */
  readonly request: number | null;
  readonly activation: number;
  /** Id of the bypass.activated event. */
  readonly event: string;
  readonly expires_at: string;
  readonly checks: readonly OverriddenCheck[];
  readonly manifest: EventManifest | null;
  readonly target: EventTarget;
}

/** `state/<yyyy>/<mm>/<bypass id>.json`, by the date in the id; null for PROCEDURE and for what is no id. */
export function statePath(bypass: string): string | null {
  const id = parseManifestId(bypass);
  if (id === null) return null;
  const iso = new Date(id.at).toISOString();
  return `state/${iso.slice(0, 4)}/${iso.slice(5, 7)}/${bypass}.json`;
}

/** `active/<head_sha>.json` */
export function activePath(headSha: string): string {
  return `active/${headSha}.json`;
}

/**
 * The text of a bypass's state file (`qms.state/v1`): where it stands, what is open, and an index of its events, so that one read tells
 * which effects are done. Canonical JSON and one LF, because verification compares bytes.
 */
export function stateText(fold: BypassFold): string {
  const { state } = fold;
  const { manifest, activation, unrestored, used, issue, remediation } = state;
  // Keys in their canonical order, of which there is nothing left to sort: an audit writes all states anew.
  const events = fold.entries.map(({ path, seq, event, event_sha256 }) => ({
    at: event.at,
    event_sha256,
    id: event.id,
    path,
    seq,
    type: event.type,
  }));
  // Only where there is something to tell: most bypasses are never amended.
  const changed = state.amended === null ? {} : { amended: state.amended };
  const value = { manifest, activation, ...changed, unrestored, used, issue, remediation, events };
  const named = { schema: "qms.state/v1", bypass: fold.bypass, state: stateNameOf(state), flags: flagsOf(state) };
  return `${canonicalJson({ ...named, ...value })}\n`;
}

/** The entry of a bypass in the file of the SHA that it is active on; null while it is not active. */
export function activeEntryOf(fold: BypassFold): ActiveEntry | null {
  const { lifecycle, activation, request } = fold.state;
  if (lifecycle !== "active" || activation === null || activation.target === null) return null;
  const { number, event, expires_at, checks, manifest, target } = activation;
  return { bypass: fold.bypass, request, activation: number, event, expires_at, checks, manifest, target };
}

/**
 * The text of `active/<head_sha>.json` (`qms.active/v1`), entries by bypass id; null where none is active: then the file is deleted,
 * so that the one flat folder of the branch stays small.
 */
export function activeText(headSha: string, entries: readonly ActiveEntry[]): string | null {
  if (entries.length === 0) return null;
  const bypasses = [...entries].sort((left, right) => compareText(left.bypass, right.bypass));
  return `${canonicalJson({ schema: "qms.active/v1", head_sha: headSha, bypasses })}\n`;
}
