// Turns one of our schemas into TypeScript: an interface for every object in $defs, a union for every enum, plain types inline.
// Only the subset of JSON Schema that schemas/ uses; anything else stops the generator.

/** @param {object} schema a whole schema file @param {string} rootName name of its root type */
export function typesOf(schema, rootName) {
  const blocks = [declare(rootName, schema, schema)];
  for (const definition of Object.values(schema.$defs ?? {})) {
    if (isNamed(definition)) blocks.push(declare(definition.title, definition, schema));
  }
  return blocks.join("\n");
}

/** Objects and closed lists of words deserve a name; a string with a pattern is a string. */
function isNamed(definition) {
  return (
    definition.title !== undefined &&
    (definition.properties !== undefined || definition.enum !== undefined || definition.anyOf !== undefined)
  );
}

function declare(name, definition, root) {
  const comment = doc(definition.description, "");
  if (definition.properties === undefined) return `${comment}export type ${name} = ${typeOf(definition, root, "")};\n`;
  return `${comment}export interface ${name} ${objectType(definition, root, "")}\n`;
}

function typeOf(schema, root, indent) {
  if (schema === true) return "unknown";
  if (schema.$ref !== undefined) {
    const target = root.$defs[schema.$ref.slice("#/$defs/".length)];
    return isNamed(target) ? target.title : typeOf(target, root, indent);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined)
    return [...new Set(schema.anyOf.map((branch) => typeOf(branch, root, indent)))].join(" | ");
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type }, root, indent)).join(" | ");
  switch (schema.type) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array": {
      const item = typeOf(schema.items ?? true, root, indent);
      return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`;
    }
    case "object":
      return objectType(schema, root, indent);
    default:
      if (schema.properties !== undefined) return objectType(schema, root, indent);
      throw new Error(`no type for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

function objectType(schema, root, indent) {
  const { properties, additionalProperties } = schema;
  if (properties === undefined) {
    const value = typeof additionalProperties === "object" ? typeOf(additionalProperties, root, indent) : "unknown";
    return `{ readonly [key: string]: ${value} }`;
  }
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([key, child]) => {
    const optional = (schema.required ?? []).includes(key) ? "" : "?";
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
    return `${doc(child.description, inner)}${inner}readonly ${name}${optional}: ${typeOf(child, root, inner)};`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function doc(description, indent) {
  return description === undefined ? "" : `${indent}/** ${description.replaceAll("*/", "*\\/")} */\n`;
}
