import { formatInstant, type Instant } from "../../../core/time/instant.ts";
import type { EarlierStates } from "../../../ports.ts";
import type { LedgerRef } from "../ledger-view.ts";
import type { GitObject } from "../object-wishes.ts";

const day = 86_400_000;
/** Three months, whichever: a pattern counts ninety days by default. */
const window = 93 * day;
/** State files lie by when a bypass was asked for, and it is used later than that. */
const untilUse = 31 * day;
/** More texts in one query, beside everything else that it asks, would make GitHub's answer too slow: a third of what is read elsewhere. */
export const mostFiles = 300;

/** State files of the last months, on two readings that are made anyway: their names with the first, their texts with the last. */
export interface EarlierReading {
  readonly first: readonly string[];
  /** Folders of which every text is wanted, after the first reading. */
  folders(objects: ReadonlyMap<string, GitObject | null>): readonly string[];
  /** @param texts of the folders; null: GitHub would not answer as much as that */
  finish(texts: ReadonlyMap<string, FolderTexts | null> | null): EarlierStates;
}

/** A folder with the texts of its files. */
export interface FolderTexts {
  readonly entries?: readonly {
    readonly name: string;
    readonly oid: string;
    readonly object?: Pick<GitObject, "isTruncated" | "text"> | null;
  }[];
}

export const folderTextParts = "... on Tree { entries { name oid object { ... on Blob { isTruncated text } } } }";

/** @param ledger null: there is none yet, so nothing was used before */
export function readEarlier(ledger: LedgerRef | null, now: Instant): EarlierReading {
  const since = now - window;
  const at = (month: string): string => `${ledger?.commit}:state/${month}`;
  const months = ledger === null ? [] : monthsBetween(since - untilUse, now).map(at);
  let tooMany = 0;
  return {
    first: months,
    folders(objects) {
      const there = months.filter((month) => (objects.get(month)?.entries ?? []).length > 0);
      const count = there.reduce((sum, month) => sum + (objects.get(month)?.entries?.length ?? 0), 0);
      if (count > mostFiles) tooMany = count;
      return tooMany > 0 ? [] : there;
    },
    finish(texts) {
      // Of what is no file there is no text here.
      const nodes = [...(texts?.values() ?? [])].flatMap((node) => node?.entries ?? []);
      const objects = nodes.flatMap(({ object }) => (object?.isTruncated === undefined ? [] : [object]));
      const isWhole = objects.every(({ isTruncated, text }) => isTruncated !== true && text != null);
      const problem =
        tooMany > 0
          ? `${tooMany} bypasses were asked for in these months, more than the ${mostFiles} that are read here`
          : texts === null
            ? "GitHub did not answer so much at once"
            : isWhole
              ? null
              : "GitHub does not give the text of a state file of the ledger";
      const files = objects.map(({ text }) => new TextEncoder().encode(text ?? ""));
      return { files: problem === null ? files : [], since, problem };
    },
  };
}

/** `2025/12`, `2026/01` … in UTC, as the ids of bypasses are. */
function monthsBetween(from: Instant, to: Instant): string[] {
  const months = new Set<string>();
  for (let at = from; at <= to; at += day) months.add(formatInstant(at).slice(0, 7).replace("-", "/"));
  return [...months.add(formatInstant(to).slice(0, 7).replace("-", "/"))];
}
