import { gateStep } from "../walk/gate-world.ts";
import type { Life } from "./life.ts";
import { tell } from "./life.ts";
import { tokensFor } from "./settings.ts";

interface Queued {
  readonly id: number;
  readonly name: string;
  readonly needs: readonly string[];
  readonly run: number;
  readonly attempt: number;
  readonly sha: string;
}

/** Does some work while a runner of the developers' CI stands by, which takes up the gate as soon as GitHub queues it. */
export async function withRunner<Result>(life: Life, work: () => Promise<Result>): Promise<Result> {
  let on = true;
  const runner = (async () => {
    while (on) if (!(await takeUp(life))) await new Promise((resolve) => setTimeout(resolve, 50));
    // What was queued last still runs.
    while (await takeUp(life));
  })();
  try {
    return await work();
  } finally {
    on = false;
    await runner;
  }
}

async function takeUp(life: Life): Promise<boolean> {
  const { walk } = life;
  const { admin } = walk.sandbox;
  const queued = (await admin("queuedJobs", walk.repository)) as Queued[];
  const job = queued.find(({ id }) => !life.taken.has(id));
  if (job === undefined) return false;
  life.taken.add(job.id);
  await admin("setJob", walk.repository, job.id, null);
  const pulls = (await walk.as("dev", "GET", "pulls?state=all&per_page=100")) as readonly {
    readonly number: number;
    readonly head: { readonly sha: string };
    readonly base: { readonly ref: string };
  }[];
  const number = pulls.find(({ head, base }) => head.sha === job.sha && base.ref === life.main)?.number ?? 0;
  const { inputs } = await tokensFor(walk, life.setting, "gate", "");
  const step = await gateStep(
    walk,
    job,
    { ...inputs, "ledger-branch": life.ledgerBranch },
    { number, headSha: job.sha },
  );
  await admin("setJob", walk.repository, job.id, step.exitCode === 0 ? "success" : "failure");
  await tell(life, `  gate of #${number} -> ${step.exitCode === 0 ? "open" : "shut"}`);
  return true;
}
