// ajv's standalone code carries every schema as an object literal. Most are never read at run time, and each costs parse time at
// every start of the command line: leave only those that the code refers to.

/** @param {string} code the text of a standalone validator */
export function dropUnusedSchemas(code) {
  let result = code;
  for (const [, name] of code.matchAll(/const (schema\d+) = \{/g)) {
    if (code.match(new RegExp(`\\b${name}\\b`, "g")).length > 1) continue;
    const start = result.indexOf(`const ${name} = {`);
    const end = endOfLiteral(result, result.indexOf("{", start));
    if (result[end] !== ";") throw new Error(`${name}: the literal does not end where it should`);
    result = result.slice(0, start) + result.slice(end + 1);
  }
  return result;
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
