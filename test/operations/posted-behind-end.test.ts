import { expect, test } from "vitest";
import { posted, restored, verified } from "../../src/core/override/activation-events.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import type { ActivationContext } from "../../src/operations/override/activation-context.ts";
import { recordPosted } from "../../src/operations/override/compensate.ts";
import { endActivation } from "../../src/operations/override/end-activation.ts";
import { type OverridePorts, openSession } from "../../src/operations/override/open-session.ts";
import type { PostedResult } from "../../src/operations/override/post-override.ts";
import type { Ledger, LedgerSnapshot, RepositoryFacts } from "../../src/ports.ts";
import {
  appendTo,
  BYPASS,
  commitPlan,
  eventOf,
  hex,
  ledgerOf,
  planOn,
  REPOSITORY,
  START,
  target,
} from "../core/ledger/fixture.ts";

// What one run posts while another one ends the activation: neither may call it put back before it is.

const name = "docs/coverage";
const ref = { bypass: BYPASS, activation: 1, target };
const check = { name, kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null } as const;
const active = ["request.accepted", "bypass.approved", "bypass.activated"].map((type, minute) => eventOf(type, minute));
const as = ({ type, key, data }: Pick<LedgerEvent, "type" | "key" | "data">, minute: number) =>
  eventOf(type, minute, { key, data, target });
const seen = [as(posted(ref, check, 9, 0), 3), as(verified(ref, [name], "CLEAN"), 4)];
const ended = [
  eventOf("bypass.revoked", 5),
  eventOf("bypass.deactivated", 5, { key: "activation-1", data: { activation: 1, reason: "revoked" } }),
  as(restored(ref, name, 0), 5),
];

/** A run that read the ledger as it is now, and what is on the branch in the end. */
function open(life: readonly LedgerEvent[], how: { readonly isRefused?: true; readonly isAnswerLost?: true } = {}) {
  let ledger = ledgerOf(life);
  const states: string[] = [];
  const snapshot = (): LedgerSnapshot => ({
    ...{ commit: ledger.commits.at(-1)?.oid ?? null, repositoryId: REPOSITORY, head: ledger.head },
    ...{ entries: ledger.entries, active: new Map() },
  });
  const append: Ledger["append"] = async (start, planner) => {
    const wanted = planner(start);
    if (wanted.length === 0) return { snapshot: start, appended: [], findings: [] };
    let plan = planOn(ledger, start.commit === snapshot().commit ? wanted : planner(snapshot()));
    if (how.isAnswerLost === true) {
      ledger = commitPlan(ledger, plan);
      plan = planOn(ledger, planner(snapshot()));
    }
    ledger = commitPlan(ledger, plan);
    const { outcome } = plan;
    if (outcome === "refused") throw new Error(JSON.stringify(plan.findings));
    return { snapshot: snapshot(), appended: outcome === "append" ? plan.records : [], findings: [] };
  };
  const github = {
    serverTime: () => START + 600_000,
    readResults: async () => [],
    postStatus: async ({ state }: { readonly state: string }) => {
      if (how.isRefused === true) throw Object.assign(new Error("Validation Failed"), { status: 422 });
      states.push(state);
      return { id: 12 };
    },
  };
  const ports = { github, ledger: { append, read: async () => snapshot() } } as unknown as OverridePorts;
  const repository = {
    ...{ id: REPOSITORY, viewer: { id: 5, login: "bot" }, defaultBranch: { head: hex("9", 40) } },
  } as unknown as RepositoryFacts;
  const run = {
    id: 1,
    attempt: 1,
    workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
    workflow_sha: hex("f", 40),
  };
  const session = openSession(ports, repository, BYPASS, snapshot(), {
    run,
    url: "https://github.com/acme/payments/run",
  });
  return {
    session,
    states,
    /** Another run records. */
    meanwhile: (events: readonly LedgerEvent[]) => {
      ledger = appendTo(ledger, events);
    },
    since: (known: readonly LedgerEvent[]) =>
      ledger.entries.slice(known.length).map(({ event }) => `${event.type} ${event.key}`),
    unrestored: () => session.fold().state.unrestored,
  };
}

