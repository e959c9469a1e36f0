import { readdirSync } from "node:fs";
import { validate } from "@actions/languageservice";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { actionPaths, readText, workflowPaths } from "./workflow-files.ts";

let count = 0;

/** GitHub's own reader of workflow files, as its editor uses it; it knows `$/` and `queue`. Needs no network. */
async function problemsOf(path: string, text: string): Promise<string[]> {
  // It remembers by address what it has read: a second text at the same address would be judged by the first.
  const document = TextDocument.create(`file:///${count++}/${path}`, "yaml", 1, text);
  const diagnostics = await validate(document, {
    fileProvider: {
      getFileContent: async ({ path: file }) => ({ name: file, content: readText(file) }),
    },
  });
  return diagnostics.map(({ range, message }) => `${path}:${range.start.line + 1} ${message}`);
}

test("there is something to check", () => {
  expect(workflowPaths.length).toBeGreaterThanOrEqual(9);
  expect(actionPaths).toHaveLength(7);
});

test.each([...workflowPaths, ...actionPaths])("GitHub's language service finds nothing in %s", async (path) => {
  expect(await problemsOf(path, readText(path))).toEqual([]);
});

const examples = readdirSync(new URL("../../actions", import.meta.url)).flatMap((name) => {
  const path = `actions/${name}/README.md`;
  return [...readText(path).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => ({ path, text }));
});

test.each(examples)("the example of $path is a workflow", async ({ text }) => {
  expect(await problemsOf(".github/workflows/example.yml", text)).toEqual([]);
});

test("every action has an example", () => {
  expect(examples).toHaveLength(6);
});

test.each([
  ["an input that the action does not have", "merge-when-approved:", "merge-if-approved:"],
  ["an action that does not exist", "$/actions/validate-bypass", "$/actions/validate-bypas"],
  ["an output of a job that is not needed", "needs.validate.outputs.merged", "needs.validated.outputs.merged"],
  ["an input that the workflow does not have", "inputs.status-context", "inputs.status-contexts"],
  ["a permission that there is not", "statuses: write", "status: write"],
  ["a value of queue that there is not", "queue: max", "queue: many"],
])("it would see %s", async (_, good, bad) => {
  const path = ".github/workflows/decide.yml";
  const at = readText(path).lastIndexOf(good);
  expect(at).toBeGreaterThan(0);
  const text = readText(path).slice(0, at) + readText(path).slice(at).replace(good, bad);
  expect(await problemsOf(path, text)).not.toEqual([]);
});
