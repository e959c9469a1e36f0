import type { Stage } from "../stage.ts";

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly pull_request?: unknown;
}

/** What the first bypass owes: its check is green again, but only when somebody else verifies is the issue closed. */
export async function payTheDebt({ walk, play, tell }: Stage): Promise<void> {
  tell.title("The debt is paid, and somebody else says so");
  const issues = (await walk.as("dev", "GET", "issues?state=open")) as readonly Issue[];
  const issue = issues.find((one) => one.pull_request === undefined && one.title.includes("BYPASS-L1-"));
  if (issue === undefined) throw new Error("the demo expected the tracking issue of the first bypass to be open");
  const say = async (login: string, body: string): Promise<void> => {
    await walk.sandbox.admin("advance", 5000);
    await walk.as(login, "POST", `issues/${issue.number}/comments`, { body });
    tell.act(login, `writes on issue #${issue.number}: ${body}`);
  };
  await walk.as("req", "PATCH", `issues/${issue.number}`, { state: "closed" });
  tell.act("req", `closes issue #${issue.number}.`);
  await play.sync();
  tell.see("docs/coverage is green again on what was merged last: that completes the remediation.", "dim");
  tell.see("The issue is open again: completed is not verified.", "warn");
  await say("req", "/qms lesson Move a check together with what it reads.");
  await say("lou", "/qms done 5_day_review https://docs.acme.example/reviews/4711");
  await say("lou", "/qms done criterion_1 https://ci.acme.example/runs/4711");
  await say("lou", "/qms done criterion_2 https://ci.acme.example/runs/4711");
  await say("lou", "/qms verify");
  await play.sync();
  const after = (await walk.as("dev", "GET", `issues/${issue.number}`)) as Issue;
  if (after.state !== "closed") throw new Error("the demo expected the verified remediation to be closed");
  tell.see(`Issue #${issue.number} is closed by the record: lou has verified it, who is not its owner.`, "good");
}
