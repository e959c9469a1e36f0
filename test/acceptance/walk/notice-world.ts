import type { Walk } from "../../../src/demo/open-walk.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";

/** Adds rows to the policy on the registry branch. */
export async function addToPolicy(walk: Walk, more: string): Promise<void> {
  const file = (await walk.as("dev", "GET", "contents/.qms/policy.yml?ref=qms")) as { content: string };
  const text = Buffer.from(file.content, "base64").toString();
  const files = { ".qms/policy.yml": `${text}\n${more}` };
  await walk.sandbox.admin("commit", walk.repository, { branch: "qms", author: "boss", message: "Channels", files });
}

/** Events of a type as they stand on the ledger branch, in their order. */
export async function eventsOf(walk: Walk, type: string): Promise<LedgerEvent[]> {
  const tree = (await walk.as("dev", "GET", "git/trees/qms-ledger?recursive=1", undefined, 404)) as {
    tree?: readonly { path: string; sha: string }[];
  };
  const files = (tree.tree ?? [])
    .filter(({ path }) => path.includes(`-${type}-`))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const events: LedgerEvent[] = [];
  for (const { sha } of files) {
    const { content } = (await walk.as("dev", "GET", `git/blobs/${sha}`)) as { content: string };
    const record = JSON.parse(Buffer.from(content, "base64").toString()) as { readonly event: LedgerEvent };
    events.push(record.event);
  }
  return events;
}
