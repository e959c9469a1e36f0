import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Delivery } from "../../../sandbox/state/deliveries.ts";
import type { Anchor } from "../../../src/core/ledger/verify-walk.ts";
import {
  type AskedRequest,
  openWalk,
  type StepOptions,
  type Walk,
  type WalkStep,
} from "../../../src/demo/open-walk.ts";
import type { Failing } from "../../../src/demo/target-pulls.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { noteKeys } from "../../support/note-keys.ts";
import type { Deserved } from "./deserved.ts";
import { type Random, randomFrom } from "./random.ts";
import { withRunner } from "./runner.ts";
import { pickSetting, registryFilesOf, rulesOf, type Setting, setUp, tokensFor, withCi } from "./settings.ts";

/** A pull request of a developer against main. */
export interface LifeTarget {
  readonly number: number;
  readonly branch: string;
  readonly failing: Failing;
  headSha: string;
}

/** A request, and what its people do with it. */
export interface LifeRequest {
  readonly asked: AskedRequest;
  readonly level: "L1" | "L2" | "L3" | "EMERGENCY";
  readonly target: LifeTarget;
  /** What the manifest on its branch says now. */
  text: string;
  amendments: number;
  /** How often people looked at it as it is. */
  looks: number;
  /** Milliseconds. */
  readonly askedAt: number;
  /** It registers a merge of before. */
  readonly isRetroactive?: true;
}

/** What a bypass is by the ledger. */
export interface LedgerState {
  readonly state: string;
  readonly issue?: { readonly number: number } | null;
  readonly [key: string]: unknown;
}

export interface Life {
  readonly seed: number;
  readonly random: Random;
  readonly walk: Walk;
  readonly bare: string;
  readonly dir: string;
  readonly targets: LifeTarget[];
  readonly requests: LifeRequest[];
  readonly incidents: { readonly id: string; readonly at: string }[];
  /** What happened, a line an act: by it a failure is understood. */
  readonly log: string[];
  /** What an act of this life deserves. */
  readonly deserved: Deserved[];
  /** What the last verification found. */
  found: Verify["findings"];
  /** Reports whose anchors are among those that have to hold. */
  readonly kept: Set<string>;
  /** Gaps that were once seen acknowledged, by the path of the checkpoint before. */
  readonly acknowledged: Set<string>;
  /** Events whose runs have not begun. */
  readonly waiting: Delivery[];
  /** No run starts. */
  isDown: boolean;
  /** Until when; milliseconds. */
  downUntil: number;
  readonly setting: Setting;
  /** The rules of the default branches as they were at first. */
  readonly rules: Map<string, string>;
  /** What was merged so. */
  readonly past: { readonly target: LifeTarget; readonly sha: string }[];
  /** The default branch: what is asked for is about pull requests into it. */
  main: string;
  ledgerBranch: string;
  /** How often the ledger was rolled over. */
  rolled: number;
  /** Whom people call so by another login of now. */
  readonly logins: Map<string, string>;
  /** Signs the checkpoints; null: nothing does. */
  readonly checkpointKey: string | null;
  /** Another job runs at the same time. */
  readonly isBeside?: true;
  /** Jobs of CI that a runner has taken up. */
  readonly taken: Set<number>;
  /** No run dies. */
  isSpared: boolean;
  /** Up to when the schedule was looked at; milliseconds. */
  scheduledUntil: number;
  /** What earlier verifications and published reports saw of the ledger. */
  readonly anchors: Anchor[];
  /** The notes of earlier verifications. */
  readonly notes: unknown[];
  readonly broken: string[];
}

/**
 * Mornings around what calendars have: a week, the ends of months and years, both changes of the clock, a leap day. All are in the past,
 * as audit-report compares records with the clock of its machine.
 */
const mornings = [
  "2026-03-02T08:00:00Z",
  "2026-03-27T08:30:00Z",
  "2026-04-29T07:00:00Z",
  "2025-10-23T09:00:00Z",
  "2025-12-29T10:00:00Z",
  "2024-02-27T11:00:00Z",
];

export async function openLife(seed: number): Promise<Life> {
  const random = randomFrom(seed);
  const dir = mkdtempSync(join(tmpdir(), "qms-life-"));
  const setting = pickSetting(random);
  const { shape, protection } = setting;
  const keys = random.chance(0.4) ? noteKeys("github.com/acme/payments/qms-ledger") : null;
  const trusted = keys === null ? {} : { ".qms/trust/checkpoint_keys": keys.verifier };
  const registryFiles = { ...registryFilesOf(setting), ...trusted };
  const opened = await openWalk({
    ...{ dir, now: random.pick(mornings), frozen: true },
    seed: {
      ...{ protection, registryFiles },
      statuses: shape === "plain" ? { "docs/coverage": "failure", codeql: "success" } : {},
      checkRuns: { plain: { "unit-tests": "success", build: "success" }, pinned: {}, gated: {} }[shape],
    },
  });
  const logins = new Map<string, string>();
  const called: Walk = { ...opened, as: (login, ...rest) => opened.as(logins.get(login) ?? login, ...rest) };
  const walk = withCi(called, setting);
  await setUp(walk, setting);
  const { number, branch, headSha } = walk.target;
  const failing: Failing = shape === "pinned" ? ["unit-tests"] : ["docs/coverage"];
  // As on every other commit: who else posts a green is somebody that nobody has seen before.
  await walk.as("boss", "POST", `statuses/${headSha}`, { context: "codeql", state: "success" });
  if (shape !== "plain") {
    const says = (name: Failing[number]) => (failing.includes(name) ? "failure" : "success");
    await walk.as("boss", "POST", `statuses/${headSha}`, { context: "docs/coverage", state: says("docs/coverage") });
    const jobs = (["unit-tests", "build"] as const).map((name) => ({ name, conclusion: says(name) }));
    await walk.sandbox.admin("reportCi", walk.repository, headSha, jobs);
  }
  return {
    ...{ seed, random, walk, dir, logins, setting, deserved: [], found: [] },
    ...{ isDown: false, downUntil: 0, isSpared: false, main: "main", ledgerBranch: "qms-ledger", rolled: 0 },
    ...{ kept: new Set(), taken: new Set(), acknowledged: new Set() },
    rules: new Map([["main", await rulesOf(walk, setting, "main")]]),
    checkpointKey: keys?.signer ?? null,
    bare: (await walk.sandbox.admin("repositoryDir", walk.repository)) as string,
    targets: [{ number, branch, headSha, failing }],
    scheduledUntil: await walk.now(),
    ...{ requests: [], incidents: [], past: [], log: [], waiting: [], notes: [], anchors: [], broken: [] },
  };
}

