const rowLimit = 20;

/**
 * A table of at most twenty rows; the rest folds away, so that a summary stays readable. A summary has a size limit too: past `most`
 * rows only their number is said.
 * @param head header and separator line. @param rows escaped, each one line.
 */
export function foldTable(head: string, rows: readonly string[], most = 500): string[] {
  const kept = rows.slice(0, most);
  const more = rows.length > most ? ["", `… ${rows.length - most} more in the JSON result`] : [];
  if (kept.length <= rowLimit) return [head, ...kept, ...more];
  const summary = `<details><summary>${kept.length - rowLimit} more</summary>`;
  return [head, ...kept.slice(0, rowLimit), "", summary, "", head, ...kept.slice(rowLimit), ...more, "", "</details>"];
}
