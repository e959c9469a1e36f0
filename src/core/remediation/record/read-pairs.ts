/** `key=value` behind a command, in order; what cannot be read is told in words, all of it. */
export interface PairReading {
  readonly pairs: readonly (readonly [key: string, value: string])[];
  readonly problems: readonly string[];
}

const key = /^([a-z][a-z0-9_]{0,79})=/;
const longest = 2000;

/**
 * Reads `key=value key="a value with blanks"`. In quotes `\"` and `\\` stand for the character; outside of them a value ends with the
 * next blank. Nothing is expanded.
 */
export function readPairs(text: string): PairReading {
  const pairs: [string, string][] = [];
  const problems: string[] = [];
  let rest = text.trim();
  if (rest.length > longest) return { pairs, problems: [`it is longer than ${longest} characters`] };
  while (rest !== "") {
    const [named, name = ""] = key.exec(rest) ?? [];
    if (named === undefined) {
      const [word = rest] = rest.split(/[ \t]/, 1);
      problems.push(`"${word.slice(0, 60)}" is no key=value`);
      rest = rest.slice(word.length).trimStart();
      continue;
    }
    rest = rest.slice(named.length);
    if (!rest.startsWith('"')) {
      const [value = ""] = rest.split(/[ \t]/, 1);
      if (value === "") problems.push(`"${name}" has no value`);
      else if (value.includes('"'))
        problems.push(`the value of "${name}" has a quote inside: write it as "…" with \\"`);
      else pairs.push([name, value]);
      rest = rest.slice(value.length).trimStart();
      continue;
    }
    const [whole, value] = /^"((?:[^"\\]|\\["\\])*)"(?=[ \t]|$)/.exec(rest) ?? [];
    if (whole === undefined || value === undefined) {
      problems.push(`the quotes of "${name}" do not end as they should`);
      break;
    }
    pairs.push([name, value.replace(/\\(["\\])/g, "$1")]);
    rest = rest.slice(whole.length).trimStart();
  }
  return { pairs, problems };
}
