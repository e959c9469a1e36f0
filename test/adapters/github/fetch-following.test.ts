import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openClient } from "../../../src/adapters/github/client.ts";
import { GitHubRefusal } from "../../../src/adapters/github/request-failure.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Seen {
  readonly asked: string;
  readonly body: string;
  readonly token: string | undefined;
}

/** A server that tells what it was asked. `answer`: status and where it leads, by path; null: 201. */
async function serverThat(answer: (path: string) => readonly [number, string] | null) {
  const seen: Seen[] = [];
  const read = async (request: IncomingMessage): Promise<string> => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return text;
  };
  const server = createServer(async (request, response) => {
    const { method, url = "", headers } = request;
    seen.push({ asked: `${method} ${url}`, body: await read(request), token: headers.authorization });
    const [status, location] = answer(url) ?? [201, ""];
    response.writeHead(status, { "content-type": "application/json", ...(location === "" ? {} : { location }) });
    response.end(JSON.stringify({ number: 7, message: "Moved Permanently" }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const clientAt = (url: string) =>
  openClient({ token: "t", repository: "acme/old", apiUrl: url, graphqlUrl: `${url}/graphql`, userAgent: "test" });

test.each([301, 302, 307, 308])(
  "a write that is answered by %i is repeated as the write that it is, once",
  async (status) => {
    const { url, seen } = await serverThat((path) =>
      path.startsWith("/repos/") ? [status, "/repositories/9/issues"] : null,
    );
    const { data } = await clientAt(url).rest("POST /repos/{owner}/{repo}/issues", { title: "One" });
    expect(data).toMatchObject({ number: 7 });
    const body = JSON.stringify({ title: "One" });
    expect(seen.map(({ asked, body: sent, token }) => [asked, sent, token])).toEqual([
      ["POST /repos/acme/old/issues", body, "token t"],
      ["POST /repositories/9/issues", body, "token t"],
    ]);
  },
);

test("a write is not followed to another server, nor in circles, nor where it should become a read: all are refused", async () => {
  const other = await serverThat(() => null);
  const rows: readonly (readonly [number, string])[] = [
    [307, `${other.url}/repos/acme/old/issues`],
    [307, "/repos/acme/old/issues"],
    [303, "/repositories/9/issues"],
  ];
  for (const [status, location] of rows) {
    const { url, seen } = await serverThat(() => [status, location]);
    const done = clientAt(url).rest("POST /repos/{owner}/{repo}/issues", { title: "One" });
    await expect(done).rejects.toBeInstanceOf(GitHubRefusal);
    expect(seen.length).toBeLessThanOrEqual(4);
  }
  expect(other.seen).toEqual([]);
});
