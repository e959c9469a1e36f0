// ajv's standalone code says the same few things thousands of times. What each says in a long way is said in a short one: the bundle is
// parsed at every start of an action or of the command line, and calls with one text instead of an object are faster, too.

const path = String.raw`(?:"(?:[^"\\]|\\.)*"|[^{}"])+?`;

const rules = [
  [/"use strict";/, ""],
  [/const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g, "const $1 = ucs2length;"],
  [/export default \w+;/, ""],
  // The path inside the schema, which only a union in place asks for.
  [/schemaPath:"(?:(?!anyOf)[^"\\])*",/g, ""],
  [/if\(vErrors === null\)\{vErrors = \[(\w+)\];\}else \{vErrors\.push\(\1\);\}/g, "(vErrors??=[]).push($1);"],
  [
    /const (err\d+) = (\{(?:(?!const err\d).)*?\});\(vErrors\?\?=\[\]\)\.push\(\1\);errors\+\+;/g,
    "(vErrors??=[]).push($2);errors++;",
  ],
  // Errors are objects of three members: what `check-schema.ts` reads of them. Those with more stay as they are.
  [
    /\(vErrors\?\?=\[\]\)\.push\(\{instancePath(?::((?:(?!,keyword:|schemaPath).)*?))?,keyword:("\w+"),params:((?:(?!\);errors\+\+;|propertyName:\w+\}\)).)*?)\}\);errors\+\+;/g,
    (_, path, keyword, params) => `(vErrors??=[]).push(fail(${path ?? "instancePath"},${keyword},${params}));errors++;`,
  ],
  // Nothing of ours asks for the parent, the root or a dynamic anchor.
  [/\(data, \{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}\)/g, '(data, instancePath="")'],
  [
    new RegExp(String.raw`, \{instancePath:(${path}),parentData:[^{}]*?,parentDataProperty:[^{}]*?,rootData\}\)`, "g"),
    ", $1)",
  ],
  [/, \{instancePath,parentData,parentDataProperty,rootData\}\)/g, ", instancePath)"],
  [
    /vErrors = vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\);/g,
    "vErrors=joinErrors(vErrors,$1.errors);",
  ],
];

/** @param {string} code the text of a standalone validator */
export function shortenValidator(code) {
  const result = rules.reduce((text, [from, to]) => text.replace(from, to), code);
  const left = /parentData|rootData|dynamicAnchors|\bevaluated\d|\brequire\(/.exec(result);
  if (left === null) return result;
  const around = result.slice(Math.max(0, left.index - 200), left.index + 100);
  throw new Error(`the compiled validator says what it has no use for or cannot have, "${left[0]}": ${around}`);
}
