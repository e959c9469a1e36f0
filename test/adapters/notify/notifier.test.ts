import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openNotifier } from "../../../src/adapters/notify/open-notifier.ts";
import type { Channel } from "../../../src/generated/types/policy.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, call: number) => void;
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A real server on this machine; what it got, and how long the sender waited. */
async function world(answer: Answer, secrets: Readonly<Record<string, unknown>> = {}, timeoutMs = 10_000) {
  const calls: { readonly body: string; readonly headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      calls.push({ body, headers: request.headers });
      answer(request, response, calls.length);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/s3cret`;
  const waits: number[] = [];
  const tools = {
    sleep: async (ms: number) => {
      waits.push(ms);
    },
    random: () => 0,
    timeoutMs,
    retries: 5,
  };
  const notifier = openNotifier({ CHAT: url, ...secrets }, "https://github.example/acme/payments", tools);
  return { calls, waits, notifier, url };
}

const slack: Channel = { kind: "slack", secret: "CHAT" };
const message = {
  key: "rule:abc:team:chat",
  bypass: "BYPASS-L1-20260302-090000",
  rule: "rule",
  title: "A bypass was used",
  facts: [["Level", "L1"]] as const,
  link: null,
  next: "Look.",
  at: "2026-03-02T09:00:00.000Z",
};
const say = (status: number, body = "", headers: Record<string, string> = {}): Answer => {
  return (_, response) => response.writeHead(status, headers).end(body);
};

describe("what an answer means", () => {
  // [answer, how often it is asked, outcome]
  const rows: readonly (readonly [string, Answer, number, object])[] = [
    ["ok", say(200, "ok"), 1, { outcome: "sent", status: 200, remoteId: null }],
    ["ok with an id", say(200, "ok", { "x-slack-req-id": "a1b2" }), 1, { outcome: "sent", remoteId: "a1b2" }],
    ["an id that is part of the address", say(200, "ok", { "x-slack-req-id": "s3cret" }), 1, { remoteId: null }],
    ["a login page", say(200, "<html>"), 1, { outcome: "failed", reason: "refused", status: 200 }],
    ["400", say(400, "invalid_payload"), 1, { outcome: "failed", reason: "refused", status: 400 }],
    ["404", say(404, "no_team"), 1, { outcome: "failed", reason: "refused", status: 404 }],
    ["no number of HTTP", say(999), 6, { outcome: "failed", reason: "unreachable", status: 999 }],
    ["410", say(410, "channel_is_archived"), 1, { outcome: "failed", reason: "refused", status: 410 }],
    ["a redirect", say(302, "", { location: "http://127.0.0.1:1/" }), 1, { reason: "refused", status: 302 }],
    ["429 for ever", say(429, "", { "retry-after": "1" }), 6, { reason: "unreachable", status: 429 }],
    ["429 with a long pause", say(429, "", { "retry-after": "3600" }), 1, { reason: "unreachable", status: 429 }],
    ["503 for ever", say(503), 6, { reason: "unreachable", status: 503 }],
    ["a hang", () => {}, 6, { reason: "unreachable", status: null }],
    ["a reset after the body came", (request) => request.socket.destroy(), 6, { reason: "unreachable", status: null }],
  ];
  test.each(rows)("%s", async (name, answer, asked, outcome) => {
    // Only what never answers is waited for in vain; a busy machine is no slow server.
    const { notifier, calls } = await world(answer, {}, name === "a hang" ? 300 : undefined);
    expect(await notifier.send(slack, message)).toMatchObject(outcome);
    expect(calls.length).toBe(asked);
  });

  test("a pause is as long as the server asks, else it doubles", async () => {
    const asking = await world((_, response, call) =>
      call === 1 ? response.writeHead(429, { "retry-after": "7" }).end() : response.end("ok"),
    );
    expect((await asking.notifier.send(slack, message)).outcome).toBe("sent");
    expect(asking.waits).toEqual([7000]);
    const broken = await world(say(500));
    await broken.notifier.send(slack, message);
    expect(broken.waits).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  test("nobody listens", async () => {
    const { notifier } = await world(say(200), { CHAT: "http://127.0.0.1:1/x" });
    expect(await notifier.send(slack, message)).toEqual({ outcome: "failed", reason: "unreachable", status: null });
  });
});

test("Teams gets a card; its 202 says that it was taken, not that it is there", async () => {
  const { notifier, calls } = await world(say(202));
  expect(await notifier.send({ kind: "teams", secret: "CHAT" }, message)).toEqual({
    ...{ outcome: "sent", status: 202, remoteId: null },
    accepted: true,
  });
  expect(JSON.parse(calls[0]?.body ?? "").attachments[0].content.type).toBe("AdaptiveCard");
});

test("a webhook is signed over the bytes that are sent", async () => {
  const { notifier, calls } = await world(say(204), { KEY: "k" });
  const hook: Channel = { kind: "webhook", secret: "CHAT", signing_secret: "KEY" };
  expect(await notifier.send(hook, message)).toMatchObject({ outcome: "sent", status: 204 });
  const [call] = calls;
  const mac = createHmac("sha256", "k")
    .update(call?.body ?? "")
    .digest("hex");
  expect(call?.headers["x-qms-signature-256"]).toBe(`sha256=${mac}`);
  expect(call?.headers["content-type"]).toContain("application/cloudevents+json");
});

describe("what cannot be used is said before anybody is asked", () => {
  const rows: readonly (readonly [string, Channel, Readonly<Record<string, unknown>>, string])[] = [
    ["plain HTTP elsewhere", slack, { CHAT: "http://hooks.example/x" }, "secret_missing"],
    ["no URL", slack, { CHAT: "hooks.example" }, "secret_missing"],
    ["no text", slack, { CHAT: 7 }, "secret_missing"],
    ["a host that only begins like this machine", slack, { CHAT: "http://127.0.0.1.evil.example/" }, "secret_missing"],
    ["an inherited name", { kind: "slack", secret: "constructor" }, {}, "secret_missing"],
    ["no signing key", { kind: "webhook", secret: "CHAT", signing_secret: "KEY" }, {}, "secret_missing"],
    ["mail to a web address", { kind: "email", secret: "CHAT", to: ["a@b.example"] }, {}, "secret_missing"],
  ];
  test.each(rows)("%s", async (_, channel, secrets, reason) => {
    const { notifier, calls } = await world(say(200, "ok"), secrets);
    expect(notifier.readiness(channel)).toBe(reason);
    expect(await notifier.send(channel, message)).toEqual({ outcome: "failed", reason, status: null });
    expect(calls).toEqual([]);
  });
  test("HTTPS is fine", async () => {
    const { notifier } = await world(say(200), { CHAT: "https://hooks.example/x" });
    expect(notifier.readiness(slack)).toBe("ready");
  });
});
