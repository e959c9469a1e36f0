import { manifestKind } from "../../document/kinds.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import type { Level } from "../../procedure/levels.ts";
import type { Instant } from "../../time/instant.ts";
import { formatManifestId, manifestPath, parseManifestId } from "../manifest-id.ts";
import { type ManifestReading, readManifest } from "../read-manifest.ts";
import { renderManifest } from "../render-manifest.ts";
import { fillManifest } from "./fill-manifest.ts";
import { formFieldsOf, formRows, titlePrefixOf } from "./form-fields.ts";
import { readForm } from "./read-form.ts";

/** A request as its issue says it. */
export interface RequestText {
  readonly level: Level;
  readonly title: string;
  readonly body: string;
  /** Login of the author. */
  readonly author: string;
}

/** What the manifest takes from elsewhere. */
export interface RequestSetting {
  readonly repository: string;
  readonly serverUrl: string;
  readonly policy: CompiledPolicy;
  /** Folder of the manifests. */
  readonly root: string;
}

/** The pull request as it is now. */
export interface RequestTarget {
  readonly base: string;
  readonly headSha: string;
}

/** The answers of a form, before anything was looked up. */
export interface FormAnswers {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
  readonly pullRequest: number | null;
}

/** A request as the file that asks for it. */
export interface ComposedRequest {
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly reading: ManifestReading;
}

/** Reads the form of an issue. */
export function readRequest(request: RequestText, setting: RequestSetting): FormAnswers {
  const fields = formFieldsOf(request.level, manifestKind.schema());
  const form = readForm(request.body, fields);
  const filled = fillManifest(fields, form.answers, setting);
  const target = (filled.fields.target ?? {}) as { pull_request?: unknown };
  return {
    fields: filled.fields,
    findings: [...form.findings, ...filled.findings],
    pullRequest: typeof target.pull_request === "number" ? target.pull_request : null,
  };
}

/** The manifest of a request, with everything that is wrong with it. Same issue, same file. */
export function composeRequest(
  request: RequestText,
  { fields }: FormAnswers,
  target: RequestTarget | null,
  at: Instant,
  { policy, repository, root }: RequestSetting,
): ComposedRequest {
  const id = formatManifestId(request.level, at);
  const parsed = parseManifestId(id);
  if (parsed === null) throw new Error(`made an id that is none: ${id}`);
  const said = (fields.target ?? {}) as Readonly<Record<string, unknown>>;
  const value = {
    ...fields,
    schema: manifestKind.id,
    procedure: policy.policy.procedure.id,
    id,
    level: request.level,
    title: titleOf(request),
    requested_by: request.author,
    target: {
      repository,
      ...(said.pull_request === undefined ? {} : { pull_request: said.pull_request }),
      ...(target === null ? {} : { base: target.base, head_sha: said.head_sha ?? target.headSha }),
    },
  };
  const path = manifestPath(parsed, root);
  const text = renderManifest(value, manifestKind.schema());
  return { id, path, text, reading: readManifest(new TextEncoder().encode(text), path, policy) };
}

/** The title without what the form puts in front of it; a title of the author's own is taken whole. */
function titleOf({ level, title }: RequestText): string {
  const prefix = titlePrefixOf(level);
  return (title.startsWith(prefix) ? title.slice(prefix.length) : title).trim();
}

/** What of a request its author has to mend, under the name that the form gives it. */
export interface Mend {
  /** Heading of the form, or the part of the issue that is meant; null: the request as a whole. */
  readonly label: string | null;
  readonly finding: Finding;
}

/** Errors by the field of the form that they are about, in the order of the form. */
export function mendsOf(findings: readonly Finding[]): Mend[] {
  const order = (mend: Mend): number => formRows.findIndex((row) => row.label === mend.label);
  return findings
    .filter((item) => item.severity === "error")
    .map((item) => ({ label: labelOf(item.pointer), finding: item }))
    .sort((left, right) => order(left) - order(right));
}

function labelOf(pointer: string | null): string | null {
  if (pointer === null) return null;
  if (pointer === "/title") return "the issue's title";
  const row = formRows.find((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`));
  // A group that is missing as a whole is named by its first field.
  return (row ?? formRows.find((one) => one.pointer.startsWith(`${pointer}/`)))?.label ?? null;
}

/** The level was filled in by hand. */
export function levelFinding(value: string): Finding {
  return finding("LEVEL_UNKNOWN", { value: `"${value.slice(0, 40)}"` });
}
