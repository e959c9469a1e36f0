import { recordTitle } from "../../../src/core/remediation/record/record-issue.ts";
import type { Act } from "./acts-requests.ts";
import { tell, wait } from "./life.ts";

/** Somebody says on the record issue why there was a gap: who may, or somebody else, and not always about the right one. */
export const acknowledge: Act = async (life) => {
  const { random, walk } = life;
  const gaps = life.found.filter(({ code, severity }) => code === "HEARTBEAT_GAP" && severity === "warning");
  if (gaps.length === 0) return false;
  const issues = (await walk.as("dev", "GET", "issues?state=all&per_page=100")) as readonly {
    readonly number: number;
    readonly title: string;
  }[];
  const record = issues.find(({ title }) => title === recordTitle);
  if (record === undefined) return false;
  const { path, seq } = random.pick(gaps);
  const login = random.pick(["cora", "coby", "cora", "coby", "cora", "coby", "qin", "stranger"]);
  const named = random.chance(0.9) ? path : path?.replace(/\d{8}-/, "00000001-");
  await wait(life, random.int(2, 600));
  const reason = random.pick(["Actions were down on that day.", "A runner died; the next one went on. | *R* <b>"]);
  const body = `/qms record finding.acknowledged code=HEARTBEAT_GAP path=${named} reason="${reason}"`;
  await walk.as(login, "POST", `issues/${record.number}/comments`, { body });
  await tell(life, `${login} on issue ${record.number}: acknowledges the gap behind record ${seq} (${named})`);
  return true;
};
