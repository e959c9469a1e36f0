// `allOf: [{if, then, else}]` in words: which field is required when, and what else holds then.

/**
 * @param {object} schema an object schema
 * @returns {{ required: Map<string, string[]>, notes: Map<string, string[]> }} by dotted path below the object
 */
export function conditionsOf(schema) {
  const required = new Map();
  const notes = new Map();
  const push = (map, path, text) => map.set(path, [...(map.get(path) ?? []), text]);
  const collect = (part, when, path) => {
    for (const name of part.required ?? []) push(required, [...path, name].join("."), when);
    for (const [name, child] of Object.entries(part.properties ?? {})) {
      const at = [...path, name];
      if (child === false) push(notes, at.join("."), `Not allowed ${when}.`);
      if (typeof child !== "object") continue;
      if (child.minItems !== undefined) push(notes, at.join("."), `At least ${count(child.minItems)} ${when}.`);
      collect(child, when, at);
    }
  };
  for (const rule of schema.allOf ?? []) {
    if (rule.if === undefined) throw new Error(`allOf without if: ${JSON.stringify(rule).slice(0, 100)}`);
    const { yes, no } = wordsOf(rule.if);
    if (rule.then !== undefined) collect(rule.then, yes, []);
    if (rule.else !== undefined) collect(rule.else, no, []);
  }
  // A level that two rules name is told once: "at L2, L3".
  return { required: new Map([...required].map(([path, texts]) => [path, joinLevels(texts)])), notes };
}

function count(number) {
  return number === 1 ? "1 entry" : `${number} entries`;
}

/** A condition and its opposite in words. */
function wordsOf(condition) {
  const values = Object.entries(condition.properties ?? {}).filter(([, child]) => typeof child === "object");
  if (values.length === 0) {
    const names = (condition.required ?? []).map((name) => `\`${name}\``).join(" and ");
    return { yes: `with ${names}`, no: `without ${names}` };
  }
  if (values.length > 1) throw new Error(`a condition on several values: ${JSON.stringify(condition)}`);
  const [[name, child]] = values;
  const allowed = child.enum ?? [child.const];
  if (name === "level") return { yes: `at ${allowed.join(", ")}`, no: `except at ${allowed.join(", ")}` };
  const list = allowed.map((value) => `\`${value}\``).join(" or ");
  return { yes: `where \`${name}\` is ${list}`, no: `where \`${name}\` is not ${list}` };
}

function joinLevels(texts) {
  const levels = texts.filter((text) => text.startsWith("at ")).flatMap((text) => text.slice(3).split(", "));
  const others = texts.filter((text) => !text.startsWith("at "));
  return [...(levels.length === 0 ? [] : [`at ${[...new Set(levels)].join(", ")}`]), ...new Set(others)];
}
