import type { Act } from "./acts-requests.ts";
import { type Life, stateOf, tell, wait } from "./life.ts";

/** What belongs to no single bypass, said on the record issue: by people who may, and by some who may not. */

interface IssueView {
  readonly number: number;
  readonly body: string | null;
}

async function recordIssue({ walk }: Life): Promise<number | null> {
  const issues = (await walk.as("dev", "GET", "issues?state=all&per_page=100")) as readonly IssueView[];
  return issues.find(({ body }) => body?.startsWith("<!-- qms-bypass:record:PROCEDURE -->"))?.number ?? null;
}

async function say(life: Life, login: string, issue: number, body: string): Promise<void> {
  await wait(life, life.random.int(2, 600));
  await life.walk.as(login, "POST", `issues/${issue}/comments`, { body });
  await tell(life, `${login} on the record issue: ${body.slice(0, 120)}`);
}

export const record: Act = async (life) => {
  const { random, walk } = life;
  const issue = await recordIssue(life);
  if (issue === null) return false;
  const day = new Date(await walk.now()).toISOString().slice(0, 10);
  const known =
    life.requests.find(({ asked }) => stateOf(life, asked.id) !== null)?.asked.id ?? "BYPASS-L1-20260302-090000";
  const login = random.pick(["cora", "coby", "qin", "quy", "com", "sec", "qin", "cora", "stranger", "dev"]);
  await say(
    life,
    login,
    issue,
    random.pick([
      `/qms record exercise.held kind=tabletop held_on=${day}`,
      `/qms record training.completed login=${life.logins.get("req") ?? "req"} module=risk_assessment_basics`,
      `/qms record certification.granted login=lou certification=compliance_awareness_training valid_until=2037-01-31`,
      `/qms record control.checked control="The registry's rules" result=${random.pick(["pass", "fail"])}`,
      `/qms record feedback.received score=${random.int(1, 5)} audience=developers`,
      `/qms record improvement.proposed improvement=faster-docs trigger=post_incident text="Build less." bypasses=${known}`,
      "/qms record improvement.adopted improvement=faster-docs",
      "/qms record improvement.rejected improvement=faster-docs",
      "/qms record assessment.completed kind=quarterly result=pass",
      "/qms decision The exercise is held again in spring.",
      "/qms record frobnicate a=b",
    ]),
  );
  return true;
};

/** The compliance coordinator, or somebody who may not, says why a gap that an auditor found was there; now and then the wrong one. */
export const acknowledge: Act = async (life) => {
  const { random } = life;
  const gaps = life.found.filter(({ code, severity }) => code === "HEARTBEAT_GAP" && severity === "warning");
  const issue = gaps.length === 0 ? null : await recordIssue(life);
  if (issue === null) return false;
  const { code, path } = random.pick(gaps);
  const login = random.pick(["cora", "coby", "cora", "coby", "cora", "coby", "qin", "dev"]);
  const named = random.chance(0.9) ? path : path?.replace(/\d{8}-/, "00000001-");
  const reason = random.pick(["Actions were down.", "A runner died; | *the next* <b>went on."]);
  await say(life, login, issue, `/qms record finding.acknowledged code=${code} path=${named} reason="${reason}"`);
  return true;
};
