/**
 * The bytes of a path of git's as this program spells it: `\\` is a backslash, `\xNN` a byte that is no UTF-8, all else is UTF-8.
 */
export function bytesOfPath(path: string): Buffer {
  if (!path.includes("\\")) return Buffer.from(path);
  const parts = path.split(/(\\\\|\\x[0-9a-f]{2})/);
  return Buffer.concat(
    parts.map((part) => {
      if (part === "\\\\") return Buffer.from("\\");
      return /^\\x[0-9a-f]{2}$/.test(part) ? Buffer.from(part.slice(2), "hex") : Buffer.from(part);
    }),
  );
}
