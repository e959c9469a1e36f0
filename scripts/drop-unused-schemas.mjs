// ajv's standalone code carries every schema as an object literal. Most of it is never read at run time, and each byte costs parse time
// at every start of the command line: leave only what the code reads of each.

const path = String.raw`((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*)`;

/** @param {string} code the text of a standalone validator */
export function dropUnusedSchemas(code) {
  let result = code;
  for (const [, name] of code.matchAll(/const (schema\d+) = \{/g)) {
    const head = `const ${name} = `;
    const start = result.indexOf(`${head}{`);
    const end = endOfLiteral(result, start + head.length);
    if (result[end] !== ";") throw new Error(`${name}: the literal does not end where it should`);
    const rest = result.slice(0, start) + result.slice(end + 1);
    const uses = [...rest.matchAll(new RegExp(`(.{0,6})\\b${name}\\b${path}`, "gs"))];
    // JSON, which is JavaScript: what cannot be parsed so is left alone.
    const literal =
      uses.length === 0 ? "" : `${head}${JSON.stringify(prune(result.slice(start + head.length, end), uses))};`;
    result = result.slice(0, start) + literal + result.slice(end + 1);
  }
  return result;
}

/** What the code reads of a schema: the lists of enum and type, and of properties only whether a key is there. */
function prune(text, uses) {
  const schema = JSON.parse(text);
  let kept = {};
  for (const [, before, accessors] of uses) {
    const keys = [...accessors.matchAll(/\.([\w$]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g)].map(
      ([, dotted, index, quoted]) => dotted ?? (index === undefined ? JSON.parse(`"${quoted}"`) : Number(index)),
    );
    const asks = keys.at(-1) === "properties" && before.endsWith(".call(");
    const lists = keys.at(-1) === "enum" || keys.at(-1) === "type";
    if (!asks && !lists) return schema;
    const value = keys.reduce((node, key) => node[key], schema);
    kept = put(kept, keys, asks ? Object.fromEntries(Object.keys(value).map((key) => [key, 0])) : value);
  }
  return kept;
}

/** A copy with a value at a path; maps that are there stay, lists are filled up with nothing. */
function put(node, [key, ...rest], value) {
  if (key === undefined) return typeof node === "object" && node !== null ? { ...value, ...node } : value;
  const copy =
    typeof key === "number" ? [...(Array.isArray(node) ? node : [])] : { ...(typeof node === "object" ? node : {}) };
  if (typeof key === "number") while (copy.length < key) copy.push(0);
  copy[key] = put(copy[key], rest, value);
  return copy;
}

/** The index behind the brace that closes the one at `start`; braces inside strings do not count. */
function endOfLiteral(text, start) {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      for (index++; text[index] !== '"'; index++) if (text[index] === "\\") index++;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return index + 1;
  }
  throw new Error("a schema literal is never closed");
}
