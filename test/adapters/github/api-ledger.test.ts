import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { apiLedger } from "../../../src/adapters/github/api-ledger.ts";
import { openClient } from "../../../src/adapters/github/client.ts";
import { systemClock } from "../../../src/adapters/system.ts";
import { draftEvent, type EventContent, type Provenance } from "../../../src/core/ledger/draft-event.ts";
import type { AppendPlanner, Ledger } from "../../../src/ports.ts";
import { repo, type Seeded, startSeeded } from "../../sandbox/support.ts";

const bypass = (n: number) => `BYPASS-L1-20260302-0900${String(n).padStart(2, "0")}`;

function ledgerOf(world: Seeded, token?: string): Ledger {
  const value = token ?? world.admin.workflowToken("acme/payments", { contents: "write" }).token;
  const client = openClient({
    token: value,
    repository: "acme/payments",
    apiUrl: world.sandbox.apiUrl,
    graphqlUrl: world.sandbox.graphqlUrl,
    userAgent: "test",
  });
  return apiLedger(client, "qms-ledger", systemClock);
}

const provenance = (repositoryId: number): Provenance => ({
  at: Date.UTC(2026, 2, 2, 9),
  repositoryId,
  mainHead: "a".repeat(40),
  automation: { id: 41898282, login: "github-actions[bot]" },
  runUrl: "https://github.example/acme/payments/actions/runs/7",
  run: {
    id: 7,
    attempt: 1,
    workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
    workflow_sha: "b".repeat(40),
  },
});

const accepted = (n: number): EventContent => ({
  type: "request.accepted",
  bypass: bypass(n),
  key: "accepted",
  data: { pull_request: n, repository_id: 1, level: "L1", checks: ["docs/coverage"] },
});

const refused = (n: number): EventContent => ({
  type: "bypass.refused",
  bypass: bypass(n),
  key: "withdrawn:0",
  data: { reason: "withdrawn" },
});

const wanting =
  (...contents: EventContent[]): AppendPlanner =>
  (snapshot) =>
    contents.map((content) => draftEvent(provenance(snapshot.repositoryId), content));

const gitOf = async (world: Seeded, ...args: string[]): Promise<string> =>
  execFileSync("git", ["-C", world.admin.repositoryDir("acme/payments"), ...args], { encoding: "utf8" });

