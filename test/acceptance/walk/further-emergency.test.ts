import { expect, test } from "vitest";
import type { demoManifest } from "../../../src/demo/demo-manifests.ts";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { eventsOf } from "./notice-world.ts";
import { later, validate, walkForTest } from "./walk-world.ts";

const ask = (walk: Walk, incidentId = "INC-2291") =>
  walk.ask({
    level: "EMERGENCY" as Parameters<typeof demoManifest>[0]["level"],
    checks: [],
    changes: {
      checks: "all",
      trigger: null,
      severity: "S1",
      impact: { users_affected: 310000, kind: "outage", security_or_compliance: true, code_quality_only: false },
      incident: {
        id: incidentId,
        criteria: ["complete_production_outage"],
        declared_at: "2026-03-02T09:00:00Z",
        commander: "inc",
        evidence: { complete_production_outage: { url: "https://status.acme.example/incidents/2291" } },
        war_room: "https://meet.acme.example/inc-2291",
      },
    },
  });

test("a request says when it was opened, and which emergency of its incident stood before it; a withdrawn one is none", async () => {
  const walk = await walkForTest();
  const openedAt = async (number: number) =>
    ((await walk.as("req", "GET", `pulls/${number}`)) as { created_at: string }).created_at.replace("Z", ".000Z");
  const said = async (bypass: string) => {
    const accepted = (await eventsOf(walk, "request.accepted")).find((event) => event.bypass === bypass);
    return { opened_at: accepted?.data.opened_at, earlier_bypass: accepted?.data.earlier_bypass };
  };
  const given = await ask(walk);
  await later(walk, 600);
  // The run that takes it down comes ten minutes late.
  const step = await validate(walk, given.number);
  expect(await said(given.id), step.log).toEqual({
    opened_at: await openedAt(given.number),
    earlier_bypass: undefined,
  });
  await walk.as("req", "PATCH", `pulls/${given.number}`, { state: "closed" });
  await walk.step("validate-bypass", { event: await walk.event("closed", given.number) });
  expect((await eventsOf(walk, "bypass.refused")).map(({ bypass }) => bypass)).toEqual([given.id]);
  await later(walk);
  const first = await ask(walk);
  await validate(walk, first.number);
  expect(await said(first.id)).toMatchObject({ earlier_bypass: undefined });
  await later(walk);
  const other = await ask(walk, "INC-2300");
  await validate(walk, other.number);
  expect(await said(other.id)).toMatchObject({ earlier_bypass: undefined });
  await later(walk);
  const further = await ask(walk);
  await validate(walk, further.number);
  expect(await said(further.id)).toEqual({
    opened_at: await openedAt(further.number),
    earlier_bypass: first.id,
  });
}, 240_000);
