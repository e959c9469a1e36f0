import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import {
  answer,
  certificatePath,
  headersOf,
  type MailWorld,
  openMailServer,
  partsOf,
} from "../../support/mail/mail-server.ts";
import { root } from "../process.ts";
import { addToPolicy, eventsOf } from "./notice-world.ts";
import { used } from "./sync-world.ts";
import { later } from "./walk-world.ts";

const open: MailWorld[] = [];
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});

const channels = `channels: { mail: { kind: email, secret: SMTP_URL, from: qms@acme.example, to: [quinn@acme.example] } }
audiences: { qms_coordinator: { via: [mail] } }
`;
async function mailWorld(...options: Parameters<typeof openMailServer>) {
  const server = await openMailServer(...options);
  open.push(server);
  return { ...server, url: `smtp://qms%40acme.example:p%40ss%3Aw%2Frd@127.0.0.1:${server.port}` };
}
const notify = (walk: Walk, url: string, options: StepOptions = {}) =>
  walk.step("open-remediation", {
    event: { name: "schedule", payload: {} },
    machine: { NODE_EXTRA_CA_CERTS: certificatePath },
    ...options,
    inputs: { operation: "notify", secrets: JSON.stringify({ SMTP_URL: url }), ...options.inputs },
  });
const withMail = () =>
  used(async (walk) => {
    await addToPolicy(walk, channels);
    await later(walk);
  });

test("the built action sends a mail over TLS, once; no address and no password stands in record, log or outputs", async () => {
  const { walk, id, issue } = await withMail();
  const { url, mails } = await mailWorld();
  const before = (await eventsOf(walk, "notification.sent")).length;
  const step = await notify(walk, url);
  expect(step.outputs.verdict, step.log + step.stderr + JSON.stringify(step.annotations)).toBe("ok");
  expect(step.annotations).toEqual([]);
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  expect(mail).toMatchObject({ from: "qms@acme.example", to: ["quinn@acme.example"], secure: true });
  const headers = headersOf(mail?.raw ?? "");
  expect(headers.subject).toBe(`[${id}] A bypass was used`);
  expect(headers.references).toBe(`<${id}@acme.example>`);
  const { "text/plain": text = "", "text/html": html = "" } = partsOf(mail?.raw ?? "");
  for (const part of [text, html]) expect(part).toContain(`/issues/${issue}`);
  expect(html).not.toMatch(/<(?:img|script|link|iframe|form)|url\(|@import|\son\w+=/i);

  const sent = await eventsOf(walk, "notification.sent");
  expect(sent).toHaveLength(before + 1);
  expect(sent.at(-1)?.data).toMatchObject({ audience: "qms_coordinator", channel: "mail", status: 250 });
  const shown = JSON.stringify([sent, step.outputs, step.summary, step.log, step.stderr, step.annotations]);
  for (const word of ["p@ss", "p%40ss", "quinn@acme.example", `127.0.0.1:${url.slice(-5)}`]) {
    expect(shown, word).not.toContain(word);
  }
  for (const word of [url, "p%40ss%3Aw%2Frd", "p@ss:w/rd"]) expect(step.masked, word).toContain(word);
  await notify(walk, url);
  expect(mails).toHaveLength(1);
}, 240_000);

test("a server that puts off is asked by the next run under the same Message-ID; the record holds its code", async () => {
  const { walk } = await withMail();
  const seen: string[] = [];
  let busy = true;
  // It may have kept the mail and failed to say so: what goes out again has to bear the same name.
  const { url } = await mailWorld({
    onText: (raw) => {
      seen.push(headersOf(raw)["message-id"] ?? "");
      return busy ? answer(451) : null;
    },
  });
  const failed = await notify(walk, url);
  expect(failed.outputs.verdict, failed.log).toBe("ok");
  expect(failed.annotations.map(({ title, message }) => [title, message.includes("unreachable (answer 451)")])).toEqual(
    [["NOTICE_FAILED", true]],
  );
  expect((await eventsOf(walk, "notification.failed")).at(-1)?.data).toMatchObject({
    channel: "mail",
    reason: "unreachable",
    status: 451,
  });
  expect(JSON.stringify([failed, await eventsOf(walk, "notification.failed")])).not.toContain("mailbox cto@");
  busy = false;
  await notify(walk, url);
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen).size).toBe(1);
  expect((await eventsOf(walk, "notification.sent")).at(-1)?.data).toMatchObject({ channel: "mail", status: 250 });
}, 240_000);

test("a server without TLS that can be believed gets nothing", async () => {
  const { walk } = await withMail();
  const { url, mails } = await mailWorld();
  const step = await notify(walk, url, { machine: {} });
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect((await eventsOf(walk, "notification.failed")).at(-1)?.data).toMatchObject({ reason: "insecure" });
  expect(mails).toEqual([]);
}, 240_000);

test("the mail library is in a bundle of its own, which the first one names once and does not hold", () => {
  const files = ["index.js", "licenses.txt", "mail.js", "manifest-worker.js", "package.json"];
  expect(readdirSync(`${root}dist`).sort()).toEqual(files);
  const [index, mail] = ["index.js", "mail.js"].map((name) => readFileSync(`${root}dist/${name}`, "utf8"));
  expect(index?.match(/import\([^)]*"\.\/mail\.js"\)/g)).toHaveLength(1);
  expect(index).not.toContain("SMTPConnection");
  expect(mail).toContain("SMTPConnection");
  expect(readFileSync(`${root}dist/licenses.txt`, "utf8")).toContain("nodemailer\nMIT-0");
});
