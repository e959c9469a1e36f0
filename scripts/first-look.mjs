// `npm start`: shows what exists on the shipped examples, through the real command line. Needs Node and this clone, nothing else.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const examples = "schemas/examples";
const judgedBy = ["--policy", `${examples}/manifest/policy.yml`];
const people = ["--people", `${examples}/facts/people.yml`];
const manifest = (id) => ["--manifest", `${examples}/manifest/valid/${id}.yml`];
const facts = (name) => ["--facts", `${examples}/facts/valid/${name}.json`];
const color = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const bold = (text) => (color ? `\u001b[1m${text}\u001b[0m` : text);

const steps = [
  {
    say: "A developer asks for a bypass: one file. Is it a good request, and which level does it need?",
    args: ["validate", `${examples}/manifest/valid/BYPASS-L2-20260303-101500.yml`, ...judgedBy],
    exit: 0,
  },
  {
    say: "A bad one: every error at once, each with its place, its reason and what to do.",
    args: ["validate", `${examples}/manifest/invalid/many-errors.yml`, ...judgedBy],
    exit: 1,
  },
  {
    say: "Level 2 needs two people. The architect has approved. What is missing, and who can give it?",
    args: ["explain", ...facts("l2-one-of-two"), ...manifest("BYPASS-L2-20260303-101500"), ...judgedBy, ...people],
    exit: 1,
  },
  {
    say: "What if the quality coordinator approved, too?",
    args: [
      "explain",
      ...facts("l2-one-of-two"),
      "--as-if",
      "approve:qin",
      ...manifest("BYPASS-L2-20260303-101500"),
      ...judgedBy,
      ...people,
    ],
    exit: 0,
  },
  {
    say: "An approval of an earlier text does not count: it was a statement about other content.",
    args: [
      "explain",
      ...facts("l1-pending-stale-approval"),
      ...manifest("BYPASS-L1-20260304-141230"),
      ...judgedBy,
      ...people,
    ],
    exit: 1,
  },
  {
    say: "When GitHub could not be read, nothing is decided. An outage never looks like a pending review.",
    args: ["explain", ...facts("l2-lookup-failed"), ...manifest("BYPASS-L2-20260303-101500"), ...judgedBy, ...people],
    exit: 2,
  },
  {
    say: "Level 3: four people, four approval criteria, each answered by the review of its slot.",
    args: ["explain", ...facts("l3-approved"), ...manifest("BYPASS-L3-20260305-073000"), ...judgedBy, ...people],
    exit: 0,
  },
  {
    say: "Five business days from a Friday evening, by the policy's calendar.",
    args: ["deadline", "--start", "2026-11-20T17:59:00Z", "--business-days", "5", ...judgedBy],
    exit: 0,
  },
];

for (const [index, { say, args, exit }] of steps.entries()) {
  process.stdout.write(
    `\n${bold(`${index + 1}/${steps.length}  ${say}`)}\n$ node bin/qms-bypass.mjs ${args.join(" ")}\n\n`,
  );
  const { status } = spawnSync(process.execPath, ["bin/qms-bypass.mjs", ...args], { cwd: root, stdio: "inherit" });
  process.stdout.write(`(exit ${status})\n`);
  if (status !== exit) {
    process.stderr.write(`expected exit ${exit}, got ${status}: this clone does not do what its README says\n`);
    process.exit(1);
  }
}
process.stdout.write(`\n${bold("That is all there is so far.")} README.md has a table of what exists.\n`);
