import { expect, test } from "vitest";
import { noticeHistory } from "../../../src/core/notices/notice-history.ts";
import { eventOf } from "../ledger/fixture.ts";

const of = (type: string, key: string, reason = "unreachable") =>
  eventOf(type, 1, { bypass: "BYPASS-L1-20260302-090000", key, data: { reason } });
const notice = "team_used:0123456789ab:team:";

// A policy may name a channel by digits alone.
test.each(["slack-team", "7", "42", "tracking-issue"])("what was sent by the channel %s is known", (channel) => {
  const key = `${notice}${channel}`;
  const history = noticeHistory([of("notification.sent", key)]);
  expect(history(key)).toEqual({ settled: true, attempts: 0, failed: null });
  expect(history(notice.slice(0, -1)).settled).toBe(false);
});

test.each(["slack-team", "7"])("failures by the channel %s are counted, by number or by run", (channel) => {
  const key = `${notice}${channel}`;
  const failures = [`${key}:1`, `${key}:2`, `${key}:run-9.1`].map((one) => of("notification.failed", one));
  expect(noticeHistory(failures)(key)).toEqual({ settled: false, attempts: 3, failed: "unreachable" });
  expect(noticeHistory([...failures, of("notification.sent", `${key}:run-10.1`)])(key).settled).toBe(true);
});
