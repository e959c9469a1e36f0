import { expect, test } from "vitest";
import { planCheckpoint } from "../../../src/core/ledger/plan-checkpoint.ts";
import { readSignerKey } from "../../../src/core/signatures/note-key.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { noteKeys } from "../../support/note-keys.ts";
import { appendTo, eventOf, type MemoryLedger, oidOf, REPOSITORY, START, withCommit } from "./fixture.ts";
import { change, good, verify } from "./tampered.ts";

const day = "2026-03-02";
const HOUR = 3_600_000;

/** What the plan says at a time, as an event of that time. */
function checkpointOf(ledger: MemoryLedger, hours: number, other: LedgerEvent["data"] = {}): LedgerEvent {
  const content = planCheckpoint(verify(ledger.commits), START + hours * HOUR);
  if (content === null) throw new Error("no checkpoint is planned");
  const { key, data } = content;
  return eventOf("checkpoint", hours * 60, { bypass: "PROCEDURE", key, data: { ...data, ...other } });
}

test("a day has one checkpoint, over every record that was there", () => {
  const first = checkpointOf(good, 2);
  expect(first).toMatchObject({ key: day, data: { size: 12, event_sha256: good.head?.event_sha256 } });
  const ledger = appendTo(good, [first]);
  expect(planCheckpoint(verify(ledger.commits), START + 3 * HOUR)).toBeNull();
  // Nothing has happened since, and that is what the next one says.
  const next = appendTo(ledger, [checkpointOf(ledger, 24)], "2026-03-03");
  expect(next.entries.at(-1)?.event).toMatchObject({ key: "2026-03-03", data: { size: 13 } });
  expect(verify(next.commits)).toMatchObject({ verdict: "pass", findings: [] });
});

test("a note says what the checkpoint says, of the ledger by its number and name without the year, and changes no id", () => {
  const pair = noteKeys();
  const signer = readSignerKey(pair.signer);
  if ("problem" in signer) throw new Error(signer.problem);
  const ledger = verify(good.commits);
  const plain = planCheckpoint(ledger, START);
  const content = planCheckpoint(ledger, START, { signer, repositoryId: REPOSITORY, branch: "qms-ledger-2027" });
  const packed = Buffer.from(String(plain?.data.root), "hex").toString("base64");
  const note = pair.note(`qms-bypass/${REPOSITORY}/qms-ledger\n12\n${packed}\n`);
  expect(content).toEqual({ ...plain, data: { ...plain?.data, note } });
  const about = { bypass: "PROCEDURE", key: day };
  const ids = [plain, content].map((item) => eventOf("checkpoint", 120, { ...about, data: item?.data ?? {} }).id);
  expect(ids[0]).toBe(ids[1]);
});

test("nothing that could not be read, and no record that stands twice, is vouched for", () => {
  const unread = withCommit(good.commits, [
    change("added", `ledger/2026/03/02/00000013-trust.changed-${"0".repeat(12)}.json`, "{}\n"),
  ]);
  expect(planCheckpoint(verify(unread), START)).toBeNull();
  expect(planCheckpoint(verify([]), START)).toBeNull();
});

test.each([
  ["another root", { root: "1".repeat(64) }, /records 1 to 12 have another root/],
  ["another event at its end", { event_sha256: "1".repeat(64) }, /record 12 is another event/],
  ["records that came later", { size: 13 }, /covers record 13, which was not there before it/],
  ["a commit that is gone", { ledger_commit: oidOf(4711) }, /is not in its history/],
  ["fewer records than its root", { size: 11, event_sha256: good.entries[10]?.event_sha256 }, /records 1 to 11 have/],
] as const)("a checkpoint of %s shows", (_, other, message) => {
  const ledger = appendTo(good, [checkpointOf(good, 2, other)]);
  const result = verify(ledger.commits);
  expect(result.verdict).toBe("fail");
  expect(result.findings.map(({ code, seq }) => [code, seq])).toEqual([["LEDGER_REWRITTEN", 13]]);
  expect(result.findings[0]?.message).toMatch(message);
});

test("an early record that is written anew does not have the root of the checkpoint behind it, although everything is hashed again", () => {
  const checkpoint = checkpointOf(good, 2);
  const events = good.entries.map(({ event }, index) => (index === 3 ? { ...event, main_head: oidOf(8) } : event));
  let anew = events.reduce<MemoryLedger>((ledger, event) => appendTo(ledger, [event]), {
    ...good,
    ...{ head: null, entries: [], files: new Map(), commits: [], heads: [] },
  });
  // Even with the commit and the last event as the forger has them.
  anew = appendTo(anew, [{ ...checkpoint, data: { ...checkpoint.data, ledger_commit: anew.commits.at(-1)?.oid } }]);
  const result = verify(anew.commits);
  expect(result.findings.map(({ code, message }) => [code, message])).toEqual([
    ["LEDGER_REWRITTEN", expect.stringMatching(/checkpoint in record 13.*records 1 to 12 have another root/)],
  ]);
});

test("after a record that could not be read a root is not counted, and the result says so", () => {
  const ledger = appendTo(good, [checkpointOf(good, 2)]);
  const blind = ledger.commits.map((commit, index) =>
    index === 4 ? { ...commit, changes: commit.changes.map((item) => ({ ...item, bytes: null })) } : commit,
  );
  const result = verify(blind);
  expect(result.findings.map(({ code }) => code)).not.toContain("LEDGER_REWRITTEN");
  expect(result.notChecked).toContainEqual(expect.stringMatching(/roots of 1 checkpoints/));
});