const mine: readonly PostedResult[] = [{ check, remoteId: 11, isNew: true }];
const record = (session: ReturnType<typeof open>["session"], done = mine) =>
  recordPosted({ session } as ActivationContext, ref, done, [], [verified(ref, [name], "CLEAN")]);

test("one that posts again what an earlier try had posted sees that it was revoked, although it has nothing new to record", async () => {
  const life = [...active, ...seen];
  const world = open(life);
  world.meanwhile(ended);
  expect(await record(world.session)).toMatchObject({ state: "revoked", restored: [name] });
  expect(world.since([...life, ...ended])).toEqual([
    `override.posted activation-1:status:${name}:2`,
    `override.restored activation-1:${name}:2`,
  ]);
  expect([world.states, world.unrestored()]).toEqual([["failure"], []]);
});

test("where GitHub refuses to take it back, it is owed", async () => {
  const life = [...active, ...seen];
  const world = open(life, { isRefused: true });
  world.meanwhile(ended);
  expect((await record(world.session))?.findings.map(({ code }) => code)).toEqual(["ALREADY_DONE", "RESTORE_FAILED"]);
  expect(world.since([...life, ...ended])).toEqual([
    `override.posted activation-1:status:${name}:2`,
    "restore.failed activation-1:1",
  ]);
  expect(world.unrestored()).toEqual([name]);
});

test("what stood before was not posted behind the end, and is back", async () => {
  const life = [...active, ...seen];
  const world = open(life);
  world.meanwhile(ended);
  expect(await record(world.session, [{ check, remoteId: 9, isNew: false }])).toMatchObject({ state: "revoked" });
  expect(world.since([...life, ...ended])).toEqual([]);
  expect(world.states).toEqual([]);
});

test("one that was suspended and activated anew meanwhile keeps its override: that activation takes it back", async () => {
  const life = [...active, ...seen];
  const world = open(life);
  const again = [
    eventOf("bypass.deactivated", 5, { key: "activation-1", data: { activation: 1, reason: "suspended" } }),
    as(restored(ref, name, 0), 5),
    eventOf("bypass.activated", 6, { key: "activation-2", data: { activation: 2 } }),
  ];
  world.meanwhile(again);
  expect(await record(world.session)).toMatchObject({ state: "active", restored: [] });
  expect(world.since([...life, ...again])).toEqual([`override.posted activation-1:status:${name}:2`]);
  expect([world.states, world.unrestored()]).toEqual([[], [name]]);
});

test("an activation that nobody ended stands, and nothing is recorded twice", async () => {
  const world = open(active);
  expect(await record(world.session)).toBeNull();
  expect(await record(world.session)).toBeNull();
  expect(world.since(active)).toEqual([
    `override.posted activation-1:status:${name}`,
    "override.verified activation-1",
  ]);
});

test("one that ends what it has posted itself records both once, also where the answer is lost", async () => {
  const world = open(active, { isAnswerLost: true });
  const facts = [{ type: "bypass.voided" as const, bypass: BYPASS, key: "voided", data: { reason: "head_moved" } }];
  const end = await endActivation(world.session, ref, { reason: "voided", facts, findings: [] }, mine);
  expect(end.restored).toEqual([name]);
  expect(world.since(active)).toEqual([
    `override.posted activation-1:status:${name}`,
    ...["bypass.voided voided", "bypass.deactivated activation-1", `override.restored activation-1:${name}`],
  ]);
  expect([world.states, world.unrestored()]).toEqual([["failure"], []]);
});

test("one that ends what another run had ended, and posted itself, owes what it cannot take back", async () => {
  const world = open(active, { isRefused: true });
  world.meanwhile(ended);
  await endActivation(world.session, ref, { reason: "voided", facts: [], findings: [] }, mine);
  expect(world.since([...active, ...ended])).toEqual([
    `override.posted activation-1:status:${name}:2`,
    "restore.failed activation-1:1",
  ]);
  expect(world.unrestored()).toEqual([name]);
});
