// docs/reference/errors.md: every code of the catalogue, in the order of the source.
import { code, pageMark, prose, table } from "./markdown.mjs";

const effects = {
  denied: "refuses: something must be changed or withdrawn, the verdict is `denied`",
  pending: "waits: more reviews or time can fix it, the verdict is `pending`",
  error: "stops: nothing can be decided, the verdict is `error`, never `pending`",
  none: "none",
};

/** Areas in the order in which a reader meets them, by the name of their file in src/core/findings/catalogue/. */
const areas = {
  general: ["Files", "Reading any file, before its content matters."],
  manifest: ["Manifest", "One manifest or amendment by itself."],
  procedure: ["Policy and people", "policy.yml and people.yml, by themselves and together."],
  authorization: ["Authorization", "The pull request, its target and its conditions."],
  review: ["Reviews", "What each review is worth: exactly one code for each, the first that applies."],
  run: ["Runs", "A run of an action as a whole, when it cannot come to its own question."],
  remediation: ["Remediation", "The tracking issues of bypasses that owe something."],
  request: ["Requests", "A request by issue form, and what becomes of it."],
  override: ["Override", "Why an override is not made, does not work, or was not put back."],
  ledger: ["Ledger", "One record of the ledger, the chain of records, and what was derived from them."],
  branches: ["Branches of a clone", "The clone itself, and what is there of its branches."],
  audit: ["Audit", "A whole clone: manifests against events, events against what should have followed."],
  approvals: [
    "Approvals on the record",
    "Whom records name as approvers and verifiers, against each other and the rules that they were decided by.",
  ],
  effects: ["Effects on the record", "What records say was done, and by when, against what permits it."],
};

/** @param {Map<string, Record<string, object>>} entries codes of each area, by the name of its file */
export function renderErrors(entries) {
  for (const area of entries.keys()) if (areas[area] === undefined) throw new Error(`errors.md: no title for ${area}`);
  const present = Object.entries(areas).filter(([area]) => entries.has(area));
  const sections = present.map(([area, [title, intro]]) => {
    const codes = Object.entries(entries.get(area));
    const index = table(
      ["Code", "Severity", "Decision", "Cause"],
      codes.map(([name, entry]) => [`[${name}](#${anchor(name)})`, entry.severity, entry.effect, prose(entry.cause)]),
    );
    return `## ${title}\n\n${intro}\n\n${index}\n\n${codes.map(renderCode).join("\n\n")}`;
  });
  const count = [...entries.values()].reduce((sum, area) => sum + Object.keys(area).length, 0);
  return `${pageMark}
# Error reference

The ${count} codes that this version can raise. Codes are interface: they are added, never renamed.
A word in braces, as ${code("{field}")}, stands for a value of the file at hand.

${sections.join("\n\n")}
`;
}

function renderCode([name, entry]) {
  return [
    `### ${name}`,
    "",
    `- Severity: ${entry.severity}`,
    `- Effect on a decision: ${entry.severity === "error" ? effects[entry.effect] : "none, whatever else is said"}`,
    `- Says: ${prose(entry.text)}`,
    `- Cause: ${prose(entry.cause)}`,
    `- Fix: ${prose(entry.fix)}`,
  ].join("\n");
}

/** GitHub's anchor of a heading that is one word. */
function anchor(heading) {
  return heading.toLowerCase();
}
