import type { Reconcile, UnregisteredBypass } from "../../generated/types/reconcile.ts";
import { forCodeSpan, forMarkdown } from "../text/escape.ts";
import { foldTable } from "../text/markdown-table.ts";

const words: Readonly<Record<UnregisteredBypass["found_by"][number], string>> = {
  rule_suite: "GitHub's own record says bypass",
  check_not_green: "a required check was not green",
  foreign_producer: "a green that is not the check's own",
  direct_push: "pushed past the pull request",
};

/** How a change was found, in words with its evidence. */
export function howFound({ found_by, checks, rules, rule_suite }: UnregisteredBypass): string {
  const evidence: Readonly<Record<string, string>> = {
    rule_suite: [rule_suite === null ? "" : `rule suite ${rule_suite}`, ...rules]
      .filter((part) => part !== "")
      .join(", "),
    check_not_green: checks.flatMap(({ name, state, by }) => (by === null ? [`${name}: ${state}`] : [])).join(", "),
    foreign_producer: checks.flatMap(({ name, by }) => (by === null ? [] : [`${name} by ${by}`])).join(", "),
  };
  return found_by.map((way) => (evidence[way] ? `${words[way]} (${evidence[way]})` : words[way])).join("; ");
}

/** The outcome in one sentence; it never says more than was looked at. */
export function reconcileLine({ covered, unregistered, undecided, not_checked, window }: Reconcile): string {
  const found =
    unregistered.length === 0
      ? "no unregistered bypass in what could be read"
      : count(unregistered.length, "unregistered bypass", "unregistered bypasses");
  const open = undecided.length === 0 ? "" : `, ${undecided.length} undecided`;
  const span = `${window.start.slice(0, 16)}Z to ${window.end.slice(0, 16)}Z`;
  return `${found}${open}; ${count(covered.merges, "merge", "merges")} from ${span}, ${not_checked.length} things not checked`;
}

/** The result as GitHub Markdown, for a job summary. Every foreign text is escaped. */
export function renderReconcileMarkdown(result: Reconcile): string {
  const { verdict, unregistered, undecided, unrecorded, covered, not_checked } = result;
  const out = [
    `### ${verdict === "ok" ? "✅" : "⛔"} ${verdict.toUpperCase()}: ${forMarkdown(reconcileLine(result))}`,
    "",
  ];
  if (unregistered.length > 0) {
    const rows = unregistered.map(
      (item) =>
        `| ${placeOf(item)} | ${forCodeSpan(item.merge_sha)} | ${forMarkdown(item.merged_by?.login ?? "not told")}, ${item.merged_at} | ${forMarkdown(howFound(item))} |`,
    );
    out.push(...foldTable("| Change | Commit | Who, when | How it was found |\n| --- | --- | --- | --- |", rows), "");
    out.push("Register each by a manifest with `retroactive`, or correct the record; it stays listed either way.", "");
  }
  if (undecided.length > 0) {
    const rows = undecided.map(
      (item) =>
        `| ${placeOf(item)} | ${item.merge_sha === null ? "" : forCodeSpan(item.merge_sha)} | ${forMarkdown(item.why)} |`,
    );
    out.push("**Undecided**", "", ...foldTable("| Change | Commit | Why |\n| --- | --- | --- |", rows), "");
  }
  for (const { bypass, pull_request, recorded } of unrecorded) {
    const what = recorded ? "recorded now, late" : "left to the next sweep, which ends it too";
    out.push(`- ${forMarkdown(bypass)} was used by #${pull_request} and the use was not on record: ${what}`);
  }
  if (unrecorded.length > 0) out.push("");
  const rows = covered.branches.map(
    ({ name, merges, pushes, required, pull_request }) =>
      `| ${forMarkdown(name)} | ${merges} | ${pushes ?? "not read"} | ${pull_request ? "yes" : "not told"} | ${forMarkdown(required.join(", "))} |`,
  );
  out.push(
    ...foldTable(
      "| Branch | Merges | Pushes | Wants pull requests | Required checks now |\n| --- | --- | --- | --- | --- |",
      rows,
    ),
  );
  out.push("", "**Not checked**", "", ...not_checked.map((item) => `- ${forMarkdown(item)}`));
  return `${out.join("\n")}\n`;
}

function placeOf({ pull_request, base }: { readonly pull_request: number | null; readonly base: string }): string {
  return pull_request === null ? `a push to ${forMarkdown(base)}` : `#${pull_request} into ${forMarkdown(base)}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
