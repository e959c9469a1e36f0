import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A chat on this machine that answers what it is told to; an empty list: ok. */
export async function openChat() {
  const answers: number[] = [];
  const messages: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const status = answers.shift() ?? 200;
      // What asks for more patience than a job has is over at the first try.
      response.writeHead(status, { "retry-after": "3600" }).end(status === 200 ? "ok" : "no");
      if (status === 200) messages.push(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/s3cret-path`;
  return { url, answers, messages };
}
