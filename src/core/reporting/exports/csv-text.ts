import { forCsv } from "../../text/escape.ts";

/** A table for spreadsheets and other programs. Texts are foreign; numbers are ours. */
export interface ExportTable {
  /** e.g. `bypasses` */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** A table as RFC 4180: UTF-8 without a mark, CRLF, one header line, nothing that a spreadsheet would run. Null is empty. */
export function csvText({ columns, rows }: ExportTable): string {
  const lines = rows.map((row) =>
    row.map((cell) => (cell === null ? "" : typeof cell === "string" ? forCsv(cell) : String(cell))).join(","),
  );
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}
