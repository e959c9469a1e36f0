import { createHmac } from "node:crypto";
import { renderCloudEvent } from "../../core/notices/render-cloud-event.ts";
import { renderSlack } from "../../core/notices/render-slack.ts";
import { renderTeams } from "../../core/notices/render-teams.ts";
import { own } from "../../core/own.ts";
import type { Channel } from "../../generated/types/policy.ts";
import type { Notifier } from "../../ports.ts";
import { type PostTools, postJson } from "./post-json.ts";

const json = { "content-type": "application/json; charset=utf-8" };

/**
 * Sends through Slack, Teams and signed webhooks; mail comes later.
 * @param secrets the input `secrets`: key → address or signing key
 * @param source URI of the repository, named in the events of webhooks
 */
export function openNotifier(secrets: Readonly<Record<string, unknown>>, source: string, tools: PostTools): Notifier {
  const secretOf = (key: string): string | null => {
    const value = own(secrets, key);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
  };
  const addressOf = (channel: Channel): string | null => {
    const value = secretOf(channel.secret);
    return value !== null && isSafeAddress(value) ? value : null;
  };
  const readiness: Notifier["readiness"] = (channel) => {
    if (channel.kind === "email") return "unsupported";
    const signed = channel.signing_secret === undefined || secretOf(channel.signing_secret) !== null;
    return addressOf(channel) !== null && signed ? "ready" : "secret_missing";
  };
  return {
    readiness,
    async send(channel, message) {
      const ready = readiness(channel);
      const url = addressOf(channel);
      if (ready !== "ready" || url === null) {
        return { outcome: "failed", reason: ready === "unsupported" ? ready : "secret_missing", status: null };
      }
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