describe("the ledger through the API", () => {
  test("the first append makes the branch with its README, the second reads and extends it", async () => {
    const world = await startSeeded();
    const ledger = ledgerOf(world);
    const before = await ledger.read([bypass(1)], []);
    expect(before).toMatchObject({ commit: null, head: null, entries: [] });
    const first = await ledger.append(before, wanting(accepted(1)), [bypass(1)]);
    expect(first.appended).toHaveLength(1);
    const again = await ledger.read([bypass(1)], []);
    expect(again.entries.map(({ event }) => event.type)).toEqual(["request.accepted"]);
    expect(again.head).toEqual(first.snapshot.head);
    await ledger.append(again, wanting(refused(1)), [bypass(1)]);
    expect(await gitOf(world, "rev-list", "--count", "qms-ledger")).toBe("2\n");
    expect(await gitOf(world, "show", "qms-ledger:README.md")).toMatch(
      /^Repository: acme\/payments, GitHub number \d+$/m,
    );
  });

  test("what is recorded already is not written again", async () => {
    const world = await startSeeded();
    const ledger = ledgerOf(world);
    await ledger.append(await ledger.read([bypass(1)], []), wanting(accepted(1)), [bypass(1)]);
    const second = await ledger.append(await ledger.read([bypass(1)], []), wanting(accepted(1)), [bypass(1)]);
    expect(second.appended).toEqual([]);
    expect(await gitOf(world, "rev-list", "--count", "qms-ledger")).toBe("1\n");
  });

  test("ten writers at once lose nothing and write nothing twice", async () => {
    const world = await startSeeded();
    const numbers = Array.from({ length: 10 }, (_, index) => index + 10);
    await Promise.all(
      numbers.map(async (n) => {
        const ledger = ledgerOf(world);
        await ledger.append(await ledger.read([bypass(n)], []), wanting(accepted(n)), [bypass(n)]);
      }),
    );
    const names = (await gitOf(world, "ls-tree", "-r", "--name-only", "qms-ledger", "ledger")).trim().split("\n");
    const numbersWritten = names.map((name) => Number(/\/(\d{8})-/.exec(name)?.[1])).sort((a, b) => a - b);
    expect(numbersWritten).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(new Set(names.map((name) => /-([0-9a-f]{12})\.json$/.exec(name)?.[1])).size).toBe(10);
  });

  test("a write whose answer is lost is found, not repeated", async () => {
    const world = await startSeeded();
    const ledger = ledgerOf(world);
    await ledger.append(await ledger.read([bypass(1)], []), wanting(accepted(1)), [bypass(1)]);
    const before = await ledger.read([bypass(1)], []);
    world.admin.addFault({ operation: "graphql/createCommitOnBranch", kind: "reset-after" });
    await ledger.append(before, wanting(refused(1)), [bypass(1)]);
    expect(await gitOf(world, "rev-list", "--count", "qms-ledger")).toBe("2\n");
  });

  test("a commit of somebody else without our trailer, or with a wrong one, only costs more reading", async () => {
    const world = await startSeeded();
    const ledger = ledgerOf(world);
    await ledger.append(await ledger.read([bypass(1)], []), wanting(accepted(1)), [bypass(1)]);
    const [path = ""] = (await gitOf(world, "ls-tree", "-r", "--name-only", "qms-ledger", "ledger")).split("\n");
    await ledger.append(await ledger.read([bypass(2)], []), wanting(accepted(2)), [bypass(2)]);
    await world.admin.commit("acme/payments", {
      branch: "qms-ledger",
      author: "boss",
      message: `A report\n\nQms-Last: ${path}`,
      files: { "reports/2026/daily-2026-03-02.r1.md": "# Nothing\n" },
    });
    const snapshot = await ledger.read([bypass(3)], []);
    expect(snapshot.head?.seq).toBe(2);
    await ledger.append(snapshot, wanting(accepted(3)), [bypass(3)]);
    expect((await ledger.read([bypass(3)], [])).head?.seq).toBe(3);
  });

  test("a record that somebody edited stops the next append with its path", async () => {
    const world = await startSeeded();
    const ledger = ledgerOf(world);
    await ledger.append(await ledger.read([bypass(1)], []), wanting(accepted(1)), [bypass(1)]);
    const [path = ""] = (await gitOf(world, "ls-tree", "-r", "--name-only", "qms-ledger", "ledger")).split("\n");
    const text = await gitOf(world, "show", `qms-ledger:${path}`);
    await world.admin.commit("acme/payments", {
      branch: "qms-ledger",
      author: "boss",
      message: "Nothing to see",
      files: { [path]: text.replace('"level":"L1"', '"level":"L2"') },
    });
    await expect(ledger.read([bypass(1)], [])).rejects.toThrow(path);
  });

  test("the shipped ruleset lets our appends through, and nothing that GitHub did not sign", async () => {
    const world = await startSeeded();
    // The sandbox's repository is set up as `init` says.
    const template = new URL("../../../templates/rulesets/ledger.json", import.meta.url);
    const listed = (await world.as("boss").get(`${repo}/rulesets`)).body as { id: number; name: string }[];
    const { id } = listed.find(({ name }) => name === "qms ledger") ?? { id: 0 };
    const { body: ruleset } = await world.as("boss").get(`${repo}/rulesets/${id}`);
    expect(ruleset).toMatchObject(JSON.parse(readFileSync(template, "utf8")));
    const ledger = ledgerOf(world);
    for (const n of [1, 2]) {
      const about = [bypass(n)];
      const done = await ledger.append(await ledger.read(about, []), wanting(accepted(n)), about);
      expect(done.appended).toHaveLength(1);
    }
    const head = (await gitOf(world, "rev-parse", "qms-ledger")).trim();
    const tree = (await gitOf(world, "rev-parse", "qms-ledger^{tree}")).trim();
    const author = { name: "Boss", email: "boss@example.com", date: "2026-03-02T09:00:00Z" };
    const boss = world.as("boss");
    const { body } = await boss.post(`${repo}/git/commits`, { message: "By hand", tree, parents: [head], author });
    const moved = await boss.patch(`${repo}/git/refs/heads/qms-ledger`, { sha: body.sha });
    expect([moved.status, JSON.stringify(moved.body)]).toEqual([422, expect.stringContaining("verified signatures")]);
    expect((await gitOf(world, "rev-parse", "qms-ledger")).trim()).toBe(head);
  });

  test("a token that may not write is told which permission is missing", async () => {
    const world = await startSeeded();
    const { token } = world.admin.workflowToken("acme/payments", { contents: "read" });
    const ledger = ledgerOf(world, token);
    await expect(
      ledger.append(await ledger.read([bypass(1)], []), wanting(accepted(1)), [bypass(1)]),
    ).rejects.toMatchObject({ name: "PermissionMissing" });
  });
});

