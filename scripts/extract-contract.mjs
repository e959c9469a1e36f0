// Makes sandbox/contract/operations.ndjson: GitHub's own description of exactly the operations that the sandbox implements.
// The package unpacks to 385 MB, so it is never a dependency. Run by hand when an operation is added:
//   npm i --prefix /tmp/openapi --no-save @octokit/openapi@23.0.2 && node scripts/extract-contract.mjs /tmp/openapi
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const from = join(process.argv[2] ?? "/tmp/openapi", "node_modules/@octokit/openapi");
const folder = fileURLToPath(new URL("../sandbox/contract", import.meta.url));
const description = JSON.parse(await readFile(join(from, "generated/api.github.com.json"), "utf8"));
const { version } = JSON.parse(await readFile(join(from, "package.json"), "utf8"));
const wanted = (await readFile(join(folder, "operations.txt"), "utf8")).split("\n").filter((line) => /^\w/.test(line));

const dateTime = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$";
const dropped = new Set([
  "description",
  "example",
  "examples",
  "title",
  "deprecated",
  "externalDocs",
  "default",
  "format",
]);
const used = new Map();
const queue = [];

/** OpenAPI 3.0 → JSON Schema 2020-12: `nullable` becomes a type, `oneOf` becomes `anyOf` (GitHub's branches overlap). */
function convert(schema) {
  if (Array.isArray(schema)) return schema.map(convert);
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1);
    if (!used.has(name)) {
      used.set(name, null);
      queue.push(name);
    }
    return { $ref: `#/$defs/${name}` };
  }
  const out = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith("x-") || key === "nullable" || key === "discriminator") continue;
    if (key === "properties") {
      out.properties = Object.fromEntries(Object.entries(value).map(([name, of]) => [name, convert(of)]));
    } else if (key === "enum" || key === "required") out[key] = value;
    else if (key === "oneOf" || key === "anyOf") out.anyOf = [...(out.anyOf ?? []), ...value.map(convert)];
    else if (dropped.has(key)) continue;
    else out[key] = typeof value === "object" ? convert(value) : value;
  }
  if (schema.format === "date-time" && schema.type === "string") out.pattern ??= dateTime;
  if (schema.nullable === true) {
    if (typeof out.type === "string") {
      out.type = [out.type, "null"];
      if (out.enum !== undefined && !out.enum.includes(null)) out.enum = [...out.enum, null];
    } else if (Object.keys(out).length > 0) return { anyOf: [out, { type: "null" }] };
  }
  return out;
}

const resolve = (value) => {
  if (value?.$ref === undefined) return value;
  const [, , kind, name] = value.$ref.split("/");
  return description.components[kind][name];
};

const operations = {};
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (!wanted.includes(operation.operationId)) continue;
    const parameters = [...(methods.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
    const body = operation.requestBody?.content?.["application/json"]?.schema;
    const responses = {};
    for (const [status, response] of Object.entries(operation.responses)) {
      const schema = resolve(response).content?.["application/json"]?.schema;
      responses[status] = schema === undefined ? null : convert(schema);
    }
    operations[operation.operationId] = {
      method: method.toUpperCase(),
      path,
      parameters: parameters.map((p) => ({
        in: p.in,
        name: p.name,
        ...(p.required ? { required: true } : {}),
        schema: convert(p.schema),
      })),
      ...(body === undefined
        ? {}
        : { body: convert(body), ...(operation.requestBody.required ? { bodyRequired: true } : {}) }),
      responses,
    };
  }
}
const missing = wanted.filter((id) => operations[id] === undefined);
if (missing.length > 0) throw new Error(`not in the description: ${missing.join(", ")}`);
while (queue.length > 0) {
  const name = queue.pop();
  used.set(name, convert(description.components.schemas[name]));
}
const byName = ([a], [b]) => (a < b ? -1 : 1);
// One record per line: small, and a change shows as the lines that changed.
const records = [
  { source: `@octokit/openapi ${version}, api.github.com.json (MIT)` },
  ...Object.entries(operations)
    .sort(byName)
    .map(([operation, value]) => ({ operation, ...value })),
  ...[...used].sort(byName).map(([schema, value]) => ({ schema, value })),
];
const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
await writeFile(join(folder, "operations.ndjson"), text);
process.stdout.write(`${Object.keys(operations).length} operations, ${used.size} schemas, ${text.length} bytes\n`);
