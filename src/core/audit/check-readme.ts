import { sha256Hex } from "../document/read-document.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { ledgerReadme } from "../ledger/ledger-readme.ts";
import type { ReadmeBranch } from "../ledger/ledger-recipe.ts";
import { readRepositoryId } from "./read-repository-id.ts";

export const readmePath = "README.md";

/**
 * What earlier versions of this program wrote, by the sha256 of `withoutNames`: a text that was right when it was written stays right.
 * Whoever changes the text of `ledgerReadme` adds what it was before, with and without a branch that it goes on from.
 */
export const earlierReadmes: ReadonlySet<string> = new Set([
  "7c92eab70323effb12e05e5065f92a82601329a43e45353c4e7d34d60e4e738e",
  "a7f36b540ce1a3fb3273daf2a8c86fa0df3c0416e3b5faf939a7e97fefddb476",
  "aa0b84c908a34684347090c3b376cbddc39d3c82ccc98c1dcbce7885edc252c0",
  "5ff2c6ab8785a037a097c9445278c732252c7a11112a588b913486daf3548da7",
  "936ebb2616f9d69fab72cfd840f43a520a589a4ffd65076c47d6000d2a70b5e8",
  "fd23b0538bfe1f09cc0ad4db57d0fa5010324d6f6e7ba77ed55b37bb5b234fb2",
  "fc333387cef17468ee31a07caecd3f515b2bd2a83c56ee0fed519376829fabab",
  "a4534d808e00303ee93db46183c1b4ac894b4a8c829effb5dde218944f685653",
  "c51377fda0fcc5cb0e3cc33c41ad8434c2bd4f22b0aea54abbf844bacfb47be2",
  "a95be1d8afda79a5e45fae9a36b1b13736ae8cc05abf2e4a34e0cb50efc45ba8",
]);

/**
 * Compares the README.md of a ledger branch, which holds a recipe to verify it without this program, with what this program writes there:
 * whoever writes the first commit can write a recipe that finds nothing.
 * @param branch name of the ledger branch, and what it says itself that it goes on from
 */
export function checkReadme(bytes: Uint8Array, branch: ReadmeBranch): Finding | null {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const repository = readRepositoryId(bytes);
  const isOurs =
    repository !== null &&
    !text.includes("\0") &&
    (text === ledgerReadme(repository.name, repository.id, branch) ||
      earlierReadmes.has(sha256Hex(Buffer.from(withoutNames(text, branch)))));
  return isOurs ? null : finding("RECIPE_UNKNOWN", { branch: branch.name }, { path: readmePath });
}

/** The text with the same names for every repository and branch, where ours say them and nowhere else. */
export function withoutNames(text: string, { name, continues }: ReadmeBranch): string {
  const places: readonly (readonly [string, string])[] = [
    ...["refs/heads/", "refs/remotes/origin/", "--full-history -m ", "--name-only ", '$(git show "'].map(
      (before) => [before, name] as const,
    ),
    ...(continues === null
      ? []
      : ([
          ["goes on from `", continues.branch],
          ["compare with ", continues.branch],
          ["`, commit ", continues.commit],
          [", record ", String(continues.seq)],
          ["-ge ", String(continues.seq)],
        ] as const)),
  ];
  const line = /^Repository: [A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+, GitHub number [1-9]\d{0,15}$/m;
  return places.reduce(
    (rest, [before, value]) => rest.replaceAll(`${before}${value}`, `${before}\0`),
    text.replace(line, "Repository: \0"),
  );
}
