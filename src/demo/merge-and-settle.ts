import type { AskedRequest } from "./open-walk.ts";
import { expectThat, keepPages, type Stage } from "./stage.ts";

/** What follows every activation: the merge, the restore, the tracking issue. */
export async function mergeAndSettle(stage: Stage, asked: AskedRequest, number: number): Promise<void> {
  const { walk, play, tell } = stage;
  const merged = await play.merge("dev", number);
  expectThat(merged.merged, `GitHub should merge now: ${merged.message}`);
  tell.act("dev", `merges #${number}: GitHub lets it through.`);
  const settled = await play.settle(number);
  expectThat(settled.exitCode === 0, "settle should restore the original results");
  const tracked = await play.track(asked.id);
  expectThat(tracked.exitCode === 0, "the tracking issue should be open");
  const issues = (await walk.as("dev", "GET", "issues?state=open")) as readonly {
    title: string;
    body: string;
    number: number;
    pull_request?: object;
  }[];
  const issue = issues.find((item) => item.pull_request === undefined && item.title.includes(asked.id));
  expectThat(issue !== undefined, "there should be a tracking issue");
  tell.see(`issue #${issue?.number}: ${issue?.title}`, "dim");
  keepPages(stage, asked, { settle: settled.summary, issue: issue?.body ?? "" });
}
