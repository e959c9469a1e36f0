/** What a template leaves behind: `[Describe …]`, `<your text>`, TODO and the like. */
const wholeText =
  /^(?:todo|tbd|tba|fixme|x{3,}|n ?a|none|nothing|not applicable|see above|same as above|lorem ipsum.*|test|foo|bar)$/;
const bracketed =
  /\[(?:describe|description|brief|technical|steps|list|link|name|number|insert|add|your|how|fill|enter|provide|explain|todo|tbd)(?:\b|_)[^\]\n]{0,200}\]/i;
const angled = /<(?:describe|insert|add|your|fill|enter|provide|explain|todo|tbd)\b[^>\n]{0,200}>/i;
const opening = /^[^\p{L}\p{N}]*(?:todo|tbd|fixme|xxx)\b/iu;

/** The template text found in a text, or null when somebody seems to have written it (10-manifest.md, `PLACEHOLDER_TEXT`). */
export function placeholderIn(text: string): string | null {
  // Letters of every script are words. Taken apart first: one expression over text and punctuation would be cubic in "......".
  const words = firstWords(text.toLowerCase());
  if (wholeText.test(words.join(" "))) return text.trim().slice(0, 60);
  const template = templateIn(text);
  if (template !== null) return template;
  return repeatsOneWord(words, text) ? `${text.trim().slice(0, 40)}…` : null;
}

/** What a template asks to be replaced, wherever it stands: for one line, where a single word may be an answer. */
export function templateIn(text: string): string | null {
  const match = bracketed.exec(text) ?? angled.exec(text) ?? opening.exec(text);
  return match === null ? null : match[0].trim().slice(0, 60);
}

/** Template phrases have three words at most, and whoever has written two different words among the first ones repeats nothing. */
const enoughWords = 8;

/** The words of a text, but only until it is plain that somebody wrote it: most texts are long and good. */
function firstWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(word);
    if (words.length >= enoughWords && word !== words[0]) break;
  }
  return words;
}

/** `aaaaaaaa…` or `more more more …`: long enough for the length rule, and still nothing. */
function repeatsOneWord(words: readonly string[], text: string): boolean {
  if (words.length === 0) return text.trim().length > 0;
  if (words.length === 1) return new Set(words[0]).size <= 3 && text.length >= 20;
  return words.length >= 5 && new Set(words).size === 1;
}