describe("the recipe in the ledger's README, with git and sha256sum alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "qms-recipe-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What it says in a plain clone, which has the branch as that of origin, typed twice into one shell. */
  async function recipe(world: Seeded, name: string): Promise<string> {
    const readme = await gitOf(world, "show", "qms-ledger:README.md");
    const script = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? "exit 9";
    const clone = join(folder, name);
    spawnSync("git", ["clone", "--quiet", world.admin.repositoryDir("acme/payments"), clone]);
    const { stdout, stderr } = spawnSync("sh", ["-c", `${script}\n${script}`], { cwd: clone, encoding: "utf8" });
    return stdout + stderr;
  }

  test.skipIf(spawnSync("sha256sum", ["--version"]).status !== 0)(
    "names nothing of an honest ledger but how much it read, and what was altered",
    async () => {
      const world = await startSeeded();
      const ledger = ledgerOf(world);
      for (const n of [1, 2, 3])
        await ledger.append(await ledger.read([bypass(n)], []), wanting(accepted(n)), [bypass(n)]);
      expect(await recipe(world, "honest")).toBe("3 records read\n".repeat(2));
      const [, path = ""] = (await gitOf(world, "ls-tree", "-r", "--name-only", "qms-ledger", "ledger")).split("\n");
      const text = await gitOf(world, "show", `qms-ledger:${path}`);
      await world.admin.commit("acme/payments", {
        branch: "qms-ledger",
        author: "boss",
        message: "Nothing to see",
        files: { [path]: text.replace('"level":"L1"', '"level":"L2"') },
      });
      const said = await recipe(world, "altered");
      expect(said).toContain(`ALTERED ${path}`);
      expect(said).toContain(`M\t${path}`);
    },
  );

  test.skipIf(spawnSync("sha256sum", ["--version"]).status !== 0)(
    "names what is no record, and never reads a content as the answer for the next file",
    async () => {
      const world = await startSeeded();
      const ledger = ledgerOf(world);
      for (const n of [1, 2, 3])
        await ledger.append(await ledger.read([bypass(n)], []), wanting(accepted(n)), [bypass(n)]);
      const listed = (await gitOf(world, "ls-tree", "-r", "qms-ledger", "ledger")).trim().split("\n");
      const [, , id = ""] = listed[1]?.split(/\s/) ?? [];
      const [first = "", second = "", third = ""] = listed.map((line) => line.split("\t")[1] ?? "");
      const [one, two] = await Promise.all([first, second].map((path) => gitOf(world, "show", `qms-ledger:${path}`)));
      const put = (path: string, text: string | null) =>
        world.admin.commit("acme/payments", {
          ...{ branch: "qms-ledger", author: "boss", message: "Nothing to see" },
          files: { [path]: text },
        });
      const size = Buffer.byteLength(two ?? "");
      for (const [name, path, text, read] of [
        // What git prints of the first file then holds what it would print of the second one.
        ["twice", first, `${one}\n${id} blob ${size}\n${two}`, 0],
        ["unended", second, (two ?? "").trimEnd(), 1],
        ["last unended", third, "{}", 2],
      ] as const) {
        const before = await gitOf(world, "show", `qms-ledger:${path}`);
        await put(path, text);
        const said = await recipe(world, name);
        expect(said).toMatch(new RegExp(`MALFORMED[^\\n]*${path}\\n${read} records read\\n`));
        await put(path, before);
      }
      await put(second, null);
      const said = await recipe(world, "deleted");
      expect(said).toContain(`D\t${second}`);
      expect(said).toContain(`BROKEN ${third}\n2 records read\n`);
    },
  );
});
