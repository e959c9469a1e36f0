import { afterEach, describe, expect, test } from "vitest";
import { openNotifier } from "../../../src/adapters/notify/open-notifier.ts";
import { readMailServer } from "../../../src/adapters/notify/read-mail-server.ts";
import type { Channel } from "../../../src/generated/types/policy.ts";
import {
  answer,
  certificate,
  headersOf,
  type MailWorld,
  openMailServer,
  openRawServer,
  partsOf,
} from "../../support/mail/mail-server.ts";

const open: MailWorld[] = [];
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});
const login = "qms%40acme.example:p%40ss%3Aw%2Frd";
const channel: Channel = { kind: "email", secret: "SMTP_URL", from: "qms@acme.example", to: ["cto@acme.example"] };
const two: Channel = { ...channel, to: ["cto@acme.example", "ceo@acme.example"] };
const message = {
  key: "executive_before:validation:executive:mail",
  bypass: "BYPASS-L3-20260302-090000",
  rule: "executive_before",
  title: "A bypass is about to be approved",
  facts: [
    ["Level", "L3"],
    ["What", 'Größe "x" & <b>Co</b>'],
  ] as const,
  link: { url: "https://github.example/acme/payments/issues/7?a=1&b=2", text: "Tracking issue #7" },
  next: "Look.",
  at: "2026-03-02T09:00:00.000Z",
};

interface Given {
  readonly secret?: (port: number) => string;
  readonly ca?: string | null;
  readonly timeoutMs?: number;
}
async function world(starting: Promise<MailWorld>, { secret, ca = certificate, timeoutMs = 2000 }: Given = {}) {
  const server = await starting;
  open.push(server);
  const waits: number[] = [];
  const tools = {
    sleep: async (ms: number) => {
      waits.push(ms);
    },
    random: () => 0,
    timeoutMs,
    retries: 2,
    ...(ca === null ? {} : { ca }),
  };
  const SMTP_URL = (secret ?? ((port: number) => `smtp://${login}@127.0.0.1:${port}`))(server.port);
  return { ...server, waits, notifier: openNotifier({ SMTP_URL }, "https://github.example/acme/payments", tools) };
}

test("over STARTTLS, logged in, as text and HTML, under a name that stays and in a thread of the bypass", async () => {
  const { notifier, mails } = await world(openMailServer());
  expect(notifier.readiness(two)).toBe("ready");
  for (let time = 0; time < 2; time++) {
    expect(await notifier.send(two, message)).toEqual({
      ...{ outcome: "sent", status: 250, remoteId: "4X9Q" },
      accepted: true,
    });
  }
  await notifier.send(two, { ...message, key: "another" });
  const [mail, again, other] = mails;
  expect(mail).toMatchObject({ from: "qms@acme.example", to: two.to, secure: true, user: "qms@acme.example" });
  const [one, second, third] = [mail, again, other].map((taken) => headersOf(taken?.raw ?? ""));
  expect(one).toMatchObject({
    from: "qms@acme.example",
    to: "cto@acme.example, ceo@acme.example",
    subject: "[BYPASS-L3-20260302-090000] A bypass is about to be approved",
    references: "<BYPASS-L3-20260302-090000@acme.example>",
    "auto-submitted": "auto-generated",
  });
  expect(one?.["message-id"]).toMatch(/^<BYPASS-L3-20260302-090000-[0-9a-f]{32}@acme\.example>$/);
  expect(second?.["message-id"]).toBe(one?.["message-id"]);
  expect(third?.["message-id"]).not.toBe(one?.["message-id"]);
  expect(third?.references).toBe(one?.references);
  const parts = partsOf(mail?.raw ?? "");
  expect(Object.keys(parts)).toEqual(["text/plain", "text/html"]);
  expect(parts["text/plain"]).toContain('What: Größe "x" & <b>Co</b>');
  expect(parts["text/plain"]).toContain("Tracking issue #7: https://github.example/acme/payments/issues/7?a=1&b=2");
  expect(parts["text/html"]).toContain("Größe &quot;x&quot; &amp; &lt;b&gt;Co&lt;/b&gt;");
  expect(parts["text/html"]).toContain('href="https://github.example/acme/payments/issues/7?a=1&amp;b=2"');
});

