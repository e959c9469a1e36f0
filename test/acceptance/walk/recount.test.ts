import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sha256Hex } from "../../../src/core/document/read-document.ts";
import { buildRecords } from "../../../src/core/ledger/build-record.ts";
import { canonicalJson } from "../../../src/core/ledger/canonical-json.ts";
import { identifyEvent } from "../../../src/core/ledger/event-id.ts";
import { readRecord } from "../../../src/core/ledger/read-record.ts";
import { dayOfRecord } from "../../../src/core/ledger/record-path.ts";
import { renderReportMarkdown } from "../../../src/core/reporting/render/markdown.ts";
import { kindOf } from "../../../src/core/reporting/report-period.ts";
import type { Walk } from "../../../src/demo/open-walk.ts";
import type { Report } from "../../../src/generated/types/report.ts";
import { neverShown, qms } from "../process.ts";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import { later, walkForTest, willBeFound } from "./walk-world.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-recount-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const DAY = 86_400;
let copies = 0;

const git = (dir: string, ...args: string[]): string =>
  execFileSync("git", ["-C", dir, "-c", "user.name=M", "-c", "user.email=m@example.com", ...args], {
    encoding: "utf8",
  });

async function clone(walk: Walk): Promise<string> {
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const dir = join(folder, `clone-${++copies}`);
  execFileSync("git", ["clone", "--quiet", `file://${bare}`, dir], { stdio: "ignore" });
  return dir;
}

async function publish(walk: Walk, operation = "daily"): Promise<void> {
  const step = await walk.step("audit-report", {
    event: { name: "schedule", payload: { schedule: "17 5 * * *", repository: undefined } },
    inputs: { operation, publish: "ledger" },
    workspace: await clone(walk),
  });
  expect(step.exitCode, step.log).toBe(0);
}

const recount = (dir: string, ...periods: string[]) => qms(["recount", "--repo", dir, ...periods]);

/** Somebody who may write: a further revision of a report, well formed and well chained, with a figure of their own. */
function forge(
  dir: string,
  period: string,
  change: (report: Report) => unknown,
  write: string | ((report: Report) => string) | null = null,
  { from = 1, rev = 2 } = {},
): void {
  git(dir, "checkout", "--quiet", "qms-ledger");
  const paths = git(dir, "ls-files", "ledger").trim().split("\n");
  const lastPath = paths.at(-1) ?? "";
  const { head, entry } = readRecord(Buffer.from(git(dir, "show", `HEAD:${lastPath}`)), lastPath, null);
  const path = `reports/2026/${period}.r${from}.json`;
  const report = JSON.parse(git(dir, "show", `HEAD:${path}`)) as Report;
  const changed = change(report);
  const markdown = typeof write === "function" ? write(changed as Report) : write;
  const text = `${canonicalJson(changed)}\n`;
  const forged = path.replace(`.r${from}.`, `.r${rev}.`);
  const digest = sha256Hex(Buffer.from(text));
  if (entry === null) throw new Error("the last record cannot be read");
  const { id: _, ...rest } = entry.event;
  const { anchor } = report;
  const event = identifyEvent(
    {
      ...rest,
      type: "report.published",
      key: `${period}.r${rev}`,
      data: {
        ...{ kind: kindOf(period), period, rev, as_of: report.as_of, sha256: digest, seq: anchor?.seq ?? 1 },
        files: [
          { path: forged, sha256: digest },
          ...(markdown === null
            ? []
            : [{ path: forged.replace("json", "md"), sha256: sha256Hex(Buffer.from(markdown)) }]),
        ],
      },
    },
    Number(/GitHub number (\d+)/.exec(git(dir, "show", "HEAD:README.md"))?.[1]),
  );
  const [record] = buildRecords(head, [event], dayOfRecord(lastPath));
  for (const [name, content] of [
    [forged, text],
    ...(markdown === null ? [] : [[forged.replace("json", "md"), markdown] as const]),
    [record?.path ?? "", record?.text ?? ""],
  ] as const) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  git(dir, "add", ".");
  git(dir, "commit", "--quiet", "--message", "report.published");
}

