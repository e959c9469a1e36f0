import { manifestKind } from "../core/document/kinds.ts";
import { formatManifestId, type ManifestId, manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import { renderManifest } from "../core/manifest/render-manifest.ts";
import type { Level } from "../core/procedure/levels.ts";
import { addBusinessDays } from "../core/time/business-days.ts";
import type { Calendar } from "../core/time/calendar.ts";
import { formatInstant, type Instant } from "../core/time/instant.ts";
import { emergency } from "./manifests/emergency.ts";
import { levelOne } from "./manifests/level-one.ts";
import { levelThree } from "./manifests/level-three.ts";
import { levelTwo } from "./manifests/level-two.ts";

/** What one request of the demo is about. */
export interface DemoRequest {
  readonly level: Level;
  readonly at: Instant;
  readonly repository: string;
  readonly pullRequest: number;
  readonly headSha: string;
  /** Default: main. */
  readonly base?: string;
  readonly checks: readonly string[];
  readonly calendar: Calendar;
  /** When the incident was declared that an EMERGENCY is about, RFC 3339; default: five minutes before. */
  readonly declaredAt?: string;
  /** Other fields, or other values of fields; null leaves a field out. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** A manifest as a person would push it. */
export interface DemoManifest {
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

/** Writes a request that is complete at its level, dated from now, about the seeded pull request. */
export function demoManifest(request: DemoRequest): DemoManifest {
  const id = formatManifestId(request.level, request.at);
  const due = addBusinessDays(request.at, 3, request.calendar)?.dueDate ?? "";
  const value = {
    schema: manifestKind.id,
    procedure: "qms-emergency-bypass-procedures-v1",
    id,
    level: request.level,
    requested_by: "req",
    target: {
      repository: request.repository,
      pull_request: request.pullRequest,
      base: request.base ?? "main",
      head_sha: request.headSha,
    },
    checks: [...request.checks],
    ...fieldsOf(request, due),
    ...request.changes,
  };
  const kept = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
  const path = manifestPath(parseManifestId(id) as ManifestId);
  return { id, path, text: renderManifest(kept, manifestKind.schema()) };
}

function fieldsOf({ level, at, declaredAt }: DemoRequest, due: string) {
  if (level === "L1") return levelOne(due);
  if (level === "L2") return levelTwo(due);
  // Times of what was done before the request, in the manifest's own form.
  const earlier = (minutes: number): string => formatInstant(at - minutes * 60_000).replace(/\.\d+Z$/, "Z");
  return level === "L3" ? levelThree(due, earlier(90)) : emergency(due, declaredAt ?? earlier(5));
}
