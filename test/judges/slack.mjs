// Sends notices to the incoming webhook of emulate's Slack, as the adapter sends them, and reads them back as a channel shows them.
// Usage: node slack.mjs FOLDER_OF_EMULATE, after `npm run build`. Last line: `judge: N passed, N failed`.
import { createServer } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { createEmulator } = await import(pathToFileURL(resolve(process.argv[2] ?? "", "dist/api.js")).href);
const { openNotifier } = await import(`${root}build/adapters/notify/open-notifier.js`);
const slack = await createEmulator({ service: "slack", port: await freePort() });
const hook = `${slack.url}/services/T000000001/B000000001/none`;

/** It takes a number, not "any". */
function freePort() {
  const probe = createServer();
  return new Promise((found) => {
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

let passed = 0;
let failed = 0;
function check(name, ok, shown = "") {
  if (ok) passed++;
  else {
    failed++;
    process.stdout.write(`FAILED ${name}: ${JSON.stringify(shown)}\n`);
  }
}

const post = async (body) => {
  const response = await fetch(hook, { method: "POST", headers: { "content-type": "application/json" }, body });
  return `${response.status} ${(await response.text()).trim()}`;
};
// What shows that this judge can say no.
for (const [body, answer] of [
  ["{", "400 invalid_payload"],
  ["{}", "400 no_text"],
]) {
  const got = await post(body);
  check(`control ${answer}`, got === answer, got);
}

const tools = { sleep: async () => {}, random: () => 0, timeoutMs: 5000, retries: 0 };
const notifier = openNotifier(
  { CHAT: hook.replace("localhost", "127.0.0.1") },
  "https://github.example/acme/payments",
  tools,
);
const hostile = "<!channel> <@U1> <https://evil.example|x> *b* `c` @all &amp; \u202e\n- x #general \\ \u{1f525}";
const notice = (more) => ({
  key: "coordinator_used:abc:qms_coordinator:chat",
  bypass: "BYPASS-L1-20260302-090000",
  rule: "coordinator_used",
  title: "A bypass was used",
  facts: [
    ["Level", "L1"],
    ["Checks set aside", "docs/coverage"],
  ],
  link: { url: "https://github.example/acme/payments/issues/7", text: "Tracking issue #7" },
  next: "What has to be made good, by whom and when: see the tracking issue.",
  at: "2026-03-02T09:00:00.000Z",
  ...more,
});
const many = (count, value) => Array.from({ length: count }, (_, index) => [`Fact ${index}`, value]);
const notices = {
  plain: notice({}),
  "without a link": notice({ link: null }),
  "without facts": notice({ facts: [] }),
  hostile: notice({
    title: hostile,
    next: hostile,
    facts: [[hostile, hostile]],
    link: { url: "https://github.example/x", text: hostile },
  }),
  "nothing but blanks": notice({ title: " ", next: " ", facts: [[" ", " "]] }),
  "a thousand facts": notice({ facts: many(1000, hostile) }),
  "one fact of 60,000 characters": notice({ facts: [["What", "x".repeat(60_000)]] }),
  "pictures only": notice({ title: "\u{1f525}".repeat(500), facts: many(60, "\u{1f525}".repeat(3000)) }),
};
for (const [name, message] of Object.entries(notices)) {
  const delivery = await notifier.send({ kind: "slack", secret: "CHAT" }, message);
  check(`${name} is taken`, delivery.outcome === "sent" && delivery.status === 200, delivery);
}

const api = async (method, fields) => {
  const headers = { authorization: "Bearer test_token_admin", "content-type": "application/json" };
  return (await fetch(`${slack.url}/api/${method}`, { method: "POST", headers, body: JSON.stringify(fields) })).json();
};
const { channels = [], error } = await api("conversations.list", {});
const general = channels.find(({ name }) => name === "general");
check("there is a channel to read", general !== undefined, error ?? channels);
const { messages = [] } =
  general === undefined ? {} : await api("conversations.history", { channel: general.id, limit: 100 });
const ours = messages.filter(({ blocks }) => blocks?.[0]?.type === "header");
check("every notice stands in the channel, once", ours.length === Object.keys(notices).length, ours.length);
const plain = ours.find(({ text }) => text === "A bypass was used (BYPASS-L1-20260302-090000)");
check(
  "the line for notifications",
  plain !== undefined,
  ours.map(({ text }) => text),
);
// Plain text (headers, buttons) is shown as it is; only mrkdwn can ping.
const mrkdwn = ours.flatMap(({ text, blocks }) => [
  text,
  ...blocks
    .flatMap((block) => [block.text, ...(block.fields ?? [])])
    .flatMap((part) => (part?.type === "mrkdwn" ? part.text : [])),
]);
const shown = mrkdwn.join("\n");
check("there is text to look at", mrkdwn.length > 20 && shown.includes("&lt;!channel&gt;"), mrkdwn.length);
check("nothing pings", !/<[!@#]|<https?:/.test(shown), shown.match(/.{0,20}<.{0,20}/)?.[0]);
for (const { blocks } of ours) {
  check("at most 50 blocks", blocks.length <= 50, blocks.length);
  check(
    "no empty text",
    blocks.every((block) =>
      [block.text, ...(block.fields ?? [])].every((part) => part === undefined || part.text !== ""),
    ),
    blocks,
  );
}
await slack.close();
process.stdout.write(`judge: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
