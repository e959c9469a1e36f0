import { segmentPath, segmentText } from "../../src/core/ledger/read-segment.ts";
import type { Segment } from "../../src/generated/types/segment.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import type { RollOver } from "../../src/operations/plan-roll-over.ts";
import { BYPASS_A, BYPASS_B } from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import { NEXT, type Rolled } from "./segment-world.ts";

export const stateOf = (bypass: string): string => `state/2026/03/${bypass}.json`;

type Change = (files: Map<string, string | { readonly blob: string }>, plan: RollOver) => void;

/** A roll-over that was tampered with, and what an audit must say of it. */
export interface SegmentScenario {
  readonly name: string;
  /** Of what the new branch takes over. */
  readonly change?: Change;
  /** Of what lies around it. */
  readonly damage?: (rolled: Rolled) => void;
  readonly codes: readonly string[];
  readonly path?: string;
  readonly verdict?: Verify["verdict"];
}

const segmentWith =
  (change: (segment: Segment) => Segment): Change =>
  (files, { continues }) =>
    files.set(segmentPath, segmentText(change({ schema: "qms.segment/v1", continues, bundle_sha256: "0".repeat(64) })));

export const segmentScenarios: readonly SegmentScenario[] = [
  {
    name: "another end is named: an earlier record",
    change: segmentWith((segment) => ({
      ...segment,
      continues: { ...segment.continues, seq: segment.continues.seq - 1 },
    })),
    // The recipe is for the end that there is.
    codes: ["RECIPE_UNKNOWN", "SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "another end is named: another event",
    change: segmentWith((segment) => ({
      ...segment,
      continues: { ...segment.continues, event_sha256: "1".repeat(64) },
    })),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "another end is named: another chain before the same event",
    change: segmentWith((segment) => ({
      ...segment,
      continues: { ...segment.continues, link_sha256: "1".repeat(64) },
    })),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "an end that nobody has",
    change: segmentWith((segment) => ({ ...segment, continues: { ...segment.continues, commit: "1".repeat(40) } })),
    codes: ["SEGMENT_MISSING"],
    verdict: "inconclusive",
  },
  {
    name: "segment.json is no JSON",
    change: (files) => files.set(segmentPath, "{"),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "segment.json of a later version",
    change: (files) => files.set(segmentPath, '{"schema":"qms.segment/v2"}\n'),
    codes: ["SCHEMA_VERSION"],
    verdict: "inconclusive",
  },
  {
    name: "a branch that goes on from itself",
    change: segmentWith((segment) => ({ ...segment, continues: { ...segment.continues, branch: NEXT } })),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "without segment.json: a ledger that begins in the middle",
    change: (files) => files.delete(segmentPath),
    codes: ["LEDGER_LINK_BROKEN", "MANIFEST_UNAPPROVED", "PROJECTION_MISMATCH", "RECIPE_UNKNOWN"],
  },
  {
    name: "an open bypass was left behind",
    change: (files) => files.delete(stateOf(BYPASS_B)),
    codes: ["PROJECTION_MISMATCH", "SEGMENT_LINK_BROKEN"],
    path: stateOf(BYPASS_B),
  },
  {
    name: "the state of a finished bypass was left behind: it could be asked for again",
    change: (files) => files.delete(stateOf(BYPASS_A)),
    codes: ["PROJECTION_MISMATCH", "SEGMENT_LINK_BROKEN"],
    path: stateOf(BYPASS_A),
  },
  {
    name: "a record of an open bypass was left behind",
    change: (files, { paths }) => files.delete(paths.find((path) => path.includes("bypass.used")) ?? ""),
    codes: ["SEGMENT_LINK_BROKEN"],
  },
  {
    name: "the last record was left behind",
    change: (files, { last }) => files.delete(last),
    codes: ["SEGMENT_LINK_BROKEN"],
  },
  {
    name: "a record was changed on its way",
    change: (files, { paths }) => files.set(paths.find((path) => path.includes("bypass.used")) ?? "", "{}\n"),
    codes: ["SEGMENT_LINK_BROKEN"],
  },
  {
    name: "a state was changed on its way",
    change: (files) => files.set(stateOf(BYPASS_B), "{}\n"),
    codes: ["PROJECTION_MISMATCH", "SEGMENT_LINK_BROKEN"],
  },
  {
    name: "a record that the old branch never had",
    change: (files) => files.set("ledger/2026/03/01/00000001-bypass.approved-0123456789ab.json", "{}\n"),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: "ledger/2026/03/01/00000001-bypass.approved-0123456789ab.json",
  },
  {
    name: "a report that the old branch never had",
    change: (files) => files.set("reports/2026/daily-2026-03-02.r1.json", "{}\n"),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: "reports/2026/daily-2026-03-02.r1.json",
  },
  {
    name: "a recent record that belongs to no bypass was left behind",
    change: (files, { paths, last }) =>
      files.delete(paths.find((path) => path !== last && path.includes("incident")) ?? ""),
    codes: ["SEGMENT_LINK_BROKEN"],
  },
  {
    name: "segment.json was taken away later",
    damage: ({ world, start }) =>
      importCommits(world.folder, [{ name: "X", branch: NEXT, parents: [start], files: { [segmentPath]: null } }]),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "the old branch was written to behind its end",
    damage: ({ world }) =>
      importCommits(world.folder, [
        { name: "X", branch: "qms-ledger", parents: ["refs/heads/qms-ledger^0"], files: { "note.txt": "x\n" } },
      ]),
    codes: ["SEGMENT_LINK_BROKEN"],
    path: segmentPath,
  },
  {
    name: "the old branch was cut",
    damage: ({ world }) => world.git("update-ref", "refs/heads/qms-ledger", "refs/heads/qms-ledger~1"),
    codes: ["SEGMENT_MISSING"],
    verdict: "inconclusive",
  },
  {
    name: "another branch goes on from the new one",
    damage: ({ world, plan, start }) => {
      const continues = { ...plan.continues, branch: NEXT, commit: start };
      const segment: Segment = { schema: "qms.segment/v1", continues, bundle_sha256: "0".repeat(64) };
      importCommits(world.folder, [
        { name: "T", branch: "qms-ledger-2028", files: { [segmentPath]: segmentText(segment) } },
      ]);
    },
    codes: ["LEDGER_CONTINUED"],
    verdict: "inconclusive",
  },
  {
    name: "the new branch has two beginnings",
    damage: ({ world, start }) => {
      const other = world.git("commit-tree", `${start}^{tree}`, "-m", "other");
      const merge = world.git("commit-tree", `${start}^{tree}`, "-p", start, "-p", other, "-m", "merge");
      world.git("update-ref", `refs/heads/${NEXT}`, merge);
    },
    codes: ["DATE_REGRESSION", "DUPLICATE_EVENT_CONFLICT", "LEDGER_FORK", "LEDGER_LINK_BROKEN", "SEGMENT_LINK_BROKEN"],
  },
];
