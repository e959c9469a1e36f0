import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validate as validateKpi } from "../../src/generated/validators/kpi.ts";
import {
  BYPASS_A,
  BYPASS_B,
  lifeUntil,
  manifestPath,
  newRepository,
  ordinaryWorld,
  removeRepository,
  type World,
} from "../operations/audit-world.ts";
import { importCommits } from "../operations/fast-import.ts";
import { neverShown, qms, root, temporaryFolder } from "./process.ts";

let world: World;
let tampered: World;
let empty = "";
const elsewhere = temporaryFolder();

beforeAll(() => {
  world = ordinaryWorld();
  tampered = ordinaryWorld();
  importCommits(tampered.folder, [
    {
      name: "edit",
      branch: "qms",
      parents: ["refs/heads/qms^0"],
      files: { [manifestPath(BYPASS_A)]: "id: other\n" },
      author: "Mallory \u001b[31m <m@example.com>",
    },
  ]);
  empty = newRepository();
});
afterAll(() => [world.folder, tampered.folder, empty].forEach(removeRepository));

describe("recount", () => {
  test("where no report was published nothing is confirmed: exit 2", () => {
    expect(qms(["recount", "--repo", world.folder])).toEqual({ code: 2, out: "No report is on record.\n", err: "" });
  });

  test("an empty repository, and a form that it does not have: exit 2, and what to do", () => {
    const nothing = qms(["recount", "--repo", empty]);
    expect(nothing).toMatchObject({ code: 2, out: "" });
    expect(nothing.err).toContain("There is no branch qms-ledger in this clone.");
    expect(qms(["recount", "--repo", world.folder, "--format", "json"]).err).toContain("does not know the format json");
  });
});

