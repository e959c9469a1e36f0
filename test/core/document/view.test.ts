import { describe, expect, test } from "vitest";
import { View } from "../../../src/core/document/view.ts";
import { type Finding, finding } from "../../../src/core/findings/finding.ts";

const value = {
  text: "x",
  count: 3,
  half: 1.5,
  on: false,
  list: ["a", 1, "b"],
  map: { inner: "y", "a/b": "z" },
  none: null,
};
const wrong = (pointer: string): Finding =>
  finding("FIELD_INVALID", { field: "f", problem: "is wrong", hint: "h" }, { pointer });

describe("a getter answers only for what is there and of its type", () => {
  const view = new View(value);

  test("texts, numbers, flags, lists, maps", () => {
    expect(view.text("/text")).toBe("x");
    expect(view.integer("/count")).toBe(3);
    expect(view.flag("/on")).toBe(false);
    expect(view.texts("/list")).toEqual(["a", "b"]);
    expect(view.list("/list")).toHaveLength(3);
    expect(view.map("/map")).toEqual({ inner: "y", "a/b": "z" });
    expect(view.text("/map/a~1b")).toBe("z");
    expect(view.text("/list/0")).toBe("a");
  });

  test("another type is null, an empty list or not there; never a guess", () => {
    expect([
      view.text("/count"),
      view.integer("/half"),
      view.flag("/text"),
      view.texts("/map"),
      view.map("/list"),
    ]).toEqual([null, null, null, null, null]);
    expect(view.list("/map")).toEqual([]);
    expect(view.map("/none")).toBeNull();
    expect(view.text("/text/deeper")).toBeNull();
    expect([view.has("/missing"), view.has("/on"), view.has("/none")]).toEqual([false, true, true]);
  });

  test("nothing of the prototype is there", () => {
    for (const pointer of ["/constructor", "/__proto__", "/map/toString", "/text/length"])
      expect(view.has(pointer)).toBe(false);
  });

  test("a document that is none has nothing", () => {
    expect(new View(null).has("/a")).toBe(false);
    expect(new View("x").map("")).toBeNull();
  });
});

describe("what has an error of its own is not looked at again", () => {
  test("the value itself, and everything below it; neighbours and parents stay", () => {
    const view = new View(value, [wrong("/map"), wrong("/list/0")]);
    expect(view.has("/map")).toBe(false);
    expect(view.has("/map/inner")).toBe(false);
    expect(view.has("/list/0")).toBe(false);
    expect(view.has("/list")).toBe(true);
    expect(view.text("/text")).toBe("x");
  });

  test("a name that only starts like the wrong one is fine", () => {
    const view = new View({ ab: "1", a: "2" }, [wrong("/a")]);
    expect(view.text("/ab")).toBe("1");
    expect(view.text("/a")).toBeNull();
  });

  test("a warning and a finding without a place hide nothing", () => {
    const warning: Finding = { ...wrong("/text"), severity: "warning" };
    const view = new View(value, [warning, { ...wrong("/count"), pointer: null }]);
    expect(view.text("/text")).toBe("x");
    expect(view.integer("/count")).toBe(3);
  });
});
