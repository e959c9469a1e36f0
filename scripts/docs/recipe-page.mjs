// docs/reference/recipe.md: the recipe of the ledger's README.md, from the function that writes it there.
import { pageMark } from "./markdown.mjs";

const end = { branch: "qms-ledger", commit: "0".repeat(40), seq: 5000, event_sha256: "", link_sha256: "" };

/** @param {(branch: { name: string, continues: object | null }) => string} ledgerRecipe */
export function renderRecipePage(ledgerRecipe) {
  const first = ledgerRecipe({ name: "qms-ledger", continues: null });
  const known = new Set(first.split("\n"));
  const differs = ledgerRecipe({ name: "qms-ledger", continues: end })
    .split("\n")
    .filter((line) => !known.has(line));
  return `${pageMark}
# The ledger, verified without our program

Run it with \`sh\` in a full clone. It needs git, \`sha256sum\` and awk. What is wrong is named, a line each; where all is well it prints
one line, how many records it read. The README.md of the ledger branch holds the same text, but whoever wrote the first commit of that
branch wrote it: take this one. \`qms-bypass verify\` compares them (\`RECIPE_UNKNOWN\`).

\`\`\`sh
${first}\`\`\`

For a ledger with another name put that in the place of \`qms-ledger\`.

**After a roll-over** run it for each branch: each counts its own records. A branch that goes on from another one took records over from it,
which are left out but for the last one of that branch: the first new record names it, so it is read, and counted, in both. Its number
stands in \`segment.json\` of the new branch (\`continues.seq\`). If it is 5000, one line is other:

\`\`\`sh
${differs.join("\n")}
\`\`\`
`;
}