test("TLS from the first byte, without a login", async () => {
  const secret = (port: number) => `smtps://localhost:${port}`;
  const { notifier, mails } = await world(openMailServer({ secure: true, authOptional: true }), { secret });
  expect(await notifier.send(channel, message)).toMatchObject({ outcome: "sent" });
  expect(mails).toMatchObject([{ secure: true, user: undefined }]);
});

describe("a server that does not take it", () => {
  const late = () => {};
  const no = (code: number) => (_: unknown, __: unknown, done: (error: Error) => void) => done(answer(code));
  // [what it does, how often it is asked, what is recorded, what else is different]
  type Row = readonly [string, () => Promise<MailWorld>, number, object, Given?];
  const rows: readonly Row[] = [
    ["550 for the sender", () => openMailServer({ onMailFrom: no(550) }), 1, { reason: "refused", status: 550 }],
    ["451 for the sender", () => openMailServer({ onMailFrom: no(451) }), 3, { reason: "unreachable", status: 451 }],
    ["550 for the recipient", () => openMailServer({ onRcptTo: no(550) }), 1, { reason: "refused", status: 550 }],
    ["450 for the recipient", () => openMailServer({ onRcptTo: no(450) }), 3, { reason: "unreachable", status: 450 }],
    ["554 for the text", () => openMailServer({ onText: () => answer(554) }), 1, { reason: "refused", status: 554 }],
    [
      "452 for the text",
      () => openMailServer({ onText: () => answer(452) }),
      3,
      { reason: "unreachable", status: 452 },
    ],
    ["535: login failed", () => openMailServer({ onAuth: no(535) }), 1, { reason: "refused", status: 535 }],
    ["454: login put off", () => openMailServer({ onAuth: no(454) }), 3, { reason: "unreachable", status: 454 }],
    [
      "421 as its greeting",
      () => openMailServer({ onConnect: (_, done) => done(answer(421)) }),
      3,
      { reason: "unreachable", status: 421 },
    ],
    ["no STARTTLS", () => openMailServer({ disabledCommands: ["STARTTLS"] }), 1, { reason: "insecure" }],
    ["a certificate of nobody", () => openMailServer(), 1, { reason: "insecure", status: null }, { ca: null }],
    [
      "a certificate of nobody, TLS from the first byte",
      () => openMailServer({ secure: true }),
      1,
      { reason: "insecure", status: null },
      { ca: null, secret: (port) => `smtps://${login}@127.0.0.1:${port}` },
    ],
    ["it says nothing", () => openRawServer(late), 3, { reason: "unreachable", status: null }, { timeoutMs: 150 }],
    [
      "it greets and then says nothing",
      () => openRawServer((socket) => socket.write("220 x ESMTP\r\n")),
      3,
      { reason: "unreachable", status: null },
      { timeoutMs: 150 },
    ],
    [
      "it sends a byte now and then, for ever",
      () => openRawServer((socket) => void setInterval(() => socket.writable && socket.write("2"), 50).unref()),
      3,
      { reason: "unreachable", status: null },
      { timeoutMs: 150 },
    ],
    [
      "it closes at once",
      () => openRawServer((socket) => socket.destroy()),
      3,
      { reason: "unreachable", status: null },
    ],
    [
      "it is a web server",
      () => openRawServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      3,
      { reason: "unreachable" },
    ],
  ];
  test.each(rows.map((row) => [row[0], row] as const))("%s", async (_, [, server, tries, outcome, given]) => {
    const { notifier, mails, connections } = await world(server(), given);
    expect(await notifier.send(channel, message)).toMatchObject({ outcome: "failed", ...outcome });
    expect(connections()).toBe(tries);
    expect(mails).toEqual([]);
  });

  test("nobody listens", async () => {
    const { notifier, waits } = await world(openMailServer(), { secret: () => "smtp://127.0.0.1:1" });
    expect(await notifier.send(channel, message)).toEqual({ outcome: "failed", reason: "unreachable", status: null });
    expect(waits).toEqual([500, 1000]);
  });

  test("without STARTTLS no login and no text goes over the line", async () => {
    let heard = "";
    const { notifier } = await world(
      openRawServer((socket) => {
        socket.on("data", (part) => {
          heard += part;
          socket.write(heard.includes("STARTTLS") ? "502 no\r\n" : "250-x\r\n250 AUTH PLAIN LOGIN\r\n");
        });
        socket.write("220 x ESMTP\r\n");
      }),
    );
    expect(await notifier.send(channel, message)).toEqual({ outcome: "failed", reason: "insecure", status: 502 });
    expect(heard).toMatch(/^EHLO \S+\r\nSTARTTLS\r\n$/);
  });
});

