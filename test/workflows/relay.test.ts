import { spawn, spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { readWorkflow } from "./workflow-files.ts";

const workflow = readWorkflow("templates/registry/.github/workflows/qms-relay.yml");
const script = workflow.jobs[0]?.steps?.[0]?.run ?? "";
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server | null = null;
afterEach(() => server?.close());

/** Runs the relay's script as a runner does (`bash -e`), against a server that answers with `status`. */
async function relay(environment: Readonly<Record<string, string>>, status = 204) {
  const asked: Asked[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      asked.push({ method: request.method, url: request.url, authorization: request.headers.authorization, body });
      response.writeHead(status).end(status === 204 ? "" : '{"message":"No ref found"}');
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-c", script], {
    env: {
      PATH: process.env.PATH ?? "",
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: "acme/payments",
      TOKEN: "ghs_relay",
      NUMBER: "12",
      BRANCH: "main",
      ...environment,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output, asked };
}

test("the relay's step is the only one, and its text comes in by the environment", () => {
  expect(workflow.jobs).toHaveLength(1);
  expect(workflow.jobs[0]?.steps).toHaveLength(1);
  expect(script).toContain("curl");
});

test.skipIf(!hasCurl)("a review makes the relay dispatch qms-decide.yml with the number and nothing else", async () => {
  const { code, output, asked } = await relay({});
  expect(output).toBe("Asked qms-decide.yml on main to look at #12.\n");
  expect(code).toBe(0);
  expect(asked).toEqual([
    {
      method: "POST",
      url: "/repos/acme/payments/actions/workflows/qms-decide.yml/dispatches",
      authorization: "Bearer ghs_relay",
      body: '{"ref":"main","inputs":{"pull-request":"12"}}',
    },
  ]);
});

test.skipIf(!hasCurl).each([
  ["no number", { NUMBER: "" }],
  ["a number with more behind it", { NUMBER: '12","x":"y' }],
  ["a number of two lines", { NUMBER: "12\n13" }],
  ["a command for a number", { NUMBER: "$(id)" }],
  ["no branch", { BRANCH: "" }],
  ["a branch with a quote", { BRANCH: 'main","inputs":{"x":"' }],
])("the relay sends nothing for %s", async (_, environment) => {
  const { code, output, asked } = await relay(environment);
  expect(asked).toEqual([]);
  expect(output).toMatch(/^::error::The (?:number|name) of the .+\.\n$/);
  expect(code).toBe(1);
});

test.skipIf(!hasCurl)("the relay fails when GitHub refuses", async () => {
  const { code, output } = await relay({}, 422);
  expect(code).not.toBe(0);
  expect(output).toContain("422");
  expect(output).not.toContain("Asked");
});

test.skipIf(!hasCurl)("the relay prints no token", async () => {
  const { output } = await relay({}, 403);
  expect(output).not.toContain("ghs_relay");
});
