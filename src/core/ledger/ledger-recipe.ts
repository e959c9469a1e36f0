import type { SegmentEnd } from "../../generated/types/segment.ts";

/** The branch that a README.md is for, and the end of the one that it goes on from; null: it begins by itself. */
export interface ReadmeBranch {
  readonly name: string;
  readonly continues: SegmentEnd | null;
}

/**
 * A shell script that checks the records of one branch with git, sha256sum and awk alone, in a fixed number of processes: each record is one
 * line of `git cat-file --batch`, between the line that names it and an empty one, and is as long as that line says; what is hashed goes
 * to files in a temporary folder. Whatever is no such line ends it, because nobody knows where the next record begins.
 */
export function ledgerRecipe({ name, continues }: ReadmeBranch): string {
  const own = continues === null ? "" : ` | awk -F/ '$5 + 0 >= ${continues.seq}'`;
  return `# Names what was changed or deleted: records are only ever added. Ends with how many records were read.
(
export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1
ledger=$(git rev-parse --verify --quiet refs/heads/${name} || git rev-parse --verify refs/remotes/origin/${name}) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/parts" && : > "$work/said" || exit 2
git log --format= --raw --no-renames --full-history -m "$ledger" -- ledger | awk '$5 != "A" && NF'
git ls-tree -r "$ledger" ledger${own} > "$work/files"
awk '{ print $3 }' "$work/files" | git cat-file --batch | awk -v work="$work" '
  function save(kind, text,  file) { file = sprintf("%s/parts/%08d.%s", work, count, kind); print text > file; close(file) }
  BEGIN { ORS = ""; files = work "/files" }
  NR % 3 == 1 { count++; getline entry < files; split(entry, id, /[ \\t]/); size = $3; good = $1 == id[3] && $2 == "blob" }
  NR % 3 == 2 {
    end = match($0, /,"event_sha256":"[0-9a-f]*","link":[{][^}]*[}],"schema":"qms[.]event\\/v1"[}]$/)
    good = good && end && length($0) + 1 == size && substr($0, 1, 9) == "{\\"event\\":"
    event = substr($0, 10, end - 10); said = substr($0, end + 17, 64); link = substr($0, end + 90, length($0) - end - 114)
  }
  NR % 3 == 0 {
    if (!good || $0 != "") { odd = 1; exit }
    save("event", event); save("link", link); print said "\\t" substr(entry, index(entry, "\\t") + 1) "\\t" link "\\n" > (work "/said")
  }
  END { if (odd || NR % 3 || (getline entry < files) > 0) print "MALFORMED, nothing behind it was read: " entry "\\n" }'
(cd "$work/parts" && find . -type f | sort | xargs sha256sum) > "$work/sums"
awk -F '\\t' -v sums="$work/sums" '
  { getline event < sums; getline link < sums }
  substr(event, 1, 64) != $1 { print "ALTERED " $2 }
  NR > 1 && !index($3, "\\"prev_event_sha256\\":\\"" last "\\",\\"prev_link_sha256\\":\\"" chain "\\"") { print "BROKEN " $2 }
  { last = $1; chain = substr(link, 1, 64) }
  END { print NR " records read" }' "$work/said"
)
`;
}
