/** A place in a text. Both count from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset (UTF-16 units from the start). An offset outside the text is taken to its nearest end. */
export function positionAt(source: string, offset: number): Position {
  const end = Math.min(Math.max(offset, 0), source.length);
  let line = 1;
  let start = 0;
  for (;;) {
    const next = source.indexOf("\n", start);
    if (next < 0 || next >= end) return { line, column: end - start + 1 };
    line++;
    start = next + 1;
  }
}
