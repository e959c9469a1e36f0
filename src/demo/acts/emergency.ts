import { mergeAndSettle } from "../merge-and-settle.ts";
import { expectThat, keepPages, type Stage } from "../stage.ts";
import { openTarget } from "../target-pulls.ts";

/** An outage: declared first, authorised by two commanders, then activated; the documents are owed afterwards. */
export async function playEmergency(stage: Stage): Promise<void> {
  const { walk, play, tell } = stage;
  tell.title("EMERGENCY: declared, authorised, activated, in this order");
  const target = await openTarget(walk, "pool-fix", "Close connections of the payment pool", ["unit-tests", "build"]);
  tell.act("dev", `opens pull request #${target.number}, the way back; unit-tests and build fail on it.`);
  const refused = await play.declare("dev", "INC-2291", "Checkout is down in every region.");
  expectThat(refused.outputs.verdict === "denied", "only an incident commander may declare");
  const declaredAt = new Date(await walk.now()).toISOString().replace(/\.\d+Z$/, "Z");
  const declared = await play.declare("inc", "INC-2291", "Checkout is down in every region.");
  expectThat(declared.exitCode === 0, "an incident commander should be able to declare");
  await walk.sandbox.admin("advance", 60_000);
  const asked = await walk.ask({
    level: "EMERGENCY",
    checks: ["unit-tests", "build"],
    pullRequest: target.number,
    headSha: target.headSha,
    declaredAt,
  });
  tell.act("req", `asks for both checks in pull request #${asked.number}; the long documents may follow.`);
  const first = await play.validate(asked);
  expectThat(first.outputs.verdict === "pending", "an emergency should wait for its commanders");
  await play.approve("com", asked, "Production is down; this is the way back.", first.outputs.digest);
  await play.approve("inc", asked, "INC-2291 is what it says.", first.outputs.digest);
  const approved = await play.validate(asked);
  expectThat(approved.outputs.merged === "true", "two commanders should be enough");
  const active = await play.activate(asked);
  expectThat(active.exitCode === 0, "the override should take effect");
  expectThat(!active.summary.includes("STEP_ORDER"), "the steps should be in order");
  keepPages(stage, asked, { validate: approved.summary, activate: active.summary });
  await mergeAndSettle(stage, asked, target.number);
  tell.see("the tracking issue lists what is owed now: within the hour, 24 hours and 72 hours.", "dim");
}
