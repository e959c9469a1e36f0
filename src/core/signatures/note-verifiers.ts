import { readVerifierKey } from "./note-key.ts";
import type { TrustedNoteKey } from "./trust-roots.ts";
import { readPeriod } from "./valid-period.ts";

/**
 * Reads keys whose notes count: a verifier key on each line (https://c2sp.org/signed-note), and behind it, where it is not for all times,
 * `valid-after` and `valid-before` as allowed_signers has them. A line that cannot be used is left out and said.
 * @returns by `<name>+<hash>`
 */
export function readNoteVerifiers(
  text: string,
  file: string,
): { readonly keys: ReadonlyMap<string, TrustedNoteKey>; readonly problems: readonly string[] } {
  const keys = new Map<string, TrustedNoteKey>();
  const problems: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const read = readLine(line, file);
    const twin = typeof read === "string" ? undefined : keys.get(idOf(read));
    const problem =
      typeof read === "string"
        ? read
        : twin !== undefined && twin.id !== read.id
          ? "another key has its name and its hash"
          : null;
    if (problem !== null) problems.push(`${file}, line ${index + 1}: ${problem}`);
    else if (typeof read !== "string") {
      // The same key in two lines counts in both spans.
      keys.set(idOf(read), twin === undefined ? read : { ...twin, periods: [...twin.periods, ...read.periods] });
    }
  }
  return { keys, problems };
}

function readLine(line: string, file: string): TrustedNoteKey | string {
  const [text = "", ...options] = line.split(/\s+/);
  const read = readVerifierKey(text);
  if ("problem" in read) return `its key cannot be used (${read.problem})`;
  const period = readPeriod(options.join(","));
  if (typeof period === "string") return period;
  return {
    ...read,
    id: idOf(read) + text.slice(idOf(read).length),
    file,
    periods: [period],
    ended: "valid-before",
    isServer: false,
  };
}

/** How a note names a key. */
export function idOf({ name, hash }: { readonly name: string; readonly hash: string }): string {
  return `${name}+${hash}`;
}
