import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cloneHistory } from "../../src/adapters/git/clone-history.ts";
import { sha256Hex } from "../../src/core/document/read-document.ts";
import { buildRecords } from "../../src/core/ledger/build-record.ts";
import { canonicalJson } from "../../src/core/ledger/canonical-json.ts";
import { identifyEvent } from "../../src/core/ledger/event-id.ts";
import { readRecord } from "../../src/core/ledger/read-record.ts";
import { dayOfRecord } from "../../src/core/ledger/record-path.ts";
import type { Report } from "../../src/generated/types/report.ts";
import { recountPublished } from "../../src/operations/recount-published.ts";
import { verifyOptions } from "./verify-options.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-readings-"));
beforeAll(() => {
  execFileSync("git", ["clone", "--quiet", join(lives, "2-a-week.bundle"), dir], { stdio: "ignore" });
  git("checkout", "--quiet", "qms-ledger");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const lives = fileURLToPath(new URL("./altered/lives", import.meta.url));
const dir = join(folder, "week");
const days = ["daily-2025-10-24", "daily-2025-10-26", "daily-2025-10-28"];

const git = (...args: string[]): string =>
  execFileSync("git", ["-C", dir, "-c", "user.name=M", "-c", "user.email=m@example.com", ...args], {
    encoding: "utf8",
  });
const reportOf = (name: string) => JSON.parse(git("show", `HEAD:reports/2025/${name}.json`)) as Report;

/** One run, which had seen what the last report saw, publishes several days again. */
function publishAgain(): void {
  const last = reportOf("daily-2025-10-30.r1");
  const lastPath = git("ls-files", "ledger").trim().split("\n").at(-1) ?? "";
  const { head, entry } = readRecord(Buffer.from(git("show", `HEAD:${lastPath}`)), lastPath, null);
  if (entry === null) throw new Error("the last record cannot be read");
  const files = new Map<string, string>();
  const events = days.map((period) => {
    const text = `${canonicalJson({ ...reportOf(`${period}.r1`), anchor: last.anchor, judged_by: last.judged_by })}\n`;
    const path = `reports/2025/${period}.r2.json`;
    const sha256 = sha256Hex(Buffer.from(text));
    files.set(path, text);
    const { id: _, ...rest } = entry.event;
    const data = { kind: "daily", period, rev: 2, as_of: reportOf(`${period}.r1`).as_of, seq: last.anchor?.seq ?? 1 };
    return identifyEvent(
      {
        ...{ ...rest, type: "report.published", key: `${period}.r2` },
        data: { ...data, sha256, files: [{ path, sha256 }] },
      },
      Number(/GitHub number (\d+)/.exec(git("show", "HEAD:README.md"))?.[1]),
    );
  });
  for (const { path, text } of buildRecords(head, events, dayOfRecord(lastPath))) files.set(path, text);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  git("add", ".");
  git("commit", "--quiet", "--message", "report.published");
}

test("reports that one run published are made again from one reading, however many revisions their periods have", async () => {
  publishAgain();
  let readings = 0;
  const { reports } = await recountPublished({
    ...verifyOptions(dir, { asOf: Date.UTC(2025, 10, 1) }),
    periods: days,
    historyAt: (heads) => {
      readings++;
      return cloneHistory(dir, heads);
    },
  });
  expect(reports.map(({ period, rev }) => `${period}.r${rev}`)).toEqual(
    days.flatMap((period) => [`${period}.r2`, `${period}.r1`]),
  );
  expect(reports.filter(({ rev }) => rev === 1).map(({ outcome }) => outcome)).toEqual(days.map(() => "same"));
  // One for each first report, and one for the second ones.
  expect(readings).toBe(4);
}, 60_000);

test("a report that an earlier version counted otherwise is not called false", async () => {
  const { reports } = await recountPublished({
    ...verifyOptions(dir, { asOf: Date.UTC(2025, 10, 1) }),
    periods: ["weekly-2025-W43"],
    historyAt: (heads) => cloneHistory(dir, heads),
  });
  expect(reports).toMatchObject([{ outcome: "impossible", why: expect.stringContaining("version 0.1.0 made it") }]);
}, 60_000);
