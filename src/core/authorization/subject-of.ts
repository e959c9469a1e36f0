import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { Level } from "../procedure/levels.ts";
import type { Subject } from "../procedure/when.ts";

/** What the `when` of a policy row can ask about this manifest. */
export function subjectOf(manifest: ManifestReading, level: Level): Subject {
  const { view, classification } = manifest;
  return {
    level,
    severity: view.text("/severity") ?? "",
    classes: [...new Set(classification.checks.flatMap((check) => (check.class === null ? [] : [check.class])))],
    trigger: view.text("/trigger"),
    criteria: view.texts("/incident/criteria") ?? [],
    regulations: view.texts("/regulations") ?? [],
    drill: view.flag("/drill") === true,
  };
}
