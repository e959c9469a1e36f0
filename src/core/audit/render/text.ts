import type { ComparedAnchor, Verify } from "../../../generated/types/verify.ts";
import { anchorTagFolder } from "../../ledger/anchor-tag.ts";
import { forTerminal } from "../../text/escape.ts";
import { type Paint, padTo, type Style, wrap } from "../../text/layout.ts";

const styles: Readonly<Record<Verify["verdict"], Style>> = { pass: "good", fail: "bad", inconclusive: "warn" };
const severities: Readonly<Record<string, Style>> = { error: "bad", warning: "warn", info: "dim" };

/** The verdict in one sentence, with what it rests on. */
export function verdictLine({ verdict, findings, covered, since }: Verify): string {
  const numberOf = (severity: string) => findings.filter((item) => item.severity === severity).length;
  const [errors, warnings, notes] = [numberOf("error"), numberOf("warning"), numberOf("info")];
  const words = [
    ...(warnings === 0 ? [] : [count(warnings, "warning")]),
    ...(notes === 0 ? [] : [`${notes} for information`]),
  ];
  const rest = words.map((text) => `, ${text}`).join("");
  if (verdict === "pass") {
    const news = since?.reread === null ? "what is new: " : "";
    return `Nothing is wrong in ${news}${coverageWords(covered)}${rest}.`;
  }
  if (verdict === "fail") return `${count(errors, "thing is", "things are")} wrong${rest}.`;
  if (errors > 0) return `Nothing can be proved here: ${count(errors, "obstacle")}${rest}.`;
  return "Nothing can be proved: no record was read.";
}

