import { describe, expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { approve, askL1, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

const open = (walk: Walk, inputs: Readonly<Record<string, string>> = {}, ref?: string) =>
  walk.step("open-remediation", {
    inputs: { operation: "open", ...inputs },
    event: { name: "schedule", payload: {} },
    ...(ref === undefined ? {} : { ref }),
  });

describe("open-remediation through the built action", () => {
  test("a repository without a ledger needs no issue", async () => {
    const walk = await walkForTest();
    const step = await open(walk);
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({
      verdict: "ok",
      opened: "[]",
      updated: "[]",
      escalated: "[]",
      violations: "[]",
    });
    expect(step.requests).toHaveLength(1);
  });

  test("an approved bypass that nobody used owes nothing yet", async () => {
    const walk = await walkForTest();
    const asked = await askL1(walk);
    await approve(walk, "lea", asked.number);
    await validate(walk, asked.number);
    const before = await ledgerTypes(walk);
    const step = await open(walk, { "bypass-id": asked.id });
    expect(step.outputs).toMatchObject({ verdict: "ok", opened: "[]" });
    expect(JSON.parse(step.outputs.result ?? "")).toMatchObject({
      schema: "qms.result/v1",
      operation: "open",
      bypass: asked.id,
      state: "approved",
      summary: `${asked.id} needs no new tracking issue`,
    });
    expect(await ledgerTypes(walk)).toEqual(before);
  });

  test("all four operations in one run, before anything was ever recorded: nothing to do, and each says so", async () => {
    const walk = await walkForTest();
    const step = await open(walk, { operation: "all" });
    expect(step.outputs, step.log).toMatchObject({ verdict: "ok", opened: "[]", updated: "[]", escalated: "[]" });
    expect(step.log).toContain("no notice is due");
    expect(step.log).toContain("nothing has to be escalated");
  });

  test.each([
    [{ "bypass-id": "../../etc" }, /takes an id like BYPASS-L1/],
    [{ "issue-repository": "acme" }, /takes owner\/name, not "acme"/],
    [{ "bypass-id": "BYPASS-L1-20260302-090000" }, /The ledger knows no bypass BYPASS-L1-20260302-090000/],
  ])("the inputs %j are refused with a sentence", async (inputs, sentence) => {
    const walk = await walkForTest();
    const step = await open(walk, inputs);
    expect(step.exitCode).toBe(1);
    expect(step.outputs.verdict).toBe("error");
    expect(JSON.parse(step.outputs.result ?? "").findings[0].message).toMatch(sentence);
  });

  test("a run on another branch is refused before any request", async () => {
    const walk = await walkForTest();
    const step = await open(walk, {}, "refs/heads/feature");
    expect(step).toMatchObject({ exitCode: 1, requests: [] });
    expect(step.outputs["summary-markdown"]).toContain("not on the default branch");
  });
});
