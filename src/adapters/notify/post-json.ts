import type { Delivery } from "../../ports.ts";

/** What a try needs from outside; tests wait for nothing. */
export interface PostTools {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly timeoutMs: number;
  /** How often a broken channel is tried again. */
  readonly retries: number;
}

/** A job has no time for more than this between two tries. */
const longestWait = 30_000;

/**
 * One JSON document by POST. 429, 5xx and a broken connection are tried again, with the pause that the server asks for; any other
 * answer is final. Redirects are not followed: the address is a secret of one host. What went wrong is told by a word, because messages
 * of the network name the address.
 * @param accepts whether a 2xx answer really means yes
 */
export async function postJson(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  accepts: (text: string) => boolean,
  tools: PostTools,
): Promise<Delivery> {
  for (let retries = 0; ; retries++) {
    const answer = await tryOnce(url, body, headers, tools.timeoutMs);
    if (answer !== null && answer.status < 500 && answer.status !== 429) {
      const sent = answer.status >= 200 && answer.status < 300 && accepts(answer.text);
      // 202 promises nothing: Teams runs its flow later, or never.
      const accepted = answer.status === 202 ? { accepted: true as const } : {};
      return sent
        ? { outcome: "sent", status: answer.status, remoteId: remoteIdOf(answer.headers, url), ...accepted }
        : { outcome: "failed", reason: "refused", status: answer.status };
    }
    const asked = Number(answer?.headers.get("retry-after") ?? Number.NaN) * 1000;
    const pause = Number.isFinite(asked) && asked >= 0 ? asked : 500 * 2 ** retries;
    if (retries >= tools.retries || pause > longestWait) {
      return { outcome: "failed", reason: "unreachable", status: answer?.status ?? null };
    }
    await tools.sleep(Math.round(pause + tools.random() * 500));
  }
}

async function tryOnce(url: string, body: string, headers: Readonly<Record<string, string>>, timeoutMs: number) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, text: await startOf(response) };
  } catch {
    return null;
  }
}

/** Enough to tell yes from no; whoever sends more is not read to the end. */
async function startOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  let text = "";
  const decoder = new TextDecoder();
  while (text.length < 2000) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

/** An id by which the other side finds the message again; never a part of the address. */
function remoteIdOf(headers: Headers, url: string): string | null {
  for (const name of ["x-slack-req-id", "x-ms-workflow-run-id", "x-request-id"]) {
    const id = headers.get(name) ?? "";
    if (/^[A-Za-z0-9][\w.:-]{0,199}$/.test(id) && !url.includes(id)) return id;
  }
  return null;
}
