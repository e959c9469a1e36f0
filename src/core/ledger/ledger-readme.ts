import { ledgerRecipe, type ReadmeBranch } from "./ledger-recipe.ts";

/**
 * README.md of the ledger branch, written with the first record. The line `Repository:` is read by verification: event ids hang on
 * the repository's number, and a clone does not know it.
 */
export function ledgerReadme(repository: string, repositoryId: number, { name, continues }: ReadmeBranch): string {
  const before =
    continues === null
      ? ""
      : `
This branch goes on from \`${continues.branch}\`, commit ${continues.commit}, record ${continues.seq}. It took files of it over as they
are, so that what is open can be gone on with; \`segment.json\` says where that branch ended. The records before are there, or in its bundle.
`;
  return `# Ledger of bypasses

Repository: ${repository}, GitHub number ${repositoryId}
${before}
Every file below \`ledger/\` is one event: what was decided or done, by whom, when. Files are only ever added.
\`state/\` and \`active/\` are derived from the events, and \`qms-bypass verify\` checks that they are.
\`reports/\` holds the published reports: the event \`report.published\` names the SHA-256 of each.

Nobody edits this branch by hand. A mistake is corrected by a new event.

## Verify it without our program

Each record is canonical JSON (RFC 8785) and one line feed:
\`{"event":…,"event_sha256":"…","link":{"prev_event_sha256":…,"prev_link_sha256":…,"seq":N},"schema":"qms.event/v1"}\`.

\`\`\`sh
${ledgerRecipe({ name, continues })}\`\`\`

Neither check notices a history that was cut at its end or written anew as a whole. Compare the last record with what a
report said that was kept elsewhere: \`qms-bypass verify --expect-anchor\`. A record \`checkpoint\` can bear a signed note
(\`event.data.note\`, https://c2sp.org/tlog-checkpoint) with the root over all records before it: any program for such notes opens it.
`;
}
