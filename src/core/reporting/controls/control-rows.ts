import type { ControlRow, EvidenceRow } from "../../../generated/types/report.ts";
import { sorted } from "../kpis/figures.ts";
import { controls } from "./controls.ts";
import { type Answer, type ControlFacts, newestOf, type Question, type QuestionRow, questions } from "./questions.ts";

type Status = EvidenceRow["status"];

/** The answer of the record to every question: expected, present, missing by ids; what cannot be said says why. */
export function evidenceRows(facts: ControlFacts): EvidenceRow[] {
  return Object.entries(questions).map(([question, row]: [string, QuestionRow]) => {
    const answer = row.answer(facts);
    const expected = sorted(answer.expected);
    const missing = sorted(answer.missing);
    const status = statusOf(answer);
    const isKnown = status !== "unknown";
    return {
      ...{ evidence: question, text: row.text, status },
      expected: isKnown ? expected.length : null,
      present: isKnown ? expected.length - missing.length : null,
      missing,
      newest: newestOf(facts, new Set(expected)),
      reason: answer.unknown ?? null,
    };
  });
}

function statusOf({ expected, missing, unknown }: Answer): Status {
  if (unknown !== undefined) return "unknown";
  if (expected.length === 0) return "no_case";
  return missing.length > 0 ? "gap" : "supported";
}

/** The worst decides: one gap is a gap, whatever else is there. */
const order: readonly Status[] = ["gap", "unknown", "supported", "no_case"];

/** Every control with the state of its evidence, and the bypasses that are an open exception to it. */
export function controlRows({ population }: ControlFacts, evidence: readonly EvidenceRow[]): ControlRow[] {
  const byName = new Map(evidence.map((row) => [row.evidence, row]));
  const open = new Set(
    population.bypasses
      .filter(({ remediation, usedAt }) => usedAt !== null && remediation?.state !== "verified")
      .map(({ id }) => id),
  );
  return controls.map(({ framework, clause, asks, evidence: names }) => {
    const rows = names.flatMap((name: Question) => byName.get(name) ?? []);
    const status = order.find((each) => rows.some((row) => row.status === each)) ?? "unknown";
    const exceptions = sorted(rows.flatMap(({ missing }) => missing).filter((id) => open.has(id)));
    const newest = rows.reduce<string | null>(
      (latest, row) => (row.newest !== null && (latest === null || row.newest > latest) ? row.newest : latest),
      null,
    );
    return {
      control: `${framework} ${clause}`,
      framework,
      clause,
      asks,
      status,
      evidence: [...names],
      exceptions,
      newest,
    };
  });
}