export async function closeLife(life: Life): Promise<void> {
  await life.walk.close();
  rmSync(life.dir, { recursive: true, force: true });
}

export async function tell(life: Life, what: string): Promise<void> {
  const at = new Date(await life.walk.now()).toISOString().slice(0, 19);
  life.log.push(`${at} ${what}`);
  // To be looked at while it goes on.
  const { QMS_LIVES_LOG: file } = process.env;
  if (file !== undefined) appendFileSync(file, `${life.seed} ${at} ${what}\n`);
}

/** Who starts a run, as GitHub tells it. */
export const senderOf = (life: Life, login: string) => ({
  ...{ login: life.logins.get(login) ?? login, id: life.walk.people[login] ?? 0, type: "User" },
});

/** Seconds pass in which nothing happens. */
export async function wait(life: Life, seconds: number): Promise<void> {
  await life.walk.sandbox.admin("advance", seconds * 1000);
}

/** A file of a branch as text; null: it is not there. */
export function fileOf(life: Life, branch: string, path: string): string | null {
  try {
    return execFileSync("git", ["--git-dir", life.bare, "show", `${branch}:${path}`], {
      ...{ encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 },
    });
  } catch {
    return null;
  }
}

export function stateOf(life: Life, id: string): LedgerState | null {
  const [, year, month] = /-(\d{4})(\d{2})\d{2}-/.exec(id) ?? [];
  const text = fileOf(life, life.ledgerBranch, `state/${year}/${month}/${id}.json`);
  return text === null ? null : (JSON.parse(text) as LedgerState);
}

/** What no run may come to, whatever people do: a bug of ours. */
const isBug = (step: WalkStep): boolean =>
  /bug in qms-bypass|\n\s+at /.test(
    `${step.log}\n${step.stderr}\n${step.annotations.map((one) => one.message).join("\n")}`,
  );

/** What an API does once in a while, and what every job has to stand. */
const faults = [
  { kind: "status", status: 502 },
  { kind: "status", status: 503 },
  { kind: "status", status: 429, headers: { "retry-after": "1" } },
  { kind: "reset" },
  { kind: "reset-after" },
] as const;

/** One job's step. Some die in the middle. */
export async function run(life: Life, action: string, options: StepOptions): Promise<WalkStep> {
  const { random, walk } = life;
  // Runners are not ready at once.
  await wait(life, random.int(1, 40));
  const { operation = "" } = options.inputs ?? {};
  const { inputs: power, tokens } = await tokensFor(walk, life.setting, action, operation);
  const dies = !life.isSpared && random.chance(0.06);
  const killAfter = dies ? { killAfter: { requests: random.int(1, 25), tokens } } : {};
  const fault = !dies && !life.isSpared && random.chance(0.08) ? random.pick(faults) : null;
  if (fault !== null) await walk.sandbox.admin("addFault", { operation: "*", nth: random.int(1, 20), ...fault });
  const inputs = { ...options.inputs, ...power, "ledger-branch": life.ledgerBranch };
  const beside = life.isBeside === true ? { beside: true as const } : {};
  const work = () => walk.step(action, { ...options, ...killAfter, ...beside, inputs });
  const step = await (life.setting.shape === "gated" && action === "apply-override" ? withRunner(life, work) : work());
  if (operation === "daily" && (step.killed || (fault !== null && step.exitCode !== 0))) {
    const at = await walk.now();
    life.deserved.push({ code: "HEARTBEAT_GAP", from: at, until: at });
  }
  const { verdict = "", state = "" } = step.outputs;
  if (fault !== null) await walk.sandbox.admin("clearFaults");
  const titles = [...new Set(step.annotations.map(({ title }) => title ?? ""))].join(" ");
  await tell(
    life,
    `  ${action} ${operation} -> ${step.killed ? "killed" : verdict} ${state} ${titles}${fault === null ? "" : ` (met ${fault.kind})`}`.trimEnd(),
  );
  // A write whose answer is lost is not repeated by itself: such a run fails, and the next one goes on.
  if (isBug(step) || (verdict === "error" && !step.killed && fault === null))
    life.broken.push(
      `${action} ${operation}: ${verdict} ${step.summary.slice(0, 600)} ${step.stderr.slice(0, 1500)} ${JSON.stringify(step.annotations).slice(0, 900)}`,
    );
  return step;
}

export type { Delivery };
