import { hasRefusedName } from "../ledger/strange-paths.ts";

/** What is wrong with an entry of a tree; "" names none. */
export interface TreeProblem {
  readonly name: string;
  readonly problem: string;
}

const modes = new Set(["40000", "100644", "100755", "120000", "160000"]);

/**
 * Reads a tree object as git stores it (`<mode> <name>\0<id>`, sorted, folders as if their names ended with a slash), and names what no
 * git would have written.
 * @param length of an id in bytes
 * @param judgesModes whether modes must be spelled as git writes them today; old repositories have others
 */
export function readTree(bytes: Uint8Array, length: number, judgesModes: boolean): TreeProblem[] {
  const tree = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const problems: TreeProblem[] = [];
  const names = new Set<string>();
  let before: string | null = null;
  for (let at = 0; at < tree.length; ) {
    const [space, end] = [tree.indexOf(32, at), tree.indexOf(0, at)];
    if (space < 0 || end < space || end + 1 + length > tree.length) {
      return [...problems, { name: "", problem: "has a tree that ends within an entry" }];
    }
    const mode = tree.toString("latin1", at, space);
    const name = tree.toString("latin1", space + 1, end);
    const isFolder = /^0*4/.test(mode);
    const key = isFolder ? `${name}/` : name;
    const say = (problem: string): void => {
      problems.push({ name: Buffer.from(name, "latin1").toString(), problem });
    };
    if (judgesModes && !modes.has(mode)) say(`has the mode ${mode}, which git does not write`);
    if (name.includes("/") || hasRefusedName(name)) {
      say(`has a name in its tree that git does not write ("${Buffer.from(name, "latin1").toString()}")`);
    }
    if (names.has(name)) say("stands twice in its tree");
    else if (before !== null && key < before) say("stands out of order in its tree");
    names.add(name);
    before = key;
    at = end + 1 + length;
  }
  return problems;
}
