import type { CatalogueEntry } from "../entry.ts";

/** Codes that any file of ours can raise: manifest, amendment, policy, people, facts. */
export const generalCodes = {
  YAML_SYNTAX: {
    severity: "error",
    effect: "denied",
    text: "This is not valid YAML: {reason}.",
    cause: "The file cannot be read, so nothing in it can be checked.",
    fix: "Mend the syntax at this place. An editor with YAML support shows the same error.",
  },
  JSON_SYNTAX: {
    severity: "error",
    effect: "error",
    text: "This is not valid JSON: {reason}.",
    cause: "Facts are JSON, written by a program. A broken file means that a program broke it.",
    fix: "Write the facts file again, or mend the syntax at this place.",
  },
  MANIFEST_YAML_FORBIDDEN: {
    severity: "error",
    effect: "denied",
    text: "{what} must not be used in this file.",
    cause:
      "Anchors, aliases, tags, directives, merge keys, further documents, byte order marks, NUL and bidirectional control characters let a file read differently to a person and to a program.",
    fix: "{how}",
  },
  DUPLICATE_KEY: {
    severity: "error",
    effect: "denied",
    text: 'The key "{key}" stands twice in the same map; the first is on line {first}.',
    cause: "Programs disagree about which of two equal keys counts, so neither does.",
    fix: "Keep one of the two.",
  },
  FILE_TOO_LARGE: {
    severity: "error",
    effect: "denied",
    text: "{what} is over the limit of {limit}.",
    cause: "Limits keep one hostile file from stopping the checks of all others.",
    fix: "Shorten it. Long documents belong elsewhere, as a reference (ref and sha256).",
  },
  FIELD_MISSING: {
    severity: "error",
    effect: "denied",
    text: '"{field}" is missing{where}.',
    cause: "The procedure asks for this field.",
    fix: "Add it{hint}.",
  },
  FIELD_UNKNOWN: {
    severity: "error",
    effect: "denied",
    text: '"{field}" is not a field{where}.',
    cause: "Unknown keys are refused: a misspelt field must not be a silently missing one.",
    fix: "{hint}",
  },
  FIELD_INVALID: {
    severity: "error",
    effect: "denied",
    text: '"{field}" {problem}.',
    cause: "The value does not follow the field's rule in the schema.",
    fix: "{hint}",
  },
  SCHEMA_VERSION: {
    severity: "error",
    effect: "denied",
    text: "This file says schema {found}; this version of qms-bypass reads {expected}.",
    cause: "The fields of another version may mean something else, so nothing else in the file was checked.",
    fix: 'Write "schema: {expected}", or use the version of qms-bypass that reads the file\'s schema.',
  },
} as const satisfies Record<string, CatalogueEntry>;