test("published reports are made again: by their own records and rules, whatever was recorded and changed since", async () => {
  const walk = await walkForTest({
    seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } },
  });
  // Nobody looks at it for a week.
  willBeFound(walk, "HEARTBEAT_GAP");
  await activate(walk, await merged(walk));
  await later(walk, DAY);
  await publish(walk);
  // What was recorded late makes a second revision; what was merged hours later was in no branch that the first one had seen.
  await later(walk, DAY / 8);
  await mergeTarget(walk);
  await settle(walk, "closed");
  await walk.step("open-remediation", { inputs: { operation: "open" } });
  await later(walk, DAY);
  await publish(walk);
  // Other rules, from now on.
  const policy = git(await clone(walk), "show", "origin/qms:.qms/policy.yml");
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "boss",
    message: "Another calendar",
    files: {
      ".qms/policy.yml":
        policy.replace(/Europe\/Berlin/, "Asia/Tokyo") +
        (policy.includes("Europe/Berlin") ? "" : "calendar:\n  time_zone: Asia/Tokyo\n"),
    },
  });
  await later(walk, 7 * DAY);
  await publish(walk, "weekly");

  const dir = await clone(walk);
  const all = recount(dir);
  expect(all, all.out).toMatchObject({ code: 0, err: "" });
  expect(all.out).not.toMatch(neverShown);
  expect(all.out).toMatch(/^SAME {6}daily-2026-03-02\.r1 /);
  expect(all.out).toMatch(/SAME {6}weekly-2026-W10\.r1 /);
  expect(all.out).toMatch(/\n(\d+) of \1 reports say what their records say\.\n$/);
  // Not all were made by the same rules.
  expect(new Set([...all.out.matchAll(/rules of ([0-9a-f]{10})/g)].map(([, commit]) => commit)).size).toBe(2);
  expect(recount(dir, "daily-2026-03-02").out).toContain("The report says what its records say.");

  // Another branch is the default one since: what was published before was about the one of then.
  const switched = await clone(walk);
  git(switched, "branch", "--quiet", "trunk", "origin/main");
  git(switched, "push", "--quiet", "origin", "trunk");
  git(switched, "remote", "set-head", "origin", "trunk");
  const before = recount(switched);
  expect(before, before.out).toMatchObject({ code: 0, err: "" });
  expect(before.out).toBe(all.out);
  git(switched, "push", "--quiet", "origin", ":trunk");

  const unknown = recount(dir, "daily-2025-01-01");
  expect(unknown).toMatchObject({ code: 2, out: "" });
  expect(unknown.err).toContain("No report daily-2025-01-01 is on record.");

  // A report that verify has to take as it is, because it knows the policy of that day as little as anybody.
  const forged = await clone(walk);
  forge(forged, "weekly-2026-W10", (report) => ({
    ...report,
    summary: "Nothing happened.",
    sections: { ...report.sections, remediation_progress: [] },
  }));
  const verified = JSON.parse(qms(["verify", "--repo", forged, "--format", "json"]).out) as {
    readonly findings: readonly { readonly code: string }[];
  };
  expect(verified.findings.map(({ code }) => code)).not.toContain("REPORT_NOT_REPRODUCIBLE");
  const lied = recount(forged, "weekly-2026-W10");
  expect(lied.code).toBe(1);
  expect(lied.out).toMatch(/^DIFFERS {3}weekly-2026-W10\.r2 /);
  expect(lied.out).toMatch(/sections\.remediation_progress: says 0 entries, counted \d+ entr/);
  expect(lied.out).toContain('summary: says "Nothing happened.", counted "');

  // A later revision with honest figures: whoever read the one before read what was not so.
  forge(forged, "weekly-2026-W10", (report) => report, renderReportMarkdown, { rev: 3 });
  const later3 = recount(forged, "weekly-2026-W10");
  expect(later3.code).toBe(1);
  expect(later3.out).toMatch(/^SAME {6}weekly-2026-W10\.r3 .*\nDIFFERS {3}weekly-2026-W10\.r2 /);

  // Honest figures, and a text that says others.
  const told = await clone(walk);
  forge(told, "weekly-2026-W10", (report) => report, "# Nothing happened.\n");
  const text = recount(told, "weekly-2026-W10");
  expect(text.code).toBe(1);
  expect(text.out).toContain("the Markdown file: says another text, counted the text of these figures");

  // Another version may count otherwise: where it says the same that is proof, where it does not nobody is accused, or acquitted.
  const older = await clone(walk);
  const madeBy = (report: Report, version: string) => ({ ...report, judged_by: { ...report.judged_by, version } });
  forge(older, "weekly-2026-W10", (report) => madeBy(report, "0.0.9"), renderReportMarkdown);
  expect(recount(older, "weekly-2026-W10").out).toMatch(/^SAME {6}weekly-2026-W10\.r2 /);
  const other = await clone(walk);
  forge(
    other,
    "weekly-2026-W10",
    (report) => madeBy({ ...report, summary: "Nothing happened." }, "0.0.9"),
    renderReportMarkdown,
  );
  const unsure = recount(other, "weekly-2026-W10");
  expect(unsure.code, unsure.out).toBe(2);
  expect(unsure.out).toMatch(/^NOT MADE {2}weekly-2026-W10\.r2\n {10}version 0\.0\.9 made it, and this is \d/);
  expect(unsure.out.replace(/\s+/g, " ")).toContain("summary differs. Check that version out and recount with it");

  // Rules that nobody has cannot be counted by.
  const lost = await clone(walk);
  forge(lost, "weekly-2026-W10", (report) => ({
    ...report,
    judged_by: { ...report.judged_by, registry_commit: "1".repeat(40) },
  }));
  const none = recount(lost, "weekly-2026-W10");
  expect(none.code).toBe(2);
  expect(none.out).toMatch(/^NOT MADE {2}weekly-2026-W10\.r2\n {10}the commit 1{40} of qms, which it/);
}, 240_000);

