import { createHmac } from "node:crypto";
import { renderCloudEvent } from "../../core/notices/render-cloud-event.ts";
import { renderMail } from "../../core/notices/render-mail.ts";
import { renderSlack } from "../../core/notices/render-slack.ts";
import { renderTeams } from "../../core/notices/render-teams.ts";
import { own } from "../../core/own.ts";
import type { Channel } from "../../generated/types/policy.ts";
import type { Notifier } from "../../ports.ts";
import { type PostTools, postJson } from "./post-json.ts";
import { postMail } from "./post-mail.ts";
import { readMailServer } from "./read-mail-server.ts";
import type { MailServer } from "./send-mail.ts";

const json = { "content-type": "application/json; charset=utf-8" };

/** What sends mail besides needs to know whose certificates it believes; absent: Node's list. */
export interface NotifierTools extends PostTools {
  readonly ca?: string;
}

/**
 * Sends through Slack, Teams, signed webhooks and mail.
 * @param secrets the input `secrets`: key → address or signing key
 * @param source URI of the repository, named in the events of webhooks and at the foot of mails
 */
export function openNotifier(
  secrets: Readonly<Record<string, unknown>>,
  source: string,
  tools: NotifierTools,
): Notifier {
  const secretOf = (key: string): string | null => {
    const value = own(secrets, key);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
  };
  const addressOf = (channel: Channel): string | null => {
    const value = secretOf(channel.secret);
    return value !== null && isSafeAddress(value) ? value : null;
  };
  const serverOf = (channel: Channel): MailServer | null => {
    const server = readMailServer(secretOf(channel.secret) ?? "");
    return server === null || tools.ca === undefined ? server : { ...server, ca: tools.ca };
  };
  const readiness: Notifier["readiness"] = (channel) => {
    if (channel.kind === "email") {
      const server = serverOf(channel);
      if (server === null) return "secret_missing";
      return senderOf(channel, server) === null ? "sender_missing" : "ready";
    }
    const signed = channel.signing_secret === undefined || secretOf(channel.signing_secret) !== null;
    return addressOf(channel) !== null && signed ? "ready" : "secret_missing";
  };
  return {
    readiness,
    async send(channel, message) {
      const ready = readiness(channel);
      if (ready !== "ready") return { outcome: "failed", reason: ready, status: null };
      if (channel.kind === "email") {
        const server = serverOf(channel) as MailServer;
        const from = senderOf(channel, server) ?? "";
        const mail = renderMail(message, from.slice(from.lastIndexOf("@") + 1), source);
        return postMail(server, { from, to: channel.to ?? [] }, mail, tools);
      }
      const url = addressOf(channel) ?? "";
      if (channel.kind === "slack") {
        return postJson(url, JSON.stringify(renderSlack(message)), json, (text) => text.trim() === "ok", tools);
      }
      if (channel.kind === "teams") return postJson(url, JSON.stringify(renderTeams(message)), json, () => true, tools);
      const body = JSON.stringify(renderCloudEvent(message, source));
      const key = channel.signing_secret === undefined ? null : secretOf(channel.signing_secret);
      const headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        ...(key === null
          ? {}
          : { "x-qms-signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}` }),
      };
      return postJson(url, body, headers, () => true, tools);
    },
  };
}

/** HTTPS; plain HTTP only to this very machine, where tests and relays listen. */
function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}

/** The policy's `from`, else the account, where that is an address. */
function senderOf({ from }: Channel, { login }: MailServer): string | null {
  if (from !== undefined) return from;
  const user = login?.user ?? "";
  return /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(user) ? user : null;
}
