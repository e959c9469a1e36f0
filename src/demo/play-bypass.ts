import type { Narrator } from "./narrator.ts";
import type { AskedRequest, Walk, WalkStep } from "./open-walk.ts";

/** The people and machines around one bypass: each function is what one workflow does when its event fires. */
export interface Play {
  validate(asked: AskedRequest): Promise<WalkStep>;
  /** @param digest of the manifest, where the level asks that a review names what it approves */
  approve(login: string, asked: AskedRequest, body: string, digest?: string): Promise<void>;
  /** A comment on the request, and the run that it starts. */
  answer(login: string, asked: AskedRequest, body: string): Promise<WalkStep>;
  /** A dispatch by a person. */
  declare(login: string, incident: string, reason: string): Promise<WalkStep>;
  /** Another job of the same run, after validate merged. */
  activate(asked: AskedRequest): Promise<WalkStep>;
  merge(login: string, target: number): Promise<{ readonly merged: boolean; readonly message: string }>;
  settle(target: number): Promise<WalkStep>;
  track(bypass: string): Promise<WalkStep>;
  /** What somebody wrote on a tracking issue is read. */
  sync(): Promise<WalkStep>;
}

export function playBypass(walk: Walk, tell: Narrator): Play {
  const show = (step: WalkStep): WalkStep => {
    const good = step.exitCode === 0;
    const waits = step.outputs.verdict === "pending";
    tell.see(step.log.trim().split("\n")[0] ?? "", good ? "good" : waits ? "warn" : "bad");
    return step;
  };
  return {
    async validate(asked) {
      const step = await walk.step("validate-bypass", { event: await walk.event("synchronize", asked.number) });
      return show(step);
    },
    async approve(login, asked, body, digest) {
      // A review in the same second as a push counts as older than it.
      await walk.sandbox.admin("advance", 60_000);
      await walk.as(login, "POST", `pulls/${asked.number}/reviews`, {
        event: "APPROVE",
        body: digest === undefined ? body : `${body}\n\nqms-digest: sha256:${digest}`,
      });
      tell.act(login, `approves pull request #${asked.number}: "${body}"`);
    },
    async answer(login, { number }, body) {
      await walk.sandbox.admin("advance", 60_000);
      const comment = await walk.as(login, "POST", `issues/${number}/comments`, { body });
      tell.act(login, `writes on pull request #${number}: ${body}`);
      return show(
        await walk.step("validate-bypass", {
          actor: login,
          event: {
            name: "issue_comment",
            payload: { action: "created", issue: { number, pull_request: {} }, comment },
          },
        }),
      );
    },
    async declare(login, incident, reason) {
      tell.act(login, `starts "declare" for ${incident}: ${reason}`);
      const sender = { login, id: walk.people[login] ?? 0, type: "User" };
      return show(
        await walk.step("apply-override", {
          actor: login,
          event: { name: "workflow_dispatch", payload: { sender } },
          inputs: { operation: "declare", "incident-id": incident, reason },
        }),
      );
    },
    async activate(asked) {
      const step = await walk.step("apply-override", {
        inputs: { operation: "activate", "bypass-id": asked.id },
        event: await walk.event("closed", asked.number),
      });
      return show(step);
    },
    async merge(login, number) {
      const answer = (await walk.as(login, "PUT", `pulls/${number}/merge`, {}, 405)) as {
        merged?: boolean;
        message: string;
      };
      return { merged: answer.merged === true, message: answer.message };
    },
    async settle(number) {
      return show(
        await walk.step("apply-override", {
          inputs: { operation: "settle" },
          event: await walk.event("closed", number),
        }),
      );
    },
    async sync() {
      return show(await walk.step("open-remediation", { inputs: { operation: "sync" } }));
    },
    async track(bypass) {
      return show(await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": bypass } }));
    },
  };
}
