// docs/reference/<schema>.md: what a file of one schema may say.
import { code, pageMark, prose, table } from "./markdown.mjs";
import { fieldsOf, resolve } from "./schema-fields.mjs";

/** @param {string} name of the schema file @param {object} schema its content */
export function renderSchemaPage(name, schema) {
  const fields = fieldsOf(schema);
  const groups = new Map();
  for (const field of fields) {
    const top = field.path.split(/[.[]/)[0];
    groups.set(top, [...(groups.get(top) ?? []), field]);
  }
  // Fields that stand alone share the first table, each object has a section of its own.
  const flat = [...groups.values()].filter((group) => group.length === 1).flat();
  const parts = [section("Fields at the top", flat)];
  for (const [top, group] of groups) if (group.length > 1) parts.push(section(top, group));
  return `${pageMark}
# ${schema.title}: fields

${prose(schema.description)}

Schema: [\`schemas/${name}.schema.json\`](../../schemas/${name}.schema.json) (${code(schema.$id)}). \`[]\` is every entry of a list, \`<name>\` every key of a map.

${[...parts, ...casesOf(schema)].filter((part) => part !== "").join("\n\n")}
`;
}

/** An object that is another one by the value of one field has a section for each: the data of an event by its type. */
function casesOf(schema) {
  return Object.values(schema.$defs ?? {}).flatMap((definition) =>
    (definition.allOf ?? []).flatMap(({ if: condition, then }) => {
      const [[, test] = []] = Object.entries(condition?.properties ?? {});
      const [[field, child] = []] = Object.entries(then?.properties ?? {}).filter(
        ([, each]) => each.$ref !== undefined,
      );
      if (child === undefined || test?.const === undefined) return [];
      const target = resolve(child, schema);
      const heading = `${code(field)} of ${code(test.const)}`;
      const table = section("", fieldsOf({ ...target, $defs: schema.$defs }));
      const text = prose(
        target.description.replace(/^data of \S+: /, "").replace(/^./, (first) => first.toUpperCase()),
      );
      return [`### ${heading}\n\n${text}\n\n${table.replace(/^.*\n\n/, "")}`];
    }),
  );
}

function section(title, fields) {
  if (fields.length === 0) return "";
  const rows = fields.map((field) => [
    code(field.path),
    field.type,
    field.required.replaceAll("|", "\\|"),
    [mixed(field.description), field.sameAs === null ? "" : `Fields as ${code(`${field.sameAs}.*`)}.`]
      .filter((text) => text !== "")
      .join(" "),
    valuesOf(field.limits),
  ]);
  return `## ${title}\n\n${table(["Field", "Type", "Required", "Meaning", "Values"], rows)}`;
}

/** Descriptions are plain text; only the notes that conditions add hold code. */
function mixed(text) {
  return text
    .trim()
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll("|", "\\|") : prose(part)))
    .join("");
}

function valuesOf(limits) {
  const texts = limits.flatMap(({ own, item, names }) => [
    ...words(own),
    ...words(item).map((text) => `each: ${text}`),
    ...words(names).map((text) => `keys: ${text}`),
  ]);
  return [...new Set(texts)].join("; ");
}

function words(limits) {
  const list = [];
  if (limits.const !== undefined) list.push(code(limits.const));
  if (limits.valuesOf !== undefined) list.push(`as ${code(limits.valuesOf)}`);
  else if (limits.enum !== undefined) list.push(limits.enum.map((value) => code(value)).join(" "));
  if (limits.default !== undefined) list.push(`default ${code(JSON.stringify(limits.default))}`);
  if (limits.pattern !== undefined && limits.pattern !== "\\S") list.push(`form ${code(limits.pattern)}`);
  const range = (low, high, unit) => {
    if (low === undefined && high === undefined) return;
    if (low === undefined) list.push(`at most ${high}${high === 1 ? one(unit) : unit}`);
    else if (high === undefined) list.push(`at least ${low}${low === 1 ? one(unit) : unit}`);
    else list.push(low === high ? `exactly ${low}${low === 1 ? one(unit) : unit}` : `${low} to ${high}${unit}`);
  };
  range(limits.minLength, limits.maxLength, " characters");
  range(limits.minimum, limits.maximum, "");
  range(limits.minItems ?? limits.minProperties, limits.maxItems ?? limits.maxProperties, " entries");
  if (limits.uniqueItems === true) list.push("no entry twice");
  return list;
}

function one(unit) {
  return unit.replace("entries", "entry").replace(/s$/, "");
}
