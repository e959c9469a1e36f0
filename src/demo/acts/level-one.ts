import { mergeAndSettle } from "../merge-and-settle.ts";
import { expectThat, findRow, keepPages, type Stage } from "../stage.ts";

/** One check, one lead. */
export async function playLevelOne(stage: Stage): Promise<void> {
  const { walk, play, tell } = stage;
  const { number } = walk.target;
  tell.title("A check stands in the way");
  tell.act("dev", `wants to merge pull request #${number}; main requires docs/coverage, unit-tests and build.`);
  const refused = await play.merge("dev", number);
  expectThat(!refused.merged, "GitHub merged in spite of a failing check");
  tell.see(`GitHub: ${firstLine(refused.message)}`, "bad");

  tell.title("L1: one file asks, one lead answers");
  const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"] });
  tell.act("req", `opens pull request #${asked.number} against the branch qms with one file: ${asked.path}`);
  tell.see(
    `it names #${number}, one commit (${walk.target.headSha.slice(0, 10)}), one check, the reason, the risk, a date`,
  );
  expectThat((await play.validate(asked)).outputs.verdict === "pending", "the request should wait");
  await play.approve("qin", asked, "Looks fine to me.");
  const wrong = await play.validate(asked);
  expectThat(wrong.outputs.verdict === "pending", "a wrong approver must not count");
  tell.see(`NOT_IN_ROLE: ${findRow(wrong.summary, "NOT_IN_ROLE")}`, "bad");
  await play.approve("lea", asked, "Fine for a week, I read the two symbols.");
  const approved = await play.validate(asked);
  expectThat(approved.outputs.merged === "true", "an approved request should be merged by validate");
  tell.see("validate recorded who approved what and merged the manifest; activate follows in the same run:", "dim");
  const active = await play.activate(asked);
  expectThat(active.exitCode === 0, "the override should take effect");
  keepPages(stage, asked, { validate: approved.summary, activate: active.summary });
  await mergeAndSettle(stage, asked, number);
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim() !== "") ?? "";
