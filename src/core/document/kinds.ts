import { amendmentSchemaText } from "../../generated/schemas/amendment.ts";
import { factsSchemaText } from "../../generated/schemas/facts.ts";
import { manifestSchemaText } from "../../generated/schemas/manifest.ts";
import { peopleSchemaText } from "../../generated/schemas/people.ts";
import { policySchemaText } from "../../generated/schemas/policy.ts";
import { validate as validateAmendment } from "../../generated/validators/amendment.ts";
import { validate as validateFacts } from "../../generated/validators/facts.ts";
import { validate as validateManifest } from "../../generated/validators/manifest.ts";
import { validate as validatePeople } from "../../generated/validators/people.ts";
import { validate as validatePolicy } from "../../generated/validators/policy.ts";
import type { Validator } from "./check-schema.ts";
import type { DocumentKind } from "./read-document.ts";
import { manifestLimits, type ReadLimits } from "./read-yaml.ts";
import type { JsonSchema } from "./schema.ts";

/** A policy or people file of a large organisation is longer than a manifest; it is still read by people. */
const governanceLimits: ReadLimits = { maxBytes: 1_048_576, maxDepth: 20 };
/** Facts hold every review, commit and file of a pull request. */
const factsLimits: ReadLimits = { maxBytes: 33_554_432, maxDepth: 40 };

/** Ties a schema to its compiled validator. The schema's text is parsed when somebody asks. */
export function kind(id: string, schemaText: string, validate: unknown, limits: ReadLimits): DocumentKind {
  let schema: JsonSchema | null = null;
  const parsed = (): JsonSchema => {
    schema ??= JSON.parse(schemaText) as JsonSchema;
    return schema;
  };
  return { id, schema: parsed, validate: validate as Validator, limits };
}

export const manifestKind = kind("qms.manifest/v1", manifestSchemaText, validateManifest, manifestLimits);
export const amendmentKind = kind("qms.amendment/v1", amendmentSchemaText, validateAmendment, manifestLimits);
export const policyKind = kind("qms.policy/v1", policySchemaText, validatePolicy, governanceLimits);
export const peopleKind = kind("qms.people/v1", peopleSchemaText, validatePeople, governanceLimits);
export const factsKind = kind("qms.facts/v1", factsSchemaText, validateFacts, factsLimits);
