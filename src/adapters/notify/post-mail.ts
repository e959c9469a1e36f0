import type { RenderedMail } from "../../core/notices/render-mail.ts";
import type { Delivery } from "../../ports.ts";
import type { PostTools } from "./post-json.ts";
import type { MailEnvelope, MailServer } from "./send-mail.ts";

/**
 * One notice by mail. What a server puts off (4yz) and a broken connection are tried again, with a doubling pause, for those who did not
 * get it yet; what it refuses (5yz) is final. A mail that reached some of its recipients and not all of them is failed for good: sending
 * it to everybody again would not reach the others. A connection that breaks after the text was handed in may mean a mail that goes out
 * twice; both bear one Message-ID.
 */
export async function postMail(
  server: MailServer,
  { from, to }: MailEnvelope,
  mail: RenderedMail,
  tools: PostTools,
): Promise<Delivery> {
  const { sendMail } = await import("./send-mail.ts");
  let left = [...to];
  let lost: number | null = null;
  let put: number | null = null;
  for (let retries = 0; ; retries++) {
    const answer = await sendMail(server, { from, to: left }, mail, tools.timeoutMs);
    if (answer.outcome === "taken") {
      const { missed, code, queueId } = answer;
      const later = missed.filter((one) => isPutOff(one.code));
      lost ??= missed.find((one) => !isPutOff(one.code))?.code ?? (missed.length > later.length ? 550 : null);
      if (later.length === 0) {
        // The server has it; whether it reaches anybody's box is not told.
        return lost === null ? { outcome: "sent", status: code, remoteId: queueId, accepted: true } : refused(lost);
      }
      put = later[0]?.code ?? null;
      left = later.map((one) => one.to);
    } else {
      if (answer.reason === "insecure") return { outcome: "failed", reason: "insecure", status: answer.code };
      if (answer.reason === "answered" && !isPutOff(answer.code)) return refused(answer.code);
      put = answer.code;
    }
    if (retries >= tools.retries) {
      const some = left.length < to.length;
      return some ? refused(lost ?? put) : { outcome: "failed", reason: "unreachable", status: put };
    }
    await tools.sleep(Math.round(500 * 2 ** retries + tools.random() * 500));
  }
}

/** RFC 5321: 4yz is for now, 5yz for ever. */
function isPutOff(code: number | null): boolean {
  return code !== null && code >= 400 && code < 500;
}

function refused(status: number | null): Delivery {
  return { outcome: "failed", reason: "refused", status };
}
