import type { LedgerEvent } from "../../src/generated/types/event.ts";
import {
  approvedBy,
  BYPASS_A,
  BYPASS_B,
  lifeUntil,
  mainCommits,
  manifestOf,
  manifestPath,
  manifestText,
  newRepository,
  ordinaryWorld,
  registryCommitsOf,
  removeRepository,
  type World,
} from "./audit-world.ts";
import { type ImportedCommit, importCommits } from "./fast-import.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// Which states the registry had, as its records tell: drafts of a pull request on one side, what was pushed and taken back on the other.

const A = manifestPath(BYPASS_A);
const B = manifestPath(BYPASS_B);
const [textA, textB] = [manifestText(BYPASS_A), manifestText(BYPASS_B)];
const [hasA, hasB] = [{ [A]: textA }, { [B]: textB }];
const other = manifestPath("BYPASS-L1-20260302-110000");
const otherText = manifestText("BYPASS-L1-20260302-110000");
const third = manifestPath("BYPASS-L1-20260302-120000");
const draft = manifestText(BYPASS_A, "note: draft\n");
const [root] = registryCommitsOf([]) as [ImportedCommit];

/** A commit of the registry, and of a branch beside it. */
const on = (name: string, parents: readonly string[], files: ImportedCommit["files"]): ImportedCommit => ({
  ...{ name, branch: "qms", parents, files },
});
const off = (name: string, parents: readonly string[], files: ImportedCommit["files"]): ImportedCommit => ({
  ...on(name, parents, files),
  branch: `side-${name}`,
});

/** Where a request stood: head of its pull request, the registry at its approval and at its activation. Commits by name. */
interface Seen {
  readonly pull?: string;
  readonly saw?: string;
  readonly acted?: string;
  /** Its last record, where it is another one. */
  readonly until?: string;
}

const foreign = "f".repeat(40);

/** A registry, and the lives of A and B by what their records saw of it. */
function seenWorld(registry: readonly ImportedCommit[], a: Seen | null, b: Seen | null = null): World {
  // The same commits twice have the same ids: the first time they are only named.
  const scratch = newRepository();
  const ids = importCommits(scratch, [...mainCommits, ...registry]);
  removeRepository(scratch);
  const life = (until: string, bypass: string, minute: number, seen: Seen | null): LedgerEvent[] => {
    if (seen === null) return [];
    const { pull = "", saw, acted } = seen;
    const at = (name: string) => ({ ...manifestOf(bypass), commit: ids.get(name) ?? foreign });
    const heads = saw === undefined ? {} : { policy_sha: ids.get(saw), people_sha: ids.get(saw) };
    const approval = { manifest: at(pull), data: { ...approvedBy(bypass, manifestOf(bypass)), ...heads } };
    const main = ids.get("M1") ?? "";
    const real = { mergeSha: main, mainHead: main, registryHead: ids.get("R0") ?? "", minute };
    const extra = {
      "bypass.approved": approval,
      ...(acted === undefined ? {} : { "bypass.activated": { manifest: at(acted) } }),
    };
    return lifeUntil(until, bypass, { ...real, extra });
  };
  return ordinaryWorld({
    registry,
    events: () => [life(a?.until ?? "remediation.opened", BYPASS_A, 0, a), life("override.verified", BYPASS_B, 60, b)],
  });
}

const renamedInPull = [
  off("d1", ["R0"], { [other]: draft }),
  off("d2", ["d1"], { [other]: null, ...hasA }),
  on("R1", ["R0", "d2"], hasA),
];

