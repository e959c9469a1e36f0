import { amendmentKind } from "../document/kinds.ts";
import type { Finding } from "../findings/finding.ts";
import { manifestPath, parseManifestId } from "./manifest-id.ts";
import { readAmendment } from "./read-amendment.ts";
import { renderManifest } from "./render-manifest.ts";

/** What an amendment of the remediation is made from. */
export interface AmendmentWish {
  readonly bypass: string;
  readonly number: number;
  /** Login of whoever asks. */
  readonly by: string;
  readonly reason: string;
  readonly changes: { readonly target_date?: string; readonly owner?: string };
}

export interface ComposedAmendment {
  /** Beside its manifest: `<id>.amend-<n>.yml`. */
  readonly path: string;
  readonly text: string;
  /** What it would be refused for by itself; empty: it can be asked for. */
  readonly findings: readonly Finding[];
}

/**
 * The file of an amendment, read back by the rules that will judge it.
 * @param root folder of the manifests
 */
export function composeAmendment(
  { bypass, number, by, reason, changes }: AmendmentWish,
  root = ".qms/bypasses",
): ComposedAmendment {
  const id = parseManifestId(bypass);
  const beside = id === null ? bypass : manifestPath(id, root);
  const path = `${beside.replace(/\.yml$/, "")}.amend-${number}.yml`;
  const value = {
    schema: "qms.amendment/v1",
    amends: bypass,
    number,
    requested_by: by,
    reason,
    changes: { remediation: changes },
  };
  const text = renderManifest(value, amendmentKind.schema());
  const { findings } = readAmendment(new TextEncoder().encode(text), path);
  return { path, text, findings: findings.filter(({ severity }) => severity === "error") };
}
