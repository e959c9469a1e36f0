import { mergeAndSettle } from "../merge-and-settle.ts";
import { expectThat, keepPages, type Stage } from "../stage.ts";
import { openTarget } from "../target-pulls.ts";

const approvers = [
  ["cora", "Compensating controls are named and dated."],
  ["sec", "Less exposure than leaving the hole open."],
  ["biz", "Uploads are worth it, with the rollout as written."],
  ["lex", "Merging serves the duty that the regulation names."],
] as const;

/** A security check: four people, each bound to the text they read, and two things that have to be true before. */
export async function playLevelThree(stage: Stage): Promise<void> {
  const { walk, play, tell } = stage;
  tell.title("L3: four people, and what has to be true before");
  const target = await openTarget(walk, "upload-library", "Upgrade the upload library", ["codeql"]);
  tell.act("dev", `opens pull request #${target.number}; codeql fails on it.`);
  const asked = await walk.ask({
    level: "L3",
    checks: ["codeql"],
    pullRequest: target.number,
    headSha: target.headSha,
  });
  tell.act("req", `asks for a bypass of codeql at level L3 in pull request #${asked.number}.`);
  const first = await play.validate(asked);
  expectThat(first.outputs.verdict === "pending", "an L3 request should wait for its people");
  for (const [login, body] of approvers) await play.approve(login, asked, body, first.outputs.digest);
  tell.see("each review carries the digest of the manifest: who approves says what was read.", "dim");
  const owed = await play.validate(asked);
  expectThat(owed.outputs.verdict === "pending", "what is owed before activation should still be open");
  await play.answer("sec", asked, "/qms done response_team_on_standby https://roster.acme.example/today");
  const ready = await play.answer("sol", asked, "/qms done rollback_plans_validated https://ci.acme.example/runs/4712");
  expectThat(ready.outputs.merged === "true", "with people and obligations complete it should be merged");
  const active = await play.activate(asked);
  expectThat(active.exitCode === 0, "the override should take effect");
  keepPages(stage, asked, { validate: ready.summary, activate: active.summary });
  await mergeAndSettle(stage, asked, target.number);
}
