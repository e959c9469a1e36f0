import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../../src/core/ledger/canonical-json.ts";
import { shareParts } from "../../../src/core/ledger/share-parts.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { eventOf, hex, manifest, target } from "./fixture.ts";

const types = ["request.accepted", "bypass.approved", "bypass.activated", "bypass.used", "remediation.opened"] as const;
const digest = fc.constantFrom(hex("a", 64), hex("b", 64));
const commit = fc.constantFrom(hex("a", 40), hex("b", 40));

/** Events that agree in some of their parts and not in others. */
const anyEvent: fc.Arbitrary<LedgerEvent> = fc
  .record({
    type: fc.constantFrom(...types),
    minute: fc.nat(3),
    manifest: fc.option(fc.record({ blob: commit, sha256: digest }), { nil: null }),
    target: fc.option(fc.record({ pr: fc.nat(1), commit }), { nil: null }),
    login: fc.constantFrom("lea", "leo"),
    main_head: commit,
    workflow: fc.option(fc.constantFrom("one.yml", "two.yml"), { nil: null }),
  })
  .map(({ type, minute, login, main_head, workflow, ...parts }) => {
    const { run, ...event } = eventOf(type, minute, {
      main_head,
      ...(parts.manifest === null ? {} : { manifest: { ...manifest, ...parts.manifest } }),
      ...(parts.target === null ? {} : { target: { ...target, ...parts.target } }),
    });
    const written = { ...event, actor: { ...event.actor, login } };
    return workflow === null || run === undefined ? written : { ...written, run: { ...run, workflow_ref: workflow } };
  });

const fresh = (event: LedgerEvent): LedgerEvent => JSON.parse(JSON.stringify(event)) as LedgerEvent;

test("an event says the same after it shares what another one says", () => {
  fc.assert(
    fc.property(anyEvent, anyEvent, (one, other) => {
      const [before, event] = [fresh(one), fresh(other)];
      const [text, textBefore] = [canonicalJson(event), canonicalJson(before)];
      shareParts(event, before);
      expect(canonicalJson(event)).toBe(text);
      expect(canonicalJson(before)).toBe(textBefore);
    }),
  );
});

test("what both say is held once, what they say differently is not", () => {
  const before = fresh(eventOf("bypass.activated", 0));
  const same = fresh(eventOf("bypass.activated", 1));
  shareParts(same, before);
  expect(same.manifest).toBe(before.manifest);
  expect(same.target).toBe(before.target);
  expect(same.actor).toBe(before.actor);
  const other = fresh(eventOf("bypass.activated", 2, { target: { ...target, pr: 513 } }));
  shareParts(other, before);
  expect(other.target).not.toBe(before.target);
  expect(other.target?.pr).toBe(513);
});
