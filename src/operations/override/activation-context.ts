import type { ManifestReading } from "../../core/manifest/read-manifest.ts";
import type { ActiveText } from "../../core/override/render/comment.ts";
import type { CompiledPolicy } from "../../core/procedure/compiled-policy.ts";
import type { EventManifest, EventTarget } from "../../generated/types/event.ts";
import type { RequestReading, TargetReading } from "../../ports.ts";
import type { DecidedRequest } from "../decide-request.ts";
import { activatedChecks } from "./end-activation.ts";
import type { Session } from "./open-session.ts";

/** One approved request and its target, as a running activate knows them. */
export interface ActivationContext {
  readonly session: Session;
  readonly reading: RequestReading;
  readonly decided: DecidedRequest;
  readonly manifest: ManifestReading;
  readonly policy: CompiledPolicy;
  readonly target: TargetReading;
  readonly registryBranch: string;
}

export function isConfidential({ manifest }: ActivationContext): boolean {
  return manifest.view.flag("/confidential") === true;
}

/** Who fills the slots, once each, in the order of the level. */
export function approversOf({ decided }: ActivationContext): string[] {
  return [...new Set(decided.decision.tree.flatMap((slot) => slot.by))];
}

/** The manifest as it lies on the registry branch. Call only where it is merged. */
export function manifestRefOf({ reading, manifest }: ActivationContext): EventManifest {
  const { merged, registryHead } = reading;
  return {
    path: merged?.path ?? manifest.path ?? "",
    commit: registryHead,
    blob: merged?.blob ?? "",
    sha256: manifest.sha256,
  };
}

export function targetRefOf({ target }: ActivationContext): EventTarget {
  return { pr: target.number, ref: `refs/heads/${target.base}`, commit: target.headSha, tree: target.headTree };
}

/** Page of the manifest at the commit that the activation recorded: the same on every run. */
export function permalinkOf({ session, target }: ActivationContext): string {
  const manifest = session.fold().state.activation?.manifest ?? null;
  const repository = target.url.replace(/\/pull\/\d+$/, "");
  return manifest === null ? repository : `${repository}/blob/${manifest.commit}/${manifest.path}`;
}

export function activeTextOf(context: ActivationContext, activation: number): ActiveText {
  const { session, manifest, decided } = context;
  const { state } = session.fold();
  return {
    bypass: session.bypass,
    level: decided.decision.level ?? "",
    title: manifest.view.text("/title") ?? "",
    checks: activatedChecks(session, activation),
    approvers: approversOf(context),
    sha: state.activation?.target?.commit ?? "",
    expiresAt: state.activation?.expires_at ?? "",
    manifestUrl: permalinkOf(context),
    owner: manifest.view.text("/remediation/owner") ?? "",
    dueDate: manifest.view.text("/remediation/target_date") ?? "",
    confidential: isConfidential(context),
  };
}