describe("several recipients", () => {
  const only = (address: string, codes: number[]) =>
    openMailServer({
      onRcptTo: (to, _, done) =>
        to.address === address && codes.length > 0 ? done(answer(codes.shift() ?? 0)) : done(),
    });
  test("whoever was put off gets it at the next try, the other one not twice", async () => {
    const { notifier, mails } = await world(only("ceo@acme.example", [450]));
    expect(await notifier.send(two, message)).toMatchObject({ outcome: "sent" });
    expect(mails.map(({ to }) => to)).toEqual([["cto@acme.example"], ["ceo@acme.example"]]);
  });
  // [codes for the second recipient, what is recorded]
  test.each([
    [[550], 550],
    [[450, 450, 450, 450], 450],
    [[450, 550], 550],
  ])("%j: one of two is not enough, and is not sent to the first again", async (codes, status) => {
    const { notifier, mails } = await world(only("ceo@acme.example", [...codes]));
    expect(await notifier.send(two, message)).toEqual({ outcome: "failed", reason: "refused", status });
    expect(mails.map(({ to }) => to)).toEqual([["cto@acme.example"]]);
  });
});

test("no text of others becomes a header, a recipient or a part", async () => {
  const { notifier, mails } = await world(openMailServer());
  const evil = "x\r\nBcc: eve@evil.example\r\n\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n\u2028\0--boundary";
  const texts = { title: evil, next: evil, rule: evil, facts: [[evil, evil]] as const };
  await notifier.send(channel, { ...message, ...texts, link: { url: "https://github.example/x", text: evil } });
  await notifier.send(channel, { ...message, ...texts, title: `${"é\u{1f525}".repeat(400)}\r\nBcc: eve@evil.example` });
  expect(mails.map(({ to }) => to)).toEqual([["cto@acme.example"], ["cto@acme.example"]]);
  for (const { raw } of mails) {
    const names = Object.keys(headersOf(raw)).sort();
    expect(names).toEqual(
      [
        "from",
        "to",
        "subject",
        "message-id",
        "references",
        "auto-submitted",
        "date",
        "mime-version",
        "content-type",
      ].sort(),
    );
    expect(Object.keys(partsOf(raw))).toEqual(["text/plain", "text/html"]);
  }
});

describe("what a secret names", () => {
  const plain = { host: "mail.example", port: 587, implicitTls: false, login: null };
  const rows: readonly (readonly [string, object | null])[] = [
    ["smtp://mail.example", plain],
    ["smtp://mail.example/", plain],
    ["smtps://mail.example", { ...plain, port: 465, implicitTls: true }],
    ["smtp://u%40x:p%3A@mail.example:2525", { ...plain, port: 2525, login: { user: "u@x", pass: "p:" } }],
    ["smtp://[::1]", { ...plain, host: "::1" }],
    ["https://mail.example", null],
    ["mail.example", null],
    ["smtp://", null],
    ["smtp://user@mail.example", null],
    ["smtp://:pass@mail.example", null],
    ["smtp://u:%zz@mail.example", null],
    ["smtp://mail.example/?tls.rejectUnauthorized=false", null],
    ["smtp://mail.example/path", null],
    ["smtp://mail.example#x", null],
    ["smtp://ma_il%0d%0a.example", null],
  ];
  test.each(rows)("%s", (secret, server) => {
    expect(readMailServer(secret)).toEqual(server);
  });

  test("without a sender nothing is sent; the account is one where it is an address", async () => {
    const { notifier, mails } = await world(openMailServer());
    const { from: _, ...bare } = channel;
    expect(notifier.readiness(bare)).toBe("ready");
    await notifier.send(bare, message);
    expect(mails[0]?.from).toBe("qms@acme.example");
    const nobody = await world(openMailServer({ authOptional: true }), {
      secret: (port) => `smtp://127.0.0.1:${port}`,
    });
    expect(nobody.notifier.readiness(bare)).toBe("sender_missing");
    expect(await nobody.notifier.send(bare, message)).toEqual({
      outcome: "failed",
      reason: "sender_missing",
      status: null,
    });
    expect(nobody.connections()).toBe(0);
  });
});
