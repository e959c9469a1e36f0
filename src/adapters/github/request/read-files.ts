import type { FileChange } from "../../../generated/types/facts.ts";
import type { Client } from "../client.ts";
import type { FileNode } from "./pull-query.ts";

interface FileAnswer {
  readonly filename: string;
  readonly status: FileChange["status"];
  readonly previous_filename?: string;
}

const statuses = {
  ADDED: "added",
  DELETED: "removed",
  MODIFIED: "modified",
  CHANGED: "changed",
  COPIED: "copied",
  RENAMED: "renamed",
} as const;

/** A changed file without its mode, which only the tree knows. */
export type ChangedFile = Omit<FileChange, "mode">;

/** Changed files. Only REST tells the old name of a renamed one, so that is asked where there is one. */
export async function readFiles(client: Client, number: number, nodes: readonly FileNode[]): Promise<ChangedFile[]> {
  if (nodes.every((node) => node.changeType !== "RENAMED" && node.changeType !== "COPIED")) {
    return nodes.map(({ path, changeType }) => ({ path, status: statuses[changeType] }));
  }
  const files: ChangedFile[] = [];
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly FileAnswer[]>(
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      {
        pull_number: number,
        per_page: 100,
        page,
      },
    );
    for (const { filename, status, previous_filename: previous } of data) {
      files.push({ path: filename, status, ...(previous === undefined ? {} : { previous_path: previous }) });
    }
    if (links.next === undefined) return files;
  }
}
