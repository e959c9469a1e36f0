import { expect, test } from "vitest";
import { apiLedger } from "../../src/adapters/github/api-ledger.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { declarationsOf } from "../../src/core/ledger/declarations.ts";
import { draftEvent, type EventContent } from "../../src/core/ledger/draft-event.ts";
import { clockEventsOf } from "../../src/core/remediation/clock-events.ts";
import { parseInstant } from "../../src/core/time/instant.ts";
import { escalate } from "../../src/operations/escalate.ts";
import { foldOf } from "../../src/operations/fold-of.ts";
import type { Seeded } from "../sandbox/support.ts";
import {
  clientOf,
  EM,
  issuesOf,
  open,
  options,
  portsOf,
  recorded,
  startWorld,
  useBypass,
} from "./remediation-world.ts";

const inc = { id: 104, login: "inc", role: "incident-commander", kind: "human" } as const;
const declared = (incident: string, at: string): EventContent => ({
  ...{ type: "incident.declared", bypass: "PROCEDURE", key: `${incident}:${at}`, actor: inc },
  ...{ at: parseInstant(at) ?? 0, data: { incident_id: incident } },
});
const confirmed: EventContent = {
  ...{ type: "incident.confirmed", bypass: EM, key: "incident:7", actor: inc },
  ...{ at: Date.UTC(2026, 2, 12, 2, 55), data: { review_id: 7, incident_id: "INC-2291" } },
};

async function record(world: Seeded, contents: readonly EventContent[]): Promise<void> {
  const ledger = apiLedger(clientOf(world), "qms-ledger", systemClock);
  const { run } = options();
  const about = ["PROCEDURE", EM];
  const done = await ledger.append(
    await ledger.read(about, []),
    ({ repositoryId }) =>
      contents.map((content) =>
        draftEvent(
          {
            ...{ at: Date.UTC(2026, 2, 12, 3), repositoryId, mainHead: "9".repeat(40), run: run.run, runUrl: run.url },
            automation: { id: 41898282, login: "github-actions[bot]" },
          },
          content,
        ),
      ),
    about,
  );
  expect(done.findings).toEqual([]);
}

async function start() {
  const world = await startWorld("2026-03-12T03:10:00Z");
  // Of two commanders who declare it, and of another incident before it, the first of its own counts.
  await record(world, [
    declared("INC-2200", "2026-03-12T01:00:00.000Z"),
    declared("INC-2291", "2026-03-12T02:14:00.000Z"),
    declared("INC-2291", "2026-03-12T02:16:00.000Z"),
  ]);
  await useBypass(world, EM, { at: "2026-03-12T02:40:00.000Z" });
  await record(world, [confirmed]);
  return world;
}

test("what counts from the declaration counts from it in the issue and in the ladders, without a request more", async () => {
  const world = await start();
  await open(world);
  const [issue] = await issuesOf(world);
  // Half an hour and an hour from 02:14, not from the request at 02:40.
  const line = issue?.body.split("\n").find((text) => text.includes("Activate the incident command post"));
  expect(line).toContain("2026-03-12 02:44 UTC");
  expect((await escalate(portsOf(clientOf(world)), options())).findings).toEqual([]);
  const violations = (await recorded(world, EM, "violation.recorded")).map(({ data }) => [data.kind, data.limit_at]);
  expect(violations).toContainEqual([
    "obligation_overdue:incident_command_post_activation",
    "2026-03-12T02:44:00.001Z",
  ]);
  // A run that finds nothing to do: what it reads of an emergency are as many requests as before declarations were looked for.
  const [first, parts] = [clientOf(world), clientOf(world)];
  await escalate(portsOf(first), options());
  const ports = portsOf(parts);
  await escalate(ports, options());
  const once = parts.requests();
  await escalate(ports, options());
  expect([first.requests(), once, parts.requests()]).toEqual([6, 6, 9]);
}, 240_000);

test("a fold knows the declarations of its own days only, and of its own incident", async () => {
  const world = await start();
  const ledger = apiLedger(clientOf(world), "qms-ledger", systemClock);
  const fold = foldOf(await ledger.read([EM], []), EM);
  expect(declarationsOf(fold).map(({ at }) => at)).toEqual(["2026-03-12T02:14:00.000Z", "2026-03-12T02:16:00.000Z"]);
  expect(clockEventsOf(fold)[0]).toMatchObject({ type: "incident.declared", actor: 104 });
  const other = foldOf(await ledger.read(["BYPASS-EM-20260320-164500"], []), "BYPASS-EM-20260320-164500");
  expect(other.declarations ?? []).toEqual([]);
}, 240_000);
