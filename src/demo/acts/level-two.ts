import { mergeAndSettle } from "../merge-and-settle.ts";
import { expectThat, findRow, keepPages, type Stage } from "../stage.ts";
import { correctManifest, openTarget, pushToTarget } from "../target-pulls.ts";

/** Two people, and a commit that moves between their approvals. */
export async function playLevelTwo(stage: Stage): Promise<void> {
  const { walk, play, tell } = stage;
  tell.title("L2: two people, and a commit that moves in between");
  const target = await openTarget(walk, "provider-switch", "Switch the payment provider", ["unit-tests"]);
  tell.act("dev", `opens pull request #${target.number}; unit-tests fails on it.`);
  const asked = await walk.ask({
    level: "L2",
    checks: ["unit-tests"],
    pullRequest: target.number,
    headSha: target.headSha,
  });
  tell.act("req", `asks for a bypass of unit-tests at level L2 in pull request #${asked.number}.`);
  await play.approve("ari", asked, "The architecture is sound.");
  expectThat((await play.validate(asked)).outputs.verdict === "pending", "one of two approvals should wait");
  const moved = await pushToTarget(walk, target.branch, ["unit-tests"]);
  tell.act("dev", `pushes one more commit to #${target.number}.`);
  await play.approve("qin", asked, "Documented and dated.");
  const denied = await play.validate(asked);
  expectThat(denied.outputs.verdict === "denied", "an approval is for one commit only");
  await correctManifest(walk, asked, moved);
  tell.act("req", `writes the new commit ${moved.slice(0, 10)} into the manifest and pushes.`);
  const stale = await play.validate(asked);
  expectThat(stale.outputs.verdict === "pending", "approvals of other content must not count");
  tell.see(`STALE_MANIFEST: ${findRow(stale.summary, "STALE_MANIFEST")}`, "bad");
  await play.approve("ari", asked, "Read it again, still sound.");
  await play.approve("qin", asked, "Documented and dated, for the new commit.");
  const approved = await play.validate(asked);
  expectThat(approved.outputs.merged === "true", "two fresh approvals should be enough");
  const active = await play.activate(asked);
  expectThat(active.exitCode === 0, "the override should take effect");
  keepPages(stage, asked, { validate: approved.summary, activate: active.summary });
  await mergeAndSettle(stage, asked, target.number);
}
