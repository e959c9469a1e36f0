/** A process is to die at its n-th request. */
export interface CrashPlan {
  /** Values of the tokens by which its requests are known: of this process alone. */
  readonly tokens: readonly string[];
  readonly requests: number;
  /** `before-answer`: the n-th is applied, never answered. `after-answer`: it is answered; the next one is not applied. */
  readonly when: "before-answer" | "after-answer";
}

export interface CrashState {
  /** Applied so far. */
  readonly requests: number;
  readonly killed: boolean;
}

/** Thrown where the asking process is dead: its connection is cut, nothing is applied. */
export class Killed extends Error {}

export interface Crashes {
  plan(plan: CrashPlan): { readonly id: number };
  /** Tells the process id of a plan; the plan is made before the process starts, so that no request escapes it. */
  aim(id: number, pid: number): void;
  state(id: number): CrashState;
  /** Before a request is applied. Throws {@link Killed}. */
  beforeApply(token: string | null): Promise<void>;
  /** When it was applied, in the same transaction, so that no write follows the last one. Throws {@link Killed}. */
  afterApply(token: string | null): Promise<void>;
}

interface Armed {
  readonly plan: CrashPlan;
  readonly target: Promise<number>;
  readonly aim: (pid: number) => void;
  requests: number;
  over: boolean;
  killed: boolean;
}

/** The whole group where the process leads one: its children (git) are part of it. */
function kill(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
      return;
    } catch {
      // leads no group, or is gone
    }
  }
}

async function strike(armed: Armed): Promise<never> {
  const pid = await armed.target;
  // Once: afterwards the number may belong to another process.
  if (!armed.killed) kill(pid);
  armed.killed = true;
  throw new Killed("the process was killed");
}

export function createCrashes(): Crashes {
  const all: Armed[] = [];
  const armedFor = (token: string | null) => all.filter(({ plan }) => token !== null && plan.tokens.includes(token));
  const named = (id: number): Armed => {
    const found = all[id];
    if (found === undefined) throw new Error(`no kill planned with id ${id}`);
    return found;
  };
  return {
    plan(plan) {
      if (!Number.isInteger(plan.requests) || plan.requests < 1 || plan.tokens.length === 0)
        throw new Error("killAfter wants tokens and requests of at least 1");
      if (plan.when !== "before-answer" && plan.when !== "after-answer") throw new Error(`no when ${plan.when}`);
      let aim: (pid: number) => void = () => undefined;
      const target = new Promise<number>((resolve) => {
        aim = resolve;
      });
      all.push({ plan, target, aim, requests: 0, over: false, killed: false });
      return { id: all.length - 1 };
    },
    aim(id, pid) {
      if (!Number.isInteger(pid) || pid < 2) throw new Error(`not a process: ${pid}`);
      named(id).aim(pid);
    },
    state: (id) => ({ requests: named(id).requests, killed: named(id).killed }),
    async beforeApply(token) {
      for (const armed of armedFor(token)) if (armed.over) await strike(armed);
    },
    async afterApply(token) {
      for (const armed of armedFor(token)) {
        armed.requests += 1;
        if (armed.requests < armed.plan.requests) continue;
        armed.over = true;
        if (armed.plan.when === "before-answer") await strike(armed);
      }
    },
  };
}
