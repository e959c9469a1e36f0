import type { Measured } from "./measure.ts";

/** The reference page of what was measured: for each type of record what is held against something, and by which code, and what is not. */
export function renderMeasured(measured: readonly Measured[], { counts, absent }: Population): string {
  const types = [...new Set(measured.map(({ type }) => type))].sort();
  const everywhere = saidEverywhere(measured);
  const parts = types.map((type) => renderType(type, measured, everywhere));
  return `${head(counts, types.length)}
## What is nowhere held against anything

In no type of record that has it: ${listed([...everywhere].sort())}.

${parts.join("\n")}
## Types that these lives do not have

Not measured: ${listed(absent)}.
`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

export interface Population {
  /** Records of each life. */
  readonly counts: readonly number[];
  /** Types of which no life has a record. */
  readonly absent: readonly string[];
}

const head = (
  counts: readonly number[],
  types: number,
): string => `<!-- Measured by test/operations/altered. Do not edit: \`npx vitest run test/operations/altered --update\` measures again. -->

# What verify holds each field against

Whoever may push to the branch of the ledger can write it anew: one record other than it was, and every hash, link and state behind it as
if it had always been so. No hash shows that; only what the record has to agree with does. So we took ${counts.length} lives with ${sum(counts)} records of
${types} types, played on the sandbox by the built actions. Of each type we made each field of the first and of the last record another (a time three days later and earlier, a number,
word or commit another one, a field or an entry left out), wrote the whole ledger anew, and asked \`verify\`. This page is what it said; a test
measures it again with every change of the code.

No anchor, tag, signed note or trusted key was given: with one that saw the record as it was, or with trusted keys, none of this passes
([anchors](guides/auditor.md#what-only-an-anchor-shows), [signatures](guides/auditor.md#who-wrote-it)). Records that vouch for others
(\`checkpoint\`, \`report.published\`) were left out, because they would have told everything.

- **Told**: at least a warning, for both records. How much a field has to agree with depends on the life, so in another one it may be one more or less.
- **As it was said**: \`verify\` passes. Some of it only GitHub knows (who clicked, comments, reviews by their numbers, runs). Some is a
  second copy of what stands elsewhere. Some binds nobody: notices, links, an earlier date than was due. Where such a field matters to you, follow
  \`source.url\`, or compare with an anchor.
- **Told in part**: for one of the two records only.
`;

function renderType(type: string, measured: readonly Measured[], everywhere: ReadonlySet<string>): string {
  const own = measured.filter((item) => item.type === type);
  const gone = own.find(({ field }) => field === null);
  const [told, part, said]: [Map<string, string[]>, Map<string, string[]>, string[]] = [new Map(), new Map(), []];
  for (const field of new Set(own.flatMap((item) => item.field ?? []))) {
    if (everywhere.has(field)) continue;
    const ways = own.filter((item) => item.field === field);
    const isOneWay = new Set(ways.map(standing)).size === 1;
    for (const [index, way] of ways.entries()) {
      if (isOneWay && index > 0) continue;
      const name = isOneWay ? field : `${field} (${way.how})`;
      const codes = codesOf(isOneWay ? ways : [way]);
      const all = standing(way) === "told" ? told : part;
      if (standing(way) === "said") said.push(name);
      else all.set(codes, [...(all.get(codes) ?? []), name]);
    }
  }
  const lines = [`## ${type}`, "", `The record left out: ${gone === undefined ? "not measured" : goneText(gone)}.`, ""];
  if (told.size > 0)
    lines.push(
      "| Told | By |",
      "| --- | --- |",
      ...[...told].map(([codes, fields]) => `| ${listed(fields)} | ${codes} |`),
      "",
    );
  if (part.size > 0)
    lines.push(`Told in part: ${[...part].map(([codes, fields]) => `${listed(fields)} (${codes})`).join("; ")}.`, "");
  if (said.length > 0) lines.push(`As it was said: ${listed(said)}.`, "");
  return lines.join("\n");
}

function goneText(gone: Measured): string {
  const standing_ = standing(gone);
  if (standing_ === "said") return "not told";
  return standing_ === "told" ? codesOf([gone]) : `told in part (${codesOf([gone])})`;
}

const standing = ({ told }: Measured): "told" | "part" | "said" =>
  told.every((codes) => codes.length > 0) ? "told" : told.some((codes) => codes.length > 0) ? "part" : "said";

function codesOf(ways: readonly Measured[]): string {
  const codes = new Set(ways.flatMap(({ told }) => told.flat()));
  return [...codes]
    .sort()
    .map((code) => `\`${code}\``)
    .join(" ");
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** Fields that several types have, and in none of them tell anything. */
function saidEverywhere(measured: readonly Measured[]): Set<string> {
  const fields = new Set(measured.flatMap(({ field }) => field ?? []));
  return new Set(
    [...fields].filter((field) => {
      const own = measured.filter((item) => item.field === field);
      return new Set(own.map(({ type }) => type)).size > 3 && own.every((item) => standing(item) === "said");
    }),
  );
}
