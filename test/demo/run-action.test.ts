import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { fakeAction, runFake } from "./support.ts";

const printEnvironment = `import { readFileSync } from "node:fs";
console.log(JSON.stringify({ env: process.env, cwd: process.cwd(), event: JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, "utf8")) }));`;

test("the step sees a runner's environment, its event, its inputs with defaults, and nothing of the caller's", async () => {
  process.env.QMS_TEST_LEAK = "leak";
  const result = await runFake(printEnvironment, { inputs: { "Two Words": "given" } });
  delete process.env.QMS_TEST_LEAK;
  const { env, cwd, event } = JSON.parse(result.log);
  expect(event).toEqual({ inputs: { pr: "1" } });
  expect(cwd).toBe(env.GITHUB_WORKSPACE);
  expect(existsSync(cwd)).toBe(false); // gone with the step
  expect(env).toMatchObject({
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "lea",
    GITHUB_ACTOR_ID: "101",
    GITHUB_TRIGGERING_ACTOR: "lea",
    GITHUB_EVENT_NAME: "workflow_dispatch",
    GITHUB_REPOSITORY: "acme/payments",
    GITHUB_REPOSITORY_ID: "7",
    GITHUB_REPOSITORY_OWNER: "acme",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REF_TYPE: "branch",
    GITHUB_RUN_ID: "11",
    GITHUB_RUN_NUMBER: "1",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_WORKFLOW: "qms-decide",
    HOME: "/nonexistent",
    "INPUT_GITHUB-TOKEN": "ghs_token",
    INPUT_TWO_WORDS: "given",
    INPUT_FLAG: "true",
  });
  const names = Object.keys(env).filter((name) => !/^(GITHUB|RUNNER|INPUT)_/.test(name));
  expect(names.sort()).toEqual(["CI", "HOME", "PATH"]);
  expect(result).toMatchObject({ exitCode: 0, killed: false, outputs: {}, summary: "", annotations: [], masked: [] });
});

test("outputs, summary, annotations, masks and exit code arrive as on a runner", async () => {
  const code = `import { appendFileSync } from "node:fs";
appendFileSync(process.env.GITHUB_OUTPUT, "verdict=denied\\nresult<<END_1\\n{\\n  \\"a=b\\": \\"x<<y\\"\\n}\\nEND_1\\n");
appendFileSync(process.env.GITHUB_STEP_SUMMARY, "# Summary\\n");
console.log("plain :: text");
console.log("  ::error file=a%3Ab%2Cc.yml,line=3,col=7,endLine=4,title=T%253A::first%0Asecond %250A");
console.log("::warning::w");
console.log("::unknown::kept");
console.log("::add-mask::s3cret");
console.log("::group::G");
console.log("::endgroup::");
console.log("::stop-commands::tok\\n::error::not one\\n::tok::");
console.error("to stderr\\n::notice::n");
process.exitCode = 3;`;
  const result = await runFake(code);
  expect(result).toEqual({
    exitCode: 3,
    killed: false,
    outputs: { verdict: "denied", result: '{\n  "a=b": "x<<y"\n}' },
    summary: "# Summary\n",
    annotations: [
      {
        level: "error",
        file: "a:b,c.yml",
        line: 3,
        col: 7,
        endLine: 4,
        title: "T%3A",
        message: "first\nsecond %0A",
      },
      { level: "warning", file: null, line: null, col: null, endLine: null, title: null, message: "w" },
      { level: "notice", file: null, line: null, col: null, endLine: null, title: null, message: "n" },
    ],
    masked: ["s3cret"],
    log: "plain :: text\n::unknown::kept\n::error::not one",
    stderr: "to stderr",
  });
});

test("what a runner lets pass in silence is loud here", async () => {
  const write = (file: string, text: string) =>
    `import { appendFileSync } from "node:fs"; appendFileSync(process.env.${file}, ${JSON.stringify(text)});`;
  await expect(runFake("", { inputs: { "github-tokn": "x" } })).rejects.toThrow("not an input of fake: github-tokn");
  await expect(runFake(write("GITHUB_OUTPUT", "verdit=x\n"))).rejects.toThrow("does not have: verdit");
  await expect(runFake(write("GITHUB_OUTPUT", "verdict<<E\nx\n"))).rejects.toThrow("Matching delimiter not found 'E'");
  await expect(runFake(write("GITHUB_OUTPUT", "verdict\n"))).rejects.toThrow("Invalid format 'verdict'");
  await expect(runFake(write("GITHUB_ENV", "A=b\n"))).rejects.toThrow("wrote to GITHUB_ENV");
  await expect(runFake(write("GITHUB_STEP_SUMMARY", "x".repeat(1_048_577)))).rejects.toThrow("more than 1 MiB");
  await expect(runFake(`console.log("::set-output name=verdict::approved")`)).rejects.toThrow("set-output");
  // The older form works anywhere in a line.
  await expect(runFake(`console.log("title: ##[set-env name=A]b")`)).rejects.toThrow("set-env");
  const other = fakeAction("", "name: x\ndescription: y\nruns: { using: node20, main: main.mjs }\n");
  await expect(runFake("", { actionDir: other })).rejects.toThrow("node24");
  await expect(runFake("setInterval(() => {}, 1000)", { timeoutMs: 300 })).rejects.toThrow("did not end in time");
});