describe("--format", () => {
  test.each([
    [["recount"], "md", "Use --format text."],
    [["kpi"], "csv", "Use --format json."],
    [["kpi"], "text", "Use --format json."],
    [["roll-over", "--bundle", "never.bundle"], "json", "Use --format text."],
    [["init"], "json", "Use --format text."],
    [["deadline", "--start", "2026-03-02T09:00:00Z", "--business-days", "1"], "md", "Use --format text or json."],
    [["verify"], "ics", "Use --format text, json or markdown."],
    [["status"], "constructor", "Use --format text, json, md or ics."],
  ])("%j --format %s is refused with those that there are: exit 2", ([command = "", ...args], format, fix) => {
    const run = qms([command, ...args, "--repo", world.folder, "--format", format]);
    const err = `error ${command} does not know the format ${format}.\n  → ${fix}\n`;
    expect(run).toEqual({ code: 2, out: "", err });
  });

  test.each([["verify"], ["status", BYPASS_A], ["report", "daily", "--period", "2026-03-02"]])(
    "%s %s: md and markdown are one",
    (...args) => {
      const [short, long] = ["md", "markdown"].map((name) => qms([...args, "--repo", world.folder, "--format", name]));
      expect(short?.err).toBe("");
      expect(short?.out).toMatch(/^#+ /);
      expect(long?.out.replace(/\d\d:\d\d:\d\d\S*/g, "")).toBe(short?.out.replace(/\d\d:\d\d:\d\d\S*/g, ""));
    },
  );
});

describe("roll-over", () => {
  test.each([
    ["an empty repository", () => empty, 2],
    ["an override that nobody restored", () => world.folder, 1],
    ["an edited manifest", () => tampered.folder, 1],
  ])("%s: nothing is written", (_, folder, code) => {
    const bundle = `${elsewhere}/old.bundle`;
    const run = qms(["roll-over", "--repo", folder(), "--to", "qms-ledger-2099", "--bundle", bundle]);
    expect(run.code).toBe(code);
    expect(run.err).not.toBe("");
    expect(run.out + run.err).not.toMatch(neverShown);
    expect(existsSync(bundle)).toBe(false);
    expect(spawnSync("git", ["-C", folder(), "branch", "--list", "qms-ledger-2099"], { encoding: "utf8" }).stdout).toBe(
      "",
    );
  });

  test.each([
    ["other-2099", "does not begin with qms-ledger-"],
    ["qms-ledger-a b", "is no name for a branch here"],
    ["qms-ledger-$(id)", "is no name for a branch here"],
  ])("the name %s: exit 2", (name, says) => {
    const run = qms(["roll-over", "--repo", world.folder, "--to", name, "--bundle", `${elsewhere}/old.bundle`]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(says);
  });
});

describe("verify", () => {
  test("what holds, but for an override that nobody restored: exit 1, and what is covered and what is not", () => {
    const run = qms(["verify", "--repo", world.folder]);
    expect(run).toMatchObject({ code: 1, err: "" });
    expect(run.out).toMatch(/^FAIL {2}1 thing is wrong\.\n/);
    expect(run.out).toContain("error MISSING_RESTORE");
    expect(run.out).toContain("18 records about 2 bypasses");
    expect(run.out).toContain("Not checked\n  · ");
    expect(run.out).not.toMatch(neverShown);
    expect(Math.max(...run.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("an edited manifest: code, path, commit, claimed author without its escape sequence, and what to do", () => {
    const run = qms(["verify", "--repo", tampered.folder]);
    expect(run.code).toBe(1);
    expect(run.out).toContain(`error MANIFEST_ALTERED ${manifestPath(BYPASS_A)}`);
    expect(run.out).toContain(`commit ${tampered.git("rev-parse", "qms")}`);
    expect(run.out).toContain("claimed author Mallory");
    expect(run.out).toContain("→ Read the approved content");
    expect(run.out).not.toMatch(neverShown);
  });

  test.each([
    ["what is wrong", () => tampered.folder, 1],
    ["an empty repository", () => empty, 2],
  ])("whoever closes the pipe at once gets the exit code all the same: %s", (_, folder, code) => {
    const note = `${elsewhere}/never.json`;
    const args = [`${root}bin/qms-bypass.mjs`, "verify", "--repo", folder(), "--save", note];
    const script = 'node=$1; shift; "$node" "$@" 2>&1 >/dev/null | true; echo "${PIPESTATUS[0]}"';
    const piped = spawnSync("bash", ["-c", script, "bash", process.execPath, ...args], { encoding: "utf8" });
    expect(piped.stdout.trim()).toBe(String(code));
    expect(existsSync(note)).toBe(false);
  });

  test.skipIf(!existsSync("/dev/full"))("a result that cannot be written is said: exit 2, which no verdict is", () => {
    for (const args of [["verify"], ["kpi"], ["report", "daily"]]) {
      const command = [process.execPath, `${root}bin/qms-bypass.mjs`, ...args, "--repo", world.folder];
      const run = spawnSync("bash", ["-c", '"$@" > /dev/full', "bash", ...command], { encoding: "utf8" });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toMatch(/^error The result could not be written: ENOSPC.*\n {2}→ /);
      expect(run.stderr).not.toMatch(/^ +at /m);
    }
  });

  test("nothing there is inconclusive: exit 2, and how to get it", () => {
    const run = qms(["verify", "--repo", empty]);
    expect(run).toMatchObject({ code: 2, err: "" });
    expect(run.out).toMatch(/^INCONCLUSIVE {2}Nothing can be proved here: 2 obstacles\./);
    expect(run.out).toContain("git fetch origin qms-ledger");
  });

  test("--format json is one qms.verify/v1 object, --format markdown a summary", () => {
    const { out, code } = qms(["verify", "--repo", tampered.folder, "--format", "json"]);
    const result = JSON.parse(out);
    expect(code).toBe(1);
    expect(result).toMatchObject({ schema: "qms.verify/v1", verdict: "fail", repository: { id: 700123 } });
    expect(result.findings.map((item: { code: string }) => item.code)).toContain("MANIFEST_ALTERED");
    const markdown = qms(["verify", "--repo", tampered.folder, "--format", "markdown"]);
    expect(markdown.out).toMatch(/^### ⛔ FAIL: /);
    expect(markdown.out).toContain("`MANIFEST_ALTERED`");
  });

  test("--save writes a note of what passed; --since goes on from it, finds what a whole run finds, and says what it read", () => {
    const approved = [BYPASS_A, BYPASS_B];
    const whole = ordinaryWorld({ events: (ids) => approved.map((id) => lifeUntil("bypass.approved", id, ids)) });
    const note = `${elsewhere}/verified.json`;
    const since = ["verify", "--repo", whole.folder, "--since", note];
    expect(qms(["verify", "--repo", tampered.folder, "--save", note]).code).toBe(1);
    expect(existsSync(note)).toBe(false);
    symlinkSync(elsewhere, `${elsewhere}/link`);
    const first = qms(["verify", "--repo", whole.folder, "--save", `${elsewhere}/link/verified.json`]);
    expect(first, first.out).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(readFileSync(note, "utf8")).schema).toBe("qms.verified/v1");
    const idle = qms([...since, "--format", "json"]);
    expect(idle, idle.out).toMatchObject({ code: 0 });
    expect(JSON.parse(idle.out)).toMatchObject({ verdict: "pass", since: { source: note } });
    const files = { [manifestPath(BYPASS_A)]: "id: other\n" };
    importCommits(whole.folder, [{ name: "edit", branch: "qms", parents: ["refs/heads/qms^0"], files }]);
    const edited = qms(since);
    expect([edited.code, edited.out.includes("error MANIFEST_ALTERED")], edited.out).toEqual([1, true]);
    writeFileSync(note, "{}");
    const broken = qms(since);
    expect([broken.code, /\n\s+at /.test(broken.err)], broken.err).toEqual([2, false]);
    removeRepository(whole.folder);
  });

  test("--expect-anchor: a commit, a file, a list, a report; contradiction is exit 1", () => {
    const anchorOf = (args: readonly string[]) => {
      const run = qms(["verify", "--repo", world.folder, "--format", "json", ...args], elsewhere);
      return JSON.parse(run.out).anchors;
    };
    const { head } = world.ledger;
    const commit = world.commit("L2");
    writeFileSync(
      `${elsewhere}/anchor.json`,
      JSON.stringify({ seq: head?.seq, event_sha256: head?.event_sha256, link_sha256: head?.link_sha256 }),
    );
    writeFileSync(`${elsewhere}/anchors.json`, JSON.stringify([{ commit }, { commit: "f".repeat(40) }]));
    qms(
      ["report", "daily", "--repo", world.folder, "--period", "2026-03-02", "--format", "json", "--out", "."],
      elsewhere,
    );
    for (const id of [commit, commit.toUpperCase()]) {
      expect(anchorOf(["--expect-anchor", id])).toMatchObject([{ commit, agrees: true }]);
    }
    expect(anchorOf(["--expect-anchor", "anchor.json"])).toMatchObject([{ seq: 18, agrees: true }]);
    expect(anchorOf(["--expect-anchor", "anchors.json"])).toMatchObject([{ agrees: true }, { agrees: false }]);
    expect(anchorOf(["--expect-anchor", "daily-2026-03-02.json"])).toMatchObject([{ seq: 18, agrees: true }]);
    const bad = qms(["verify", "--repo", world.folder, "--expect-anchor", "e".repeat(40)]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("error LEDGER_REWRITTEN");
    expect(bad.out).toContain("✗ --expect-anchor eeeeeeeeeeee: commit eeeeeeeeee contradicts the ledger");
  });

  test.each([
    [["--expect-anchor", "abc123"], /no file abc123, and as the id of a commit it is not whole\.\n.*all 40 hex digits/],
    [["--expect-anchor", "E9C4DA60CF"], /no file E9C4DA60CF, and as the id of a commit it is not whole/],
    [["--expect-anchor", "nothing.json"], /There is no file nothing\.json\.\n/],
    [["--expect-anchor", "note.json"], /note\.json is a note of verify --save, and no anchor\.\n.*--since note\.json/],
    [["--save", "nowhere/note.json"], /nowhere\/note\.json cannot be written: there is no folder nowhere\./],
    [["--save", "text.json/note.json"], /there is no folder text\.json/],
    [["--expect-anchor", "bad.json"], /bad\.json: it has an unknown field "sha"/],
    [["--expect-anchor", "text.json"], /text\.json is not JSON/],
    [["--format", "xml"], /verify does not know the format xml/],
  ])("%j is refused with the next step: exit 2", (args, sentence) => {
    writeFileSync(`${elsewhere}/bad.json`, '{"sha":"x"}');
    writeFileSync(`${elsewhere}/text.json`, "anchor");
    writeFileSync(`${elsewhere}/note.json`, '{"schema":"qms.verified/v1","anchors":[]}');
    const run = qms(["verify", "--repo", world.folder, ...args], elsewhere);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(sentence);
    expect(run.err).toContain("→");
    expect(existsSync(`${elsewhere}/nowhere`)).toBe(false);
  });

  test("a folder that is no repository is said, not crashed on", () => {
    const run = qms(["verify", "--repo", "/"], elsewhere);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain("/ is no git repository.");
  });

  test("variables and settings of the caller change nothing", () => {
    const quiet = qms(["verify", "--repo", world.folder]);
    const env = {
      GIT_DIR: "/nonexistent",
      GIT_WORK_TREE: "/nonexistent",
      GIT_OBJECT_DIRECTORY: "/nonexistent",
      GIT_REPLACE_REF_BASE: "refs/heads/",
      GIT_CONFIG_PARAMETERS: "'log.showSignature=true'",
      GIT_TRACE: "2",
      LANG: "de_DE.UTF-8",
    };
    expect(qms(["verify", "--repo", world.folder], elsewhere, env)).toEqual(quiet);
  });

  test.skipIf(process.platform === "win32")("no command starts a program that the clone's own settings name", () => {
    const copy = `${elsewhere}/hostile`;
    const proof = `${elsewhere}/started`;
    const program = `${elsewhere}/program`;
    writeFileSync(program, `#!/bin/sh\ntouch '${proof}'\n`, { mode: 0o755 });
    world.git("clone", "--quiet", world.folder, copy);
    const git = (...args: string[]) => world.git("-C", copy, ...args);
    const named = ["core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "core.editor", "diff.external"];
    for (const key of [
      ...named,
      "gpg.program",
      "gpg.ssh.program",
      "filter.x.smudge",
      "filter.x.clean",
      "diff.x.textconv",
    ])
      git("config", key, program);
    git("config", "core.hooksPath", elsewhere);
    git("config", "protocol.ext.allow", "always");
    writeFileSync(`${copy}/.git/info/attributes`, "* filter=x diff=x\n");
    const month = ["--period", "2026-03"];
    for (const args of [["verify"], ["report", "monthly", ...month], ["kpi"], ["status"], ["recount"], ["validate"]]) {
      const run = qms([...args, "--repo", copy]);
      expect([args, existsSync(proof), /\n\s+at /.test(run.err)]).toEqual([args, false, false]);
    }
    // Git by itself does.
    git("status");
    expect(existsSync(proof)).toBe(true);
  });
});

describe("status", () => {
  test("all: one line each, those in force first, no escape sequence in a pipe", () => {
    const run = qms(["status", "--repo", world.folder, "--as-of", "2026-03-02T12:00:00Z"]);
    expect(run).toMatchObject({ code: 0, err: "" });
    const lines = run.out.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(new RegExp(`^${BYPASS_B} {2}active {2}L1 {2}acme/payments#512 {2}expires in 2 d 21 h$`));
    expect(lines[1]).toMatch(new RegExp(`^${BYPASS_A} {2}closed {2}L1`));
    expect(run.out).not.toMatch(neverShown);
  });

  test("one: state, checks, expiry, issue, deadline, events", () => {
    const run = qms(["status", BYPASS_A, "--repo", world.folder, "--as-of", "2026-03-02T12:00:00Z"]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(new RegExp(`^${BYPASS_A} {2}closed\n {2}Docs coverage moves\n`));
    for (const part of [
      "approved by",
      "docs/coverage (status, mode check): restored",
      "acme/payments#77",
      "deadline",
      "remediation.verified",
    ]) {
      expect(run.out).toContain(part);
    }
  });

  test("as of an instant: how things stood then, as a report of that instant says", () => {
    const asOf = ["--repo", world.folder, "--as-of", "2026-03-02T09:05:30Z"];
    const run = qms(["status", ...asOf]);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(new RegExp(`^${BYPASS_A} {2}active {2}L1 {2}acme/payments#`));
    expect(run.out).not.toContain("closed");
    // Its manifest is the one that was approved afterwards: a report says the same.
    const asked = qms(["status", BYPASS_A, "--repo", world.folder, "--as-of", "2026-03-02T09:01:30Z"]);
    expect(asked.out).toMatch(new RegExp(`^${BYPASS_A} {2}requested\\n {2}Docs coverage moves\\n`));
    const early = qms(["status", BYPASS_A, "--repo", world.folder, "--as-of", "2026-02-01T00:00:00Z"]);
    expect(early).toMatchObject({ code: 2, out: "" });
    expect(early.err).toMatch(/Nothing of .* was recorded before 2026-02-01T00:00:00Z\.\n {2}→ /);
  });

  test("--format json tells the same", () => {
    const { out } = qms([
      "status",
      BYPASS_B,
      "--repo",
      world.folder,
      "--as-of",
      "2026-03-02T12:00:00Z",
      "--format",
      "json",
    ]);
    expect(JSON.parse(out)).toMatchObject({
      schema: "qms.status/v1",
      verdict: "pass",
      bypasses: [{ bypass: BYPASS_B, state: "active", unrestored: ["docs/coverage"], activation: { number: 1 } }],
    });
  });

  test("a contradicted record proves no state: exit 1", () => {
    const run = qms(["status", "--repo", tampered.folder]);
    expect(run.code).toBe(1);
    expect(run.err).toContain("The record is contradicted, so no state above is proven.");
  });

  test.each([
    [
      ["status", "BYPASS-L1-20260302-090001"],
      /The ledger knows no bypass BYPASS-L1-20260302-090001\.\n {2}→ Did you mean BYPASS-L1-20260302-090000\?/,
    ],
    [["status", "--as-of", "yesterday"], /--as-of yesterday is not an instant/],
    [["report", "weekly", "--period", "2026-10"], /2026-10 is no week\.\n {2}→ Write it as 2026-W47\./],
    [["report", "yearly"], /There is no report yearly/],
    [["report", "daily", "--period", "2026-W10"], /2026-W10 is no day\.\n {2}→ Write it as 2026-11-22\./],
    [["report", "daily", "--period", "2126-01-01"], /has not begun/],
    [["report", "daily", "--as-of", "2126-01-01T12:00:00Z"], /2126-01-01T12:00:00Z is still to come/],
    [["report", "daily", "--as-of", "9999-12-31T23:59:59Z"], /9999-12-31T23:59:59Z is still to come/],
    [
      ["report", "daily", "--period", "2026-03-02", "--as-of", "2026-03-04T00:00:00Z"],
      /is after the end of daily-2026-03-02/,
    ],
  ])("%j is refused with the next step: exit 2", (args, sentence) => {
    const run = qms([...args, "--repo", world.folder]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(sentence);
  });

  test("without a ledger there is no state to tell: exit 2", () => {
    const run = qms(["status", "--repo", empty]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(/There is no branch qms-ledger in this clone\.\n {2}→ git fetch origin qms-ledger/);
  });
});

describe("report daily", () => {
  const day = (...args: string[]) =>
    qms(["report", "daily", "--repo", world.folder, "--period", "2026-03-02", ...args]);

  test("text, Markdown and JSON on stdout", () => {
    expect(day().out).toMatch(/^Daily report 2026-03-02\n1 active bypass, no overdue remediation, 2 new requests\.\n/);
    expect(day("--format", "md").out).toMatch(/^## Daily report 2026-03-02\n\n✅ /);
    const { out } = day("--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      schema: "qms.report/v1",
      period: "daily-2026-03-02",
      as_of: "2026-03-03T00:00:00.000Z",
    });
    expect(out.endsWith("}\n")).toBe(true);
    expect(out.split("\n")).toHaveLength(2);
  });

  test("--out writes both files; the same again is the same bytes; other content is never replaced", () => {
    const out = `${elsewhere}/reports`;
    const run = day("--out", out);
    expect(run).toMatchObject({ code: 0, err: "", out: `${out}/daily-2026-03-02.md\n${out}/daily-2026-03-02.json\n` });
    const before = readFileSync(`${out}/daily-2026-03-02.json`, "utf8");
    expect(day("--out", out).code).toBe(0);
    expect(readFileSync(`${out}/daily-2026-03-02.json`, "utf8")).toBe(before);
    writeFileSync(`${out}/daily-2026-03-02.md`, "other");
    const refused = day("--out", out);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("is there already, with other content.");
    expect(readFileSync(`${out}/daily-2026-03-02.md`, "utf8")).toBe("other");
    expect(existsSync(`${elsewhere}/daily-2026-03-03.md`)).toBe(false);
  });

  test.each(["daily", "weekly", "monthly"])(
    "%s of a contradicted record: in the first lines, on stderr, exit 1",
    (kind) => {
      const args = ["report", kind, "--as-of", "2026-03-03T00:00:00Z", "--repo", tampered.folder];
      const said = /Verification\s+found\s+errors:\s+see\s+Integrity\./;
      const text = qms(args);
      expect(text.code).toBe(1);
      expect(text.out.split("\n").slice(0, 4).join("\n")).toMatch(said);
      expect(text.err).toMatch(
        /^error The record is contradicted, so no report is proven\.\n {2}→ qms-bypass verify\n$/,
      );
      const markdown = qms([...args, "--format", "md"]);
      expect(markdown.code).toBe(1);
      expect(markdown.out.split("\n").slice(0, 3).join("\n")).toMatch(said);
      const csv = qms([...args, "--format", "csv", "--out", `${elsewhere}/contradicted`]);
      expect(csv).toMatchObject({ code: 1, err: text.err });
      expect(csv.out.trimEnd().split("\n")).toHaveLength(3);
    },
  );

  test("as CSV, what was only left undone is said on stderr, and is no reason for another exit code", () => {
    const args = ["report", "monthly", "--period", "2026-03", "--repo", world.folder, "--format", "csv"];
    const run = qms([...args, "--out", `${elsewhere}/undone`]);
    expect(run).toMatchObject({ code: 0, err: "warning Verification found errors.\n  → qms-bypass verify\n" });
  });

  test("the same clone and as_of give the same bytes from another copy of it", () => {
    const copy = `${elsewhere}/copy`;
    world.git("clone", "--quiet", "--mirror", world.folder, copy);
    const args = ["report", "daily", "--period", "2026-03-02", "--format", "md", "--repo"];
    expect(qms([...args, copy]).out).toBe(qms([...args, world.folder]).out);
  });
});

describe("kpi", () => {
  test("counts a span as JSON, each figure with its ids; the same clone gives the same bytes", () => {
    const args = ["kpi", "--from", "2026-03-01T00:00:00Z", "--to", "2026-03-03T00:00:00Z", "--repo", world.folder];
    const one = qms(args);
    expect(one.code, one.err).toBe(0);
    expect(qms(args).out).toBe(one.out);
    const value = JSON.parse(one.out);
    expect(value).toMatchObject({ schema: "qms.kpi/v1", as_of: "2026-03-03T00:00:00.000Z", verdict: "pass" });
    expect(validateKpi(value)).toBe(true);
    expect(Object.keys(value.kpis)).toHaveLength(12);
    const { numerator, ids } = value.kpis.bypasses_per_repository_per_month;
    expect(numerator).toBeGreaterThan(0);
    expect(ids).toHaveLength(numerator);
  });

  test.each([
    [["--from", "yesterday"], /--from yesterday is not an instant/],
    [["--from", "2026-03-02T00:00:00Z", "--to", "2026-03-01T00:00:00Z"], /is no time that has begun/],
    [["--from", "2126-03-02T00:00:00Z"], /is no time that has begun/],
  ])("refuses %j", (args, message) => {
    const { code, err } = qms(["kpi", "--repo", world.folder, ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("status in other forms", () => {
  test("md is the timeline of one bypass, and of none without its id", () => {
    const run = qms(["status", BYPASS_A, "--format", "md", "--repo", world.folder]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(new RegExp(`^# Timeline of ${BYPASS_A}\n`));
    expect(run.out).toMatch(/\| `bypass\.used` \|/);
    expect(qms(["status", "--format", "md", "--repo", world.folder])).toMatchObject({ code: 2 });
  });

  test("ics is a calendar that ends as it begins", () => {
    const run = qms(["status", "--format", "ics", "--as-of", "2026-03-03T00:00:00Z", "--repo", world.folder]);
    expect(run.out).toMatch(/^BEGIN:VCALENDAR\r\n(?:.*\r\n)*END:VCALENDAR\r\n$/);
    expect(run.out.match(/BEGIN:VEVENT/g)?.length).toBe(run.out.match(/END:VEVENT/g)?.length);
  });
});
