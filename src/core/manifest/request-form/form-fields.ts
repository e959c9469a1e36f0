import type { JsonSchema } from "../../document/schema.ts";
import { type Level, levels } from "../../procedure/levels.ts";
import { type Question, questionsFor } from "../question.ts";
import { assessmentRows } from "./assessment-rows.ts";
import type { FormRow } from "./form-row.ts";
import { requestRows } from "./request-rows.ts";

/** A field of one level's form. */
export interface FormField extends FormRow {
  readonly required: boolean;
  /** Values of a choice, as the schema has them. */
  readonly choices: readonly string[];
  /** Keys of the parts of a table's line. */
  readonly parts: readonly string[];
}

/** Every row of every form, in the order of the forms. */
export const formRows: readonly FormRow[] = [...requestRows, ...assessmentRows];

/** What a form does not ask because it is known: the issue says it, or the pull request. */
export const derivedPointers: readonly string[] = ["/title", "/requested_by", "/target/repository", "/target/base"];

/** The fields of a level's form, in their order: what the schema asks for at that level, and what may be said besides. */
export function formFieldsOf(level: Level, schema: JsonSchema): FormField[] {
  const questions = new Map(questionsFor(level, schema).map((question) => [question.pointer, question]));
  return formRows.flatMap((row): FormField[] => {
    const question = questions.get(row.pointer);
    const optional = row.optional?.includes(level) === true;
    if (question === undefined && !optional) return [];
    return [{ ...row, required: !optional && row.none !== true, ...choicesOf(question) }];
  });
}

function choicesOf(question: Question | undefined): Pick<FormField, "choices" | "parts"> {
  return {
    choices: question?.choices ?? [],
    parts: (question?.items ?? []).map((item) => item.pointer.slice(1)),
  };
}

/** Level as the first field of a form names it; null: not one of ours. */
export function levelNamed(text: string): Level | null {
  return levels.find((level) => level === text) ?? null;
}

/** What the title of a request begins with (R52). */
export function titlePrefixOf(level: Level): string {
  return level === "EMERGENCY" ? "Emergency Bypass Request - " : `Level ${level.slice(1)} Bypass Request - `;
}