export const registryLife: readonly Ordinary[] = [
  {
    name: "a draft that got its name late, in a pull request that was merged by rebase",
    make: () =>
      seenWorld([root, on("d1", ["R0"], { [other]: draft }), on("d2", ["d1"], { [other]: null, ...hasA })], {
        ...{ saw: "R0", acted: "d2" },
      }),
  },
  {
    name: "a draft that was taken away, and written anew under its name, in one rebase merge",
    make: () =>
      seenWorld(
        [
          root,
          on("d1", ["R0"], { [other]: draft }),
          on("d2", ["d1"], { [other]: null, "notes.md": "x\n" }),
          on("d3", ["d2"], hasA),
        ],
        { saw: "R0", acted: "d3" },
      ),
  },
  {
    name: "a draft that was renamed twice in one rebase merge",
    make: () =>
      seenWorld(
        [
          root,
          on("d1", ["R0"], { [other]: draft }),
          on("d2", ["d1"], { [other]: null, [third]: draft }),
          on("d3", ["d2"], { [third]: null, ...hasA }),
        ],
        { saw: "R0", acted: "d3" },
      ),
  },
  {
    name: "two rebase merges, each with a draft under another name",
    make: () =>
      seenWorld(
        [
          root,
          on("d1", ["R0"], { [other]: draft }),
          on("d2", ["d1"], { [other]: null, ...hasA }),
          on("e1", ["d2"], { [third]: draft, [B]: `${textB}note: draft\n` }),
          on("e2", ["e1"], { [third]: null }),
          on("e3", ["e2"], hasB),
        ],
        { saw: "R0", acted: "d2" },
        { saw: "d2", acted: "e3" },
      ),
  },
  {
    name: "a draft that got its name late, in a merged pull request whose approval names its head",
    make: () => seenWorld([root, ...renamedInPull], { pull: "d2", saw: "R0", acted: "R1" }),
  },
  {
    name: "the same, while another request was merged",
    make: () =>
      seenWorld(
        [root, on("B1", ["R0"], hasB), ...renamedInPull.slice(0, 2), on("R1", ["B1", "d2"], { ...hasA, ...hasB })],
        { saw: "B1", acted: "R1" },
        { saw: "R0", acted: "B1" },
      ),
  },
  {
    name: "the same, in a branch that was brought up to date after its approval",
    make: () =>
      seenWorld(
        [
          root,
          on("B1", ["R0"], hasB),
          ...renamedInPull.slice(0, 2),
          off("d3", ["d2", "B1"], { ...hasA, ...hasB }),
          on("R1", ["B1", "d3"], { ...hasA, ...hasB }),
        ],
        { pull: "d2", saw: "B1", acted: "R1" },
        { saw: "R0", acted: "B1" },
      ),
  },
  {
    name: "an octopus merge that brings two requests, one of them with a draft under another name",
    make: () =>
      seenWorld(
        [
          root,
          ...renamedInPull.slice(0, 2),
          off("e1", ["R0"], hasB),
          on("R1", ["R0", "d2", "e1"], { ...hasA, ...hasB }),
        ],
        { pull: "d2", saw: "R0", acted: "R1" },
        { pull: "e1", saw: "R0", acted: "R1" },
      ),
  },
  {
    name: "a pull that makes a local commit the first parent of what records saw",
    make: () =>
      seenWorld(
        [
          root,
          on("R1", ["R0"], hasA),
          on("R2", ["R1"], hasB),
          off("local", ["R1"], { ".qms/people.yml": "a: b\n" }),
          on("pulled", ["local", "R2"], { ...hasA, ...hasB, ".qms/people.yml": "a: b\n" }),
        ],
        { saw: "R0", acted: "R1" },
        { saw: "R1", acted: "R2" },
      ),
  },
  {
    name: "the same with local drafts under another name, before a record saw the merge",
    make: () =>
      seenWorld(
        [
          root,
          on("R1", ["R0"], hasA),
          on("R2", ["R1"], { "notes.md": "x\n" }),
          off("l1", ["R1"], { [other]: textB }),
          off("l2", ["l1"], { [other]: null, ...hasB }),
          on("pulled", ["l2", "R2"], { "notes.md": "x\n", ...hasB }),
        ],
        { saw: "R0", acted: "R1" },
        { pull: "l2", saw: "R2", acted: "pulled" },
      ),
  },
];

/** A manifest that nobody approved, pushed and taken away again, on the second parent of a merge. */
const pushedAside = [
  root,
  on("R1", ["R0"], hasA),
  on("push", ["R1"], { [other]: otherText }),
  on("delete", ["push"], { [other]: null }),
];
const swap = (tip: string, from: string, files: ImportedCommit["files"]) => [
  off("local", [from], { "x.txt": "x" }),
  on("swap", ["local", tip], { "x.txt": "x", ...files }),
];
const seenA = { saw: "R0", acted: "R1" };

