// A copy of everything that actionlint can look at, in terms that it knows. Lines stay where they are.
//   $/actions/x                                     → ./actions/x: it does not know `$/`, and checks the inputs of `./`
//   qms-bypass/qms-bypass/.github/workflows/x@000…  → ./.github/workflows/x: so it checks inputs, secrets and outputs of the call
//   actions/checkout@<commit> # v6.0.2              → actions/checkout@v6: it knows the inputs of well-known actions by their tags
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folders = [".github/workflows", "templates/default/.github/workflows", "templates/registry/.github/workflows"];

/** @param {string} root @param {string} copy an empty folder @returns {string[]} paths of the workflows, from either folder */
export function copyWorkflows(root, copy) {
  const paths = folders.flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`)).sort();
  for (const path of paths) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), inKnownTerms(readFileSync(join(root, path), "utf8")));
  }
  cpSync(join(root, "actions"), join(copy, "actions"), { recursive: true });
  // Its project ends where a .git is.
  execFileSync("git", ["init", "--quiet", copy]);
  return paths;
}

function inKnownTerms(text) {
  return text
    .replaceAll(/uses: \$\//g, "uses: ./")
    .replaceAll(/uses: qms-bypass\/qms-bypass\/(\.github\/workflows\/[a-z]+\.yml)@0{40}\b/g, "uses: ./$1")
    .replaceAll(/uses: (actions\/[a-z-]+)@[0-9a-f]{40} # (v\d+)\.\d+\.\d+/g, "uses: $1@$2");
}
