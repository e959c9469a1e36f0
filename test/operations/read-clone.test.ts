import { afterEach, expect, test } from "vitest";
import { readClone } from "../../src/operations/read-clone.ts";
import {
  BYPASS_A,
  blobOf,
  manifestPath,
  manifestText,
  newRepository,
  removeRepository,
  sha256Of,
} from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import { verifyOptions } from "./verify-options.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

const id = BYPASS_A;
const [draft, last] = [manifestText(id, "reason: none\n"), manifestText(id)];
const trust = ".qms/trust/allowed_signers";

/** A manifest with a draft before it, and a file of trusted keys that has the bytes of the manifest. */
function world(): string {
  const folder = newRepository();
  folders.push(folder);
  importCommits(folder, [
    { name: "draft", branch: "qms", parents: [], files: { [manifestPath(id)]: draft, [trust]: "# none\n" } },
    { name: "last", branch: "qms", parents: ["draft"], files: { [manifestPath(id)]: last, [trust]: last } },
  ]);
  return folder;
}

test("an audit holds the digests of manifests; of what they name that of the head", async () => {
  const { contents, versions } = await readClone(verifyOptions(world()), "hashed");
  expect([...versions].map(([blob, { sha256, name }]) => [blob, sha256, name?.id ?? null]).sort()).toEqual(
    [
      [blobOf(last), sha256Of(last), id],
      [blobOf(draft), sha256Of(draft), null],
    ].sort(),
  );
  expect([...contents.keys()]).not.toContain(blobOf(draft));
});

test.each(["kept", "hashed"] as const)(
  "keys in a file with the bytes of a manifest are held, manifests %s",
  async (manifests) => {
    const { contents } = await readClone(verifyOptions(world()), manifests);
    expect(Buffer.from(contents.get(blobOf(last)) ?? []).toString()).toBe(last);
    expect(Buffer.from(contents.get(blobOf("# none\n")) ?? []).toString()).toBe("# none\n");
    expect(contents.has(blobOf(draft))).toBe(manifests === "kept");
  },
);