function coverageWords({ ledger, registry }: Verify["covered"]): string {
  return `${count(ledger?.events ?? 0, "record")} and ${count(registry?.manifests ?? 0, "manifest")}`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The result of an audit for a terminal: verdict, findings, what was read, what was not. */
export function renderVerifyText(result: Verify, paint: Paint, width = 100): string {
  const { verdict, covered, findings } = result;
  const label = verdict.toUpperCase();
  const indent = " ".repeat(label.length + 2);
  const line = wrap(forTerminal(verdictLine(result)), width - indent.length, indent);
  const out = [`${paint(styles[verdict], label)}  ${paint("strong", line)}`];
  if (findings.length > 0) out.push("", paint("strong", "Findings"), ...allFindingLines(findings, paint, width));
  if (result.since !== undefined) out.push("", ...sinceLines(result.since, paint, width));
  out.push("", paint("strong", "Covered"), ...coverageLines(covered, paint));
  if (result.anchors.length > 0) out.push("", paint("strong", "Anchors"), ...anchorLines(result.anchors, paint));
  if (result.not_checked.length > 0) {
    out.push("", paint("strong", "Not checked"));
    for (const item of result.not_checked)
      out.push(`  ${paint("dim", "·")} ${wrap(forTerminal(item), width - 4, "    ")}`);
  }
  const { anchor } = result;
  if (verdict === "pass" && anchor !== null) {
    out.push("", paint("strong", "Keep this outside, to prove next time that nothing was cut or rewritten"));
    out.push(`  {"commit":"${anchor.ledger_commit}","seq":${anchor.seq},`);
    out.push(`   "event_sha256":"${anchor.event_sha256}",`, `   "link_sha256":"${anchor.link_sha256}"}`);
  }
  return `${out.join("\n")}\n`;
}

/** What this verification went on from, and whether that was enough. */
export function sinceWords({
  source,
  as_of,
  seq,
  reread,
  whole_as_of,
}: NonNullable<Verify["since"]>): readonly string[] {
  const from = `${source}, of ${as_of}, up to record ${seq}`;
  return reread === null
    ? [`Covered is only what is new since ${from}; everything was last read for ${whole_as_of}`]
    : [`Covered is everything: ${from} did not suffice`, `Why: ${reread}`];
}

function sinceLines(since: NonNullable<Verify["since"]>, paint: Paint, width: number): string[] {
  const lines = sinceWords(since).map((line) => `  ${wrap(forTerminal(line), width - 2, "  ")}`);
  return [paint("strong", "Since"), ...lines];
}

/** A clone without contents has a finding for each record: nobody reads 50,000 times the same. */
const mostOfOneKind = 20;

function allFindingLines(findings: Verify["findings"], paint: Paint, width: number): string[] {
  const told = new Map<string, number>();
  const lines = findings.flatMap((item) => {
    const kind = `${item.severity} ${item.code}`;
    const before = told.get(kind) ?? 0;
    told.set(kind, before + 1);
    return before < mostOfOneKind ? findingLines(item, paint, width) : [];
  });
  const rest = [...told].flatMap(([kind, all]) => (all > mostOfOneKind ? [`${all - mostOfOneKind} more ${kind}`] : []));
  return rest.length === 0
    ? lines
    : [...lines, `  ${wrap(`and ${rest.join(", ")}: --format json tells each`, width - 2, "  ")}`];
}

function findingLines(item: Verify["findings"][number], paint: Paint, width: number): string[] {
  const place = item.path === null ? "" : ` ${paint("dim", forTerminal(item.path))}`;
  const lines = [
    `  ${paint(severities[item.severity] ?? "dim", item.severity)} ${paint("strong", item.code)}${place}`,
    `    ${wrap(forTerminal(item.message), width - 4, "    ")}`,
  ];
  const { commits } = item;
  const shown = commits
    .slice(0, 3)
    .map((oid, index) => `    ${paint("dim", index === 0 ? "commit " : "       ")}${oid}`);
  lines.push(...shown);
  if (commits.length > 3) lines.push(`           ${paint("dim", `and ${commits.length - 3} more`)}`);
  if (item.author !== null) lines.push(`    ${paint("dim", `claimed author ${forTerminal(item.author)}`)}`);
  if (item.actor !== null) {
    const { login, id, role } = item.actor;
    lines.push(
      `    ${paint("dim", `actor ${forTerminal(login)} (${id}${role === null ? "" : `, ${forTerminal(role)}`})`)}`,
    );
  }
  lines.push(`    ${paint("dim", wrap(`→ ${forTerminal(item.fix)}`, width - 4, "      "))}`);
  return lines;
}

function coverageLines(covered: Verify["covered"], paint: Paint): string[] {
  const { ledger, registry, default_branch, signatures, checkpoints } = covered;
  const pad = " ".repeat(18);
  const row = (name: string, lines: readonly string[]) => `  ${padTo(name, 14)}  ${lines.join(`\n${pad}`)}`;
  const missing = [paint("warn", "not read")];
  const lines = [
    row("ledger", ledger === null ? missing : ledgerLines(ledger)),
    row(
      "registry",
      registry === null
        ? missing
        : [
            branch(registry),
            `${count(registry.manifests, "manifest")}, ${count(registry.versions, "version")} of them`,
          ],
    ),
  ];
  if (default_branch !== null) {
    const { name, commits, merges } = default_branch;
    lines.push(
      row("default branch", [`${forTerminal(name)}, ${count(commits, "commit")}; ${count(merges, "recorded merge")}`]),
    );
  }
  if (signatures !== null) lines.push(row("signatures", [signatureWords(signatures)]));
  if (checkpoints !== undefined) lines.push(row("checkpoints", [noteWords(checkpoints)]));
  return lines;
}

/** How many commits a trusted key vouches for, and who says which keys are trusted. */
export function signatureWords({
  source,
  keys,
  commits,
  proven,
}: NonNullable<Verify["covered"]["signatures"]>): string {
  const whose = source === "given" ? "given by --trust" : "named by the registry";
  return `${proven} of ${count(commits, "commit")} by ${count(keys, "trusted key")} ${whose}`;
}

/** How many checkpoints somebody vouches for who has a key that is kept outside of the repository. */
export function noteWords({ keys, checkpoints, proven }: NonNullable<Verify["covered"]["checkpoints"]>): string {
  return `${proven} of ${count(checkpoints, "checkpoint")} with a note of ${count(keys, "trusted key")}`;
}

function ledgerLines(ledger: NonNullable<Verify["covered"]["ledger"]>): string[] {
  const what = `${count(ledger.events, "record")} about ${count(ledger.bypasses, "bypass", "bypasses")}`;
  const span = ledger.first_at === null || ledger.last_at === null ? "" : `, ${ledger.first_at} to ${ledger.last_at}`;
  return [branch(ledger), `${what}${span}`];
}

function branch({
  ref,
  head,
  commits,
}: {
  readonly ref: string;
  readonly head: string;
  readonly commits: number;
}): string {
  return `${forTerminal(ref)} at ${head.slice(0, 10)}, ${count(commits, "commit")}`;
}

/** Tags that agree are told in one line: there may be one for every day. */
function anchorLines(anchors: readonly ComparedAnchor[], paint: Paint): string[] {
  const agreeing = anchors.filter(
    ({ source, agrees }) => agrees === true && source.startsWith(`tag ${anchorTagFolder}/`),
  );
  const [newest] = agreeing.slice(-1);
  if (newest === undefined || agreeing.length === 1) return anchors.map((item) => anchorLine(item, paint));
  const others = anchors.filter((item) => !agreeing.includes(item)).map((item) => anchorLine(item, paint));
  const words = `${agreeing.length} tags, the newest ${newest.source.slice("tag ".length)}: all agree`;
  return [...others, `  ${paint("good", "✓")} ${forTerminal(words)}`];
}

function anchorLine({ source, commit, seq, agrees }: ComparedAnchor, paint: Paint): string {
  const mark = agrees === true ? paint("good", "✓") : agrees === false ? paint("bad", "✗") : paint("warn", "?");
  const word = agrees === true ? "agrees" : agrees === false ? "contradicts the ledger" : "could not be compared";
  const about = [commit === null ? "" : `commit ${commit.slice(0, 10)}`, seq === null ? "" : `record ${seq}`];
  return `  ${mark} ${forTerminal(source)}: ${about.filter((part) => part !== "").join(", ")} ${word}`;
}
