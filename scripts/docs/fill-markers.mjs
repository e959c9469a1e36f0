/**
 * Puts `content` between `<!-- BEGIN name … -->` and `<!-- END name -->`; a text without the markers stays as it is.
 * @param {string} text @param {string} name @param {string} content
 */
export function fillMarkers(text, name, content) {
  const begin = new RegExp(`(<!-- BEGIN ${name}\\b[^>]*-->)`);
  const end = `<!-- END ${name} -->`;
  const match = begin.exec(text);
  if (match === null) {
    if (text.includes(end)) throw new Error(`"${end}" without its BEGIN`);
    return text;
  }
  const from = match.index + match[0].length;
  const to = text.indexOf(end, from);
  if (to < 0) throw new Error(`"${match[0]}" without "${end}"`);
  return `${text.slice(0, from)}\n${content}\n${text.slice(to)}`;
}
