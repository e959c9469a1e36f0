import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { localDateOf } from "../../core/time/business-days.ts";
import { findPackage } from "../find-package.ts";
import { expectThat, type Stage } from "../stage.ts";

/** What somebody finds who has nothing but `git clone`, and what becomes of a forgery. */
export async function playAudit(
  { walk, tell, dir }: Stage,
  settings: { readonly keep: string | null; readonly color: boolean },
): Promise<void> {
  tell.title("What an auditor has: git clone");
  const clone = join(dir, "clone");
  const bare = join(dir, "github", "repos", `${walk.repository}.git`);
  execFileSync("git", ["clone", "--quiet", bare, clone], { stdio: ["ignore", "ignore", "pipe"] });
  const run = (args: readonly string[], wanted: number): void => {
    tell.act("audit", `qms-bypass ${args.join(" ")}`);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(findPackage(), "bin/qms-bypass.mjs"), ...args, "--repo", clone],
      { encoding: "utf8", env: { ...process.env, ...(settings.color ? {} : { NO_COLOR: "1" }) } },
    );
    tell.raw(stdout === "" ? stderr : stdout);
    expectThat(status === wanted, `qms-bypass ${args.join(" ")} ended with ${status}, not ${wanted}: ${stderr}`);
  };
  run(["status"], 0);
  run(["verify"], 0);
  // Near midnight the day of the demo is not the day of whoever looks.
  const daily = ["report", "daily", "--period", localDateOf(await walk.now(), walk.calendar)];
  run(daily, 0);
  if (settings.keep !== null) run([...daily, "--out", join(dir, "report")], 0);

  tell.title("And if somebody edits the record?");
  const ledger = ["-C", clone, "-c", "user.name=mallory", "-c", "user.email=m@example.com"];
  execFileSync("git", [...ledger, "switch", "--quiet", "qms-ledger"]);
  const [event = ""] = execFileSync("git", [...ledger, "ls-files", "ledger/*bypass.approved*"], {
    encoding: "utf8",
  }).split("\n");
  const text = execFileSync("git", [...ledger, "show", `HEAD:${event}`], { encoding: "utf8" });
  writeFileSync(join(clone, event), text.replace('"login":"lea"', '"login":"boss"'));
  execFileSync("git", [...ledger, "commit", "--quiet", "-am", "Tidy up"]);
  tell.act("?", `changes who approved in ${event} and commits that as "Tidy up".`);
  run(["verify"], 1);
  execFileSync("git", [...ledger, "reset", "--quiet", "--hard", "HEAD~1"]);
}
