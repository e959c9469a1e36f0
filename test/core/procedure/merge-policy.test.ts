import { describe, expect, test } from "vitest";
import { defaultPolicy } from "../../../src/core/procedure/default-policy.ts";
import { mergePolicy } from "../../../src/core/procedure/merge-policy.ts";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";
import { bytesOf } from "../manifest/base-manifests.ts";

const isNull = (value: unknown): boolean => value === null;

describe("laying one policy over another", () => {
  test("maps merge deeply, lists and values replace, null removes a key", () => {
    const base = { a: { b: { c: 1, d: 2 }, list: [1, 2, 3] }, gone: { x: 1 }, kept: "yes" };
    const over = { a: { b: { d: 3, e: 4 }, list: [9] }, gone: null };
    expect(mergePolicy(base, over, isNull)).toEqual({ a: { b: { c: 1, d: 3, e: 4 }, list: [9] }, kept: "yes" });
  });

  test("a list never merges with a map, nor a map with a value", () => {
    expect(mergePolicy({ a: [1, 2] }, { a: { "0": 9 } }, isNull)).toEqual({ a: { "0": 9 } });
    expect(mergePolicy({ a: { b: 1 } }, { a: [2] }, isNull)).toEqual({ a: [2] });
    expect(mergePolicy({ a: { b: 1 } }, { a: "text" }, isNull)).toEqual({ a: "text" });
  });

  test("removing what is not there is nothing", () => {
    expect(mergePolicy({ a: 1 }, { b: null }, isNull)).toEqual({ a: 1 });
  });

  test("the inputs stay as they are", () => {
    const base = { a: { b: 1, c: 2 } };
    const over = { a: { b: null, d: 3 } };
    mergePolicy(base, over, isNull);
    expect(base).toEqual({ a: { b: 1, c: 2 } });
    expect(over).toEqual({ a: { b: null, d: 3 } });
  });

  test.each(["__proto__", "constructor", "toString"])(
    "the key %s becomes an own key and changes no prototype",
    (key) => {
      const over = Object.defineProperty({}, key, { value: { polluted: true }, enumerable: true });
      const merged = mergePolicy({ a: 1 }, over, isNull);
      expect(Object.hasOwn(merged, key)).toBe(true);
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(Object.getOwnPropertyDescriptor(merged, key)?.value).toEqual({ polluted: true });
    },
  );
});

describe("policy.yml over the built-in policy", () => {
  const read = (lines: string) =>
    readPolicy(bytesOf(`schema: qms.policy/v1\nextends: default\n${lines}`), "policy.yml");

  test("one changed row leaves the sixty others", () => {
    const policy = read("levels: { L1: { request_ttl: PT24H } }\n").compiled?.policy;
    const standard = defaultPolicy();
    expect(policy?.levels.L1).toEqual({ ...standard.levels.L1, request_ttl: "PT24H" });
    expect(policy?.levels.L3).toEqual(standard.levels.L3);
    expect(policy?.obligations).toEqual(standard.obligations);
  });

  test("a list of slots replaces the built-in one", () => {
    const slots = "levels: { L2: { slots: [{ name: both, roles: [core-architect], min: 2 }] } }\n";
    expect(read(slots).compiled?.policy.levels.L2.slots).toEqual([{ name: "both", roles: ["core-architect"], min: 2 }]);
  });

  test.each(["null", "~", ""])("a row that says %j is removed", (word) => {
    const { compiled } = read(`notifications:\n  coordinator_used: ${word}\n`);
    expect(defaultPolicy().notifications).toHaveProperty("coordinator_used");
    expect(compiled?.policy.notifications).not.toHaveProperty("coordinator_used");
  });

  test("a required section cannot be removed", () => {
    expect(read("certification: null\n").findings).toMatchObject([
      { code: "FIELD_MISSING", pointer: "/certification" },
    ]);
  });

  test("the schema version is never inherited", () => {
    const { findings } = readPolicy(bytesOf("extends: default\n"), "policy.yml");
    expect(findings).toMatchObject([{ code: "FIELD_MISSING", pointer: "/schema", line: 1 }]);
  });

  test("without extends the file is complete by itself, and nothing of the built-in one comes in", () => {
    const { findings, compiled } = readPolicy(bytesOf("schema: qms.policy/v1\nstatus: active\n"), "policy.yml");
    expect(compiled).toBeNull();
    expect(findings.map((item) => item.pointer)).toContain("/levels");
  });

  test.each(["__proto__", "constructor"])("the key %s is an unknown field at its line", (key) => {
    expect(read(`${key}: { status: retired }\n`).findings).toMatchObject([
      { code: "FIELD_UNKNOWN", pointer: `/${key}`, line: 3, column: 1 },
    ]);
  });

  test("two readings share nothing", () => {
    const first = read("").compiled?.policy as unknown as { levels: { L1: { slots: unknown[] } } };
    first.levels.L1.slots.length = 0;
    expect(read("").compiled?.policy.levels.L1.slots).toHaveLength(1);
  });
});