test("each revision is made again, and what the second one says of the first is what came late", async () => {
  const walk = await walkForTest({
    seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } },
  });
  await activate(walk, await merged(walk));
  await later(walk);
  await mergeTarget(walk);
  await later(walk, DAY);
  await publish(walk);
  // The event of the merge was lost; the sweep of the next day finds it.
  await settle(walk, "closed");
  await publish(walk);
  const dir = await clone(walk);
  const honest = recount(dir);
  expect(honest, honest.out).toMatchObject({ code: 0, err: "" });
  expect(honest.out).toMatch(/^SAME {6}daily-2026-03-02\.r2 .*\nSAME {6}daily-2026-03-02\.r1 .*\n2 of 2 /);

  const silent = (report: Report) => ({ ...report, revision: { ...report.revision, late_events: [] } });
  forge(dir, "daily-2026-03-02", silent, (report) => renderReportMarkdown(report), { from: 2, rev: 3 });
  const hidden = recount(dir);
  expect(hidden.code, hidden.out).toBe(1);
  expect(hidden.out).toMatch(/^DIFFERS .*\.r3 .*\n\s+revision\.late_events: says 0 entries, counted [1-9]/);

  // By a clock of fourteen hours further east its day was over: its afternoon is missing.
  const early = await clone(walk);
  forge(
    early,
    "daily-2026-03-02",
    (report) => ({ ...report, as_of: "2026-03-02T12:00:00.000Z" }),
    renderReportMarkdown,
    { from: 2, rev: 3 },
  );
  expect(recount(early).out).toMatch(/^DIFFERS .*\.r3 (?:.*\n)+?\s+as_of: says "2026-03-02T12:/);
}, 240_000);
