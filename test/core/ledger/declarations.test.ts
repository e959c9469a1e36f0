import { expect, test } from "vitest";
import { attachDeclarations, declarationsOf } from "../../../src/core/ledger/declarations.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { eventOf } from "./fixture.ts";

const bypass = "BYPASS-EM-20260312-021800";
const at = "2026-03-12T02:14:00.000Z";
const entry = (event: ReturnType<typeof eventOf>, seq: number) => ({
  path: `ledger/${seq}`,
  seq,
  event,
  event_sha256: "",
});

/** What a request under INC-1 rests on: `real` and `drill` are declared under its id, and another one. */
function declared(drill: boolean): unknown[] {
  const of = (data: object, index: number) =>
    entry(eventOf("incident.declared", index, { bypass: "PROCEDURE", key: `k${index}`, at, data: { ...data } }), index);
  const procedure = foldBypass("PROCEDURE", [
    of({ incident_id: "INC-1", reason: "real" }, 1),
    of({ incident_id: "INC-1", reason: "drill", drill: true }, 2),
    of({ incident_id: "INC-2", reason: "other" }, 3),
  ]).fold;
  const data = { incident_id: "INC-1", ...(drill ? { drill } : {}) };
  const { fold } = foldBypass(bypass, [entry(eventOf("request.accepted", 4, { bypass, at, data }), 4)]);
  attachDeclarations([fold], procedure);
  return declarationsOf(fold).map((event) => event.data.reason);
}

test("a real request rests on no drill's declaration, and a drill on no real one", () => {
  expect([declared(false), declared(true)]).toEqual([["real"], ["drill"]]);
});
