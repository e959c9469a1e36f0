// Prints, as one JSON line per example, the value that our compiled validator saw and what it said: {"schema","path","valid","value"}.
// jsonschema_judge.py lets an independent validator judge the same values. Reads build/ (`npm run generate` makes it).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const compiled = (path) => import(new URL(`../../build/${path}`, import.meta.url).href);
const kinds = await compiled("core/document/kinds.js");
const { readDocument } = await compiled("core/document/read-document.js");
const { readPolicy } = await compiled("core/procedure/read-policy.js");

const yamlReaders = {
  manifest: (bytes) => readDocument(bytes, kinds.manifestKind, null),
  amendment: (bytes) => readDocument(bytes, kinds.amendmentKind, null),
  people: (bytes) => readDocument(bytes, kinds.peopleKind, null),
  policy: (bytes) => readPolicy(bytes, null), // lays the file over the built-in policy before the schema looks at it
};

/** Values and verdicts of the validator while `work` runs; a reader may stop before it asks the validator. */
function verdictsDuring(kind, work) {
  const { validate } = kind;
  const seen = [];
  const spy = (value) => {
    const copy = structuredClone(value);
    const valid = validate(value);
    spy.errors = validate.errors;
    seen.push({ valid, value: copy });
    return valid;
  };
  kind.validate = spy;
  work();
  kind.validate = validate;
  return seen;
}

for (const schema of readdirSync(join(root, "schemas/examples")).sort()) {
  for (const side of ["valid", "invalid"]) {
    const folder = join(root, "schemas/examples", schema, side);
    for (const name of readdirSync(folder).sort()) {
      const path = `${schema}/${side}/${name}`;
      const bytes = readFileSync(join(folder, name));
      const say = (verdict) => process.stdout.write(`${JSON.stringify({ schema, path, ...verdict })}\n`);
      if (name.endsWith(".yml")) {
        for (const verdict of verdictsDuring(kinds[`${schema}Kind`], () => yamlReaders[schema](bytes))) say(verdict);
      } else if (name.endsWith(".json")) {
        const value = parse(bytes);
        if (value === undefined) continue; // broken JSON is no matter of a schema
        const { validate } = await compiled(`generated/validators/${schema}.js`);
        say({ valid: validate(value), value });
      }
    }
  }
}

function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
