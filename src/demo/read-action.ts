import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FAILSAFE_SCHEMA, load } from "js-yaml";

/** What the runner takes from an action.yml. */
export interface ActionManifest {
  /** Input → default; empty where it has none, as the runner sees it. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  /** Path of the entry file. */
  readonly main: string;
}

interface RawAction {
  readonly inputs?: Readonly<Record<string, { readonly default?: string } | null>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly runs?: Readonly<Record<string, string>>;
}

/** Reads the action.yml of a folder. Throws where it is not a JavaScript action of one step, which is all that we ship. */
export function readAction(folder: string): ActionManifest {
  // Every scalar is a text to the runner, too: `default: true` means "true".
  const raw = load(readFileSync(join(folder, "action.yml"), "utf8"), { schema: FAILSAFE_SCHEMA }) as RawAction;
  const { using, main, ...rest } = raw.runs ?? {};
  if (using !== "node24" || main === undefined || Object.keys(rest).length > 0)
    throw new Error(`${folder}/action.yml: runs must be {using: node24, main}, and nothing else`);
  return {
    inputs: Object.fromEntries(Object.entries(raw.inputs ?? {}).map(([name, input]) => [name, input?.default ?? ""])),
    outputs: Object.keys(raw.outputs ?? {}),
    main: join(folder, main),
  };
}
