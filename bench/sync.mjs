// `sync` and `all` over thousands of open remediations when nothing has changed: what they ask GitHub, and how long they take.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeSyncWorld } from "./sync-world.mjs";

const halfHour = 1_800_000;

/** Stands before the sandbox and keeps what it answers. Told to replay, it answers by itself, so that only the client's time is left. */
async function openRecorder(target) {
  const answers = new Map();
  const sent = [];
  let replaying = false;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const what = { method: request.method, path: request.url, body: body.toString() };
    const key = `${what.method} ${what.path} ${what.body}`;
    sent.push(what);
    if (!replaying) {
      const { authorization, accept } = request.headers;
      const headers = { authorization, accept, "user-agent": "bench", "content-type": "application/json" };
      const ask = () =>
        fetch(`${target}${what.path}`, { method: what.method, headers, ...(body.length === 0 ? {} : { body }) });
      // The busy sandbox had closed connections for being idle, one after the other: what reads may be asked again.
      const again = async (tries) => {
        try {
          return await ask();
        } catch (error) {
          if (isWrite(what) || tries === 0) throw error;
          return again(tries - 1);
        }
      };
      const given = await again(9);
      const kept = [...given.headers].filter(
        ([name]) => !/^(?:content-(?:length|encoding)|transfer-encoding|connection|keep-alive)$/.test(name),
      );
      answers.set(key, {
        status: given.status,
        headers: Object.fromEntries(kept),
        body: Buffer.from(await given.arrayBuffer()),
      });
    }
    const answer = answers.get(key);
    if (answer === undefined) response.writeHead(500).end(`not asked before: ${key.slice(0, 300)}`);
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    take: () => sent.splice(0),
    bytesOf: (list) =>
      list.reduce(
        (sum, { method, path, body }) => sum + (answers.get(`${method} ${path} ${body}`)?.body.length ?? 0),
        0,
      ),
    replay: (on) => {
      replaying = on;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const isWrite = ({ method, path, body }) =>
  path.endsWith("/graphql") ? /^\s*mutation/.test(JSON.parse(body).query) : method !== "GET";

/** The floor: the same requests, one after the other, their answers parsed and dropped. Seconds. */
async function bare(url, token, requests) {
  const start = performance.now();
  for (const { method, path, body } of requests) {
    const headers = { authorization: `Bearer ${token}`, "user-agent": "bench", "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === "" ? {} : { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    if (text !== "") JSON.parse(text);
  }
  return (performance.now() - start) / 1000;
}

const nameOf = ({ method, path, body }) =>
  path.endsWith("/graphql")
    ? `graphql ${/(?:query|mutation)\s+(\w+)/.exec(body)?.[1] ?? "?"}`
    : `${method} ${path.replace(/\?.*$/, "").replace(/[0-9a-f]{40}|\d+/g, "…")}`;

function countByName(requests) {
  const counts = new Map();
  for (const request of requests) counts.set(nameOf(request), (counts.get(nameOf(request)) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]);
}

/**
 * @param {{ count: number, rounds: number, node: string, say: (text: string) => void }} options count: open remediations, one every half
 *   hour, so that 5,000 are those of 104 days
 */
export async function benchSync({ count, rounds, node, say }) {
  const { openWalk } = await import("../build/demo/open-walk.js");
  const dir = mkdtempSync(join(tmpdir(), "qms-bench-"));
  const seed = { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } };
  const walk = await openWalk({ dir, node, now: "2026-03-12T15:00:00Z", frozen: true, seed });
  let recorder = null;
  try {
    const { events } = await makeSyncWorld(walk, count, halfHour);
    say(`${count} open remediations, ${events} events`);
    recorder = await openRecorder(walk.sandbox.url);
    // The steps go through the recorder; the administrator does not.
    walk.sandbox.apiUrl = walk.sandbox.apiUrl.replace(walk.sandbox.url, recorder.url);
    walk.sandbox.graphqlUrl = walk.sandbox.graphqlUrl.replace(walk.sandbox.url, recorder.url);
    const run = async (operation) => {
      const start = performance.now();
      const step = await walk.step("open-remediation", { inputs: { operation }, timeoutMs: 1_800_000, runId: 500 });
      const seconds = (performance.now() - start) / 1000;
      if (step.exitCode !== 0) throw new Error(`${operation}: ${step.log}${step.stderr}`.slice(0, 3000));
      return { seconds, requests: recorder.take(), outputs: step.outputs };
    };
    // The first run opens the record issue, and nothing else.
    const first = await run("sync");
    for (const name of ["opened", "updated", "escalated", "violations"])
      if (first.outputs[name] !== "[]") throw new Error(`${name}: ${first.outputs[name]}`.slice(0, 500));
    say(`first run, the sandbox's own work included: ${first.requests.length} requests, ${first.seconds.toFixed(0)} s`);
    const results = {};
    for (const operation of ["sync", "all"]) {
      recorder.replay(false);
      const { requests } = await run(operation);
      const writes = requests.filter(isWrite);
      if (writes.length > 0) throw new Error(`${operation} wrote: ${writes.map(nameOf)}`);
      recorder.replay(true);
      const [ours, floor] = [[], []];
      for (let round = 0; round < rounds; round++) {
        floor.push(await bare(recorder.url, "replayed", requests));
        recorder.take();
        const again = await run(operation);
        if (again.requests.length !== requests.length) throw new Error("another run asks something else");
        ours.push(again.seconds);
      }
      const middle = (list) => list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)];
      results[operation] = {
        requests: requests.length,
        each: requests.length / count,
        byName: countByName(requests),
        megabytes: recorder.bytesOf(requests) / 1e6,
        ours: middle(ours),
        floor: middle(floor),
      };
      say(`${operation}: ${requests.length} requests, ${(requests.length / count).toFixed(4)} each`);
    }
    return { count, events, ...results };
  } finally {
    await recorder?.close();
    await walk.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
