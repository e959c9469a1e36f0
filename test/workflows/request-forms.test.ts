import { readdirSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { root } from "../metadata/source-files.ts";
import { readText } from "./workflow-files.ts";

const folder = "templates/default/.github/ISSUE_TEMPLATE";

interface Element {
  readonly type: string;
  readonly id?: string;
  readonly attributes: {
    readonly label?: string;
    readonly value?: string;
    readonly default?: number;
    readonly options?: readonly (string | { readonly label: string })[];
  };
}

/** What GitHub checks before it shows a form; one that breaks a rule is not offered at all. */
describe.each(readdirSync(`${root}${folder}`))("%s", (name) => {
  const form = load(readText(`${folder}/${name}`), { schema: CORE_SCHEMA }) as {
    readonly name: string;
    readonly description: string;
    readonly title: string;
    readonly body: readonly Element[];
  };
  const fields = form.body.filter((element) => element.type !== "markdown");

  test("has what every form needs, and only elements that there are", () => {
    expect(form.name.length).toBeGreaterThan(3);
    expect(form.description.length).toBeGreaterThan(3);
    expect(form.title).toMatch(/Bypass Request - \[BRIEF_DESCRIPTION\]$/);
    const known = ["markdown", "input", "textarea", "dropdown", "checkboxes"];
    for (const { type, attributes } of form.body) {
      expect(known).toContain(type);
      if (type === "markdown") expect(attributes.value?.trim()).not.toBe("");
      else expect(attributes.label?.trim()).not.toBe("");
    }
  });

  test("names every field once", () => {
    const ids = fields.map(({ id }) => id ?? "");
    expect(new Set(ids).size).toBe(fields.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(new Set(fields.map(({ attributes }) => attributes.label)).size).toBe(fields.length);
  });

  test("offers options that are texts, different, and no reserved word", () => {
    for (const { type, attributes } of fields) {
      if (type !== "dropdown" && type !== "checkboxes") continue;
      const options = (attributes.options ?? []).map((option) => (typeof option === "string" ? option : option.label));
      expect(options.length, attributes.label).toBeGreaterThan(0);
      expect(new Set(options).size).toBe(options.length);
      for (const option of options) {
        expect(typeof option).toBe("string");
        expect(option).not.toMatch(/^(?:none|true|false|yes|no)$/i);
        // A comma would tear a multiple choice apart.
        expect(option.split(":")[0]).not.toContain(",");
      }
    }
  });

  test("begins with the level, already chosen", () => {
    expect(fields[0]).toMatchObject({ type: "dropdown", attributes: { label: "Bypass level", default: 0 } });
    expect(fields[0]?.attributes.options).toHaveLength(1);
  });
});
