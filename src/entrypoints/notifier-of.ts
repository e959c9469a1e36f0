import { openNotifier } from "../adapters/notify/open-notifier.ts";
import { systemClock } from "../adapters/system.ts";
import type { Notifier } from "../ports.ts";
import type { ActionContext } from "./run-action.ts";

/**
 * The channels, with the secrets of the step.
 * @param retries how often a broken channel is tried again at once: few where somebody waits for what comes after the notice
 */
export function notifierOf({ inputs, run }: ActionContext, retries: number): Notifier {
  const text = inputs.text("secrets");
  const secrets = text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
  const tools = { sleep: systemClock.sleep, random: Math.random, timeoutMs: 10_000, retries };
  return openNotifier(secrets, `${run.serverUrl}/${run.repository}`, tools);
}