export const registryScenarios: readonly Scenario[] = [
  {
    name: "an unapproved manifest, pushed and deleted, behind a merge with exchanged parents: a later record saw the registry there",
    make: () =>
      seenWorld([...pushedAside, on("B1", ["delete"], hasB), ...swap("B1", "R1", { ...hasA, ...hasB })], seenA, {
        ...{ saw: "delete", acted: "B1" },
      }),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push"), world.commit("delete")],
  },
  {
    name: "the same, from a branch of before the first manifest",
    make: () =>
      seenWorld([...pushedAside, on("B1", ["delete"], hasB), ...swap("B1", "R0", { ...hasA, ...hasB })], seenA, {
        ...{ saw: "delete", acted: "B1" },
      }),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push"), world.commit("delete")],
  },
  {
    name: "an unapproved manifest that nobody deleted: a merge with exchanged parents left it out",
    make: () =>
      seenWorld(
        [...pushedAside.slice(0, 3), on("B1", ["push"], hasB), ...swap("B1", "R1", { ...hasA, ...hasB })],
        seenA,
        { saw: "push", acted: "B1" },
      ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push"), world.commit("swap")],
  },
  {
    name: "an unapproved manifest behind two merges with exchanged parents, the second over the first",
    make: () =>
      seenWorld(
        [
          ...pushedAside,
          on("B1", ["delete"], hasB),
          ...swap("B1", "R1", { ...hasA, ...hasB }),
          off("local2", ["R0"], { "y.txt": "y" }),
          on("swap2", ["local2", "swap"], { ...hasA, ...hasB, "x.txt": "x", "y.txt": "y" }),
        ],
        seenA,
        { saw: "delete", acted: "B1" },
      ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push"), world.commit("delete")],
  },
  {
    name: "the same where no record saw the registry after the push: git does not tell it from a pull request",
    make: () => seenWorld([...pushedAside, ...swap("delete", "R1", hasA)], seenA),
    verdict: "pass",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push")],
  },
  {
    name: "an unapproved manifest that was pushed, taken away by the commit that brought a request, and seen between",
    make: () =>
      seenWorld([...pushedAside.slice(0, 3), on("B1", ["push"], { [other]: null, ...hasB })], seenA, {
        ...{ saw: "push", acted: "B1" },
      }),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push"), world.commit("B1")],
  },
  {
    name: "an unapproved manifest that was there while another request was merged, and gone with the next",
    make: () =>
      seenWorld(
        [
          root,
          on("push", ["R0"], { [other]: otherText }),
          on("R1", ["push"], hasA),
          on("B1", ["R1"], { [other]: null, ...hasB }),
        ],
        { saw: "R0" },
        { saw: "R0", acted: "B1" },
      ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: other,
    commits: (world) => [world.commit("push"), world.commit("B1")],
  },
  {
    name: "other content under the name of a request, which a record saw on the registry before what was approved",
    make: () =>
      seenWorld(
        [root, on("push", ["R0"], { [A]: draft }), on("B1", ["push"], hasB), on("R1", ["B1"], hasA)],
        { saw: "R0", acted: "R1" },
        { saw: "push", acted: "B1" },
      ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: A,
    commits: (world) => [world.commit("push"), world.commit("R1")],
  },
  {
    name: "other content under the name of a request that was approved and never merged, pushed and deleted",
    make: () =>
      seenWorld(
        [root, on("B1", ["R0"], hasB), on("push", ["B1"], { [A]: draft }), on("delete", ["push"], { [A]: null })],
        { saw: "R0", until: "bypass.approved" },
        { saw: "R0", acted: "B1" },
      ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: A,
    commits: (world) => [world.commit("push"), world.commit("delete")],
  },
  {
    name: "a manifest that was approved, merged and deleted, and then approved once more with other content",
    make: () =>
      ordinaryWorld({
        registry: [
          root,
          on("R1", ["R0"], hasA),
          on("B1", ["R1"], hasB),
          on("delete", ["B1"], { [A]: null, "notes.md": "x\n" }),
        ],
        events: (real) => [
          lifeUntil("bypass.approved", BYPASS_A, real),
          lifeUntil("bypass.approved", BYPASS_A, { ...real, minute: 20, manifest: manifestOf(BYPASS_A, draft) }).slice(
            1,
          ),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
        ],
      }),
    verdict: "fail",
    codes: ["MANIFEST_DELETED"],
    path: A,
    commits: (world) => [world.commit("delete")],
  },
];
