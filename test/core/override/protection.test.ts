import { describe, expect, test } from "vitest";
import { type ClassicChecks, type RulesetRule, readSnapshot } from "../../../src/core/override/protection-snapshot.ts";
import { relaxClassic, relaxRules } from "../../../src/core/override/relax-protection.ts";
import { restoreClassic, restoreRules } from "../../../src/core/override/restore-protection.ts";

type Pins = Readonly<Record<string, number | null>>;

const classic = (pins: Pins, strict = false): ClassicChecks => ({
  strict,
  checks: Object.entries(pins).map(([context, app_id]) => ({ context, app_id })),
});

/** A ruleset of three rules, the one about checks in the middle; none without checks. */
const rules = (pins: Pins, strict = false): RulesetRule[] => [
  { type: "deletion" },
  ...(Object.keys(pins).length === 0
    ? []
    : [
        {
          type: "required_status_checks",
          parameters: {
            do_not_enforce_on_create: false,
            strict_required_status_checks_policy: strict,
            required_status_checks: Object.entries(pins).map(([context, app]) =>
              app === null ? { context } : { context, integration_id: app },
            ),
          },
        },
      ]),
  { type: "non_fast_forward" },
];

const named = (...names: string[]): ReadonlySet<string> => new Set(names);
const before: Pins = { build: null, scan: 777, lint: 15368 };

describe("our change", () => {
  test("takes exactly the named checks off, wherever they are required, and leaves the rest as it is", () => {
    const wanted: Pins = { build: null, lint: 15368 };
    expect(relaxClassic(classic(before, true), classic(before, true), named("scan"))).toEqual({
      write: classic(wanted, true),
      conflict: [],
      gone: [],
    });
    const whole = { write: rules(wanted), conflict: [], gone: [] };
    expect(relaxRules(rules(before), rules(before), named("scan"))).toEqual(whole);
  });

  test("of the last check takes the whole rule, because GitHub takes no empty one; classic protection keeps an empty list", () => {
    expect(relaxRules(rules({ scan: 777 }), rules({ scan: 777 }), named("scan")).write).toEqual(rules({}));
    expect(relaxClassic(classic({ scan: 777 }), classic({ scan: 777 }), named("scan")).write).toEqual(classic({}));
  });

  test("keeps what an administrator changed since the record, and is nothing where it was made already", () => {
    const now: Pins = { build: null, scan: 777, lint: 15368, extra: null };
    expect(relaxClassic(classic(now), classic(before), named("scan")).write).toEqual(
      classic({ build: null, lint: 15368, extra: null }),
    );
    const made = relaxClassic(classic({ build: null, lint: 15368 }), classic(before), named("scan"));
    expect(made).toEqual({ write: null, conflict: [], gone: ['"scan" pinned to app 777'] });
  });

  test("is not made on a requirement that is not the recorded one any more", () => {
    const now: Pins = { ...before, scan: 888 };
    expect(relaxClassic(classic(now), classic(before), named("scan"))).toEqual({
      write: null,
      conflict: ['"scan" pinned to app 888'],
      gone: ['"scan" pinned to app 777'],
    });
    expect(relaxRules(rules(now), rules(before), named("scan")).conflict).toHaveLength(1);
  });
});

describe("its inverse", () => {
  const relaxed = { build: null, lint: 15368 };

  test("puts the checks back in their place, with their pins; who needs no pin gets no key for it", () => {
    expect(restoreClassic(classic(relaxed, true), classic(before, true), named("scan"))).toEqual({
      write: classic(before, true),
      lost: [],
      drift: [],
    });
    const back = restoreRules(rules({ scan: 777 }), rules({ build: null, scan: 777 }), named("build"));
    expect(back).toEqual({ write: rules({ build: null, scan: 777 }), lost: [], drift: [] });
    expect(JSON.stringify(back.write)).not.toContain("null");
  });

  test("re-adds a rule that went with its last check, whole and where it was", () => {
    expect(restoreRules(rules({}), rules({ scan: 777 }, true), named("scan"))).toEqual({
      write: rules({ scan: 777 }, true),
      lost: [],
      drift: [],
    });
  });

  test("is nothing where everything stands again", () => {
    expect(restoreClassic(classic(before), classic(before), named("scan"))).toEqual({
      write: null,
      lost: [],
      drift: [],
    });
    expect(restoreRules(rules(before), rules(before), named("scan"))).toEqual({ write: null, lost: [], drift: [] });
  });

  test.each([
    ["a check was added", { ...relaxed, extra: null }, ['"extra" was added'], { ...before, extra: null }],
    [
      "a check was taken off",
      { build: null },
      ['"lint" pinned to app 15368 was taken off'],
      { build: null, scan: 777 },
    ],
  ] as const)("leaves what somebody else did and says it: %s", (_, now, drift, after) => {
    expect(restoreClassic(classic(now), classic(before), named("scan"))).toEqual({
      write: classic(after),
      lost: [],
      drift,
    });
    expect(restoreRules(rules(now), rules(before), named("scan"))).toEqual({ write: rules(after), lost: [], drift });
  });

  test("leaves a changed setting and another changed rule, and says both", () => {
    expect(restoreClassic(classic(relaxed, true), classic(before), named("scan")).drift).toEqual([
      "strict is true now",
    ]);
    const now = [...rules(relaxed, true).filter(({ type }) => type !== "deletion"), { type: "required_signatures" }];
    expect(restoreRules(now, rules(before), named("scan")).drift).toEqual([
      'the rule "required_status_checks" was changed',
      'the rule "required_signatures" was added',
      'the rule "deletion" was taken off',
    ]);
  });

  test("is lost where somebody put another requirement in its place, or took the place away", () => {
    const now = { ...relaxed, scan: 888 };
    const lost = ['"scan" pinned to app 777'];
    expect(restoreClassic(classic(now), classic(before), named("scan"))).toMatchObject({ write: null, lost });
    expect(restoreRules(rules(now), rules(before), named("scan"))).toMatchObject({ write: null, lost });
    expect(restoreClassic(null, classic(before), named("scan"))).toMatchObject({ write: null, lost });
    expect(restoreRules(null, rules(before), named("scan"))).toMatchObject({ write: null, lost });
  });
});

describe("two overrides of one branch, whose windows overlap", () => {
  const orders = [
    ["scan", "lint"],
    ["lint", "scan"],
  ] as const;

  test.each(orders)("restored %s first: the last restore leaves what there was", (first, last) => {
    // One reads what the other has relaxed already, and takes it for how it was.
    const byScan = relaxClassic(classic(before), classic(before), named("scan")).write ?? classic({});
    const byLint = relaxClassic(byScan, byScan, named("lint")).write ?? classic({});
    const records = { scan: classic(before), lint: byScan };
    const after = [first, last].reduce(
      (now, name) => restoreClassic(now, records[name], named(name)).write ?? now,
      byLint,
    );
    expect(new Set(after.checks)).toEqual(new Set(classic(before).checks));
  });

  test.each(orders)("the same for a rule that the second of them emptied, %s first", (first, last) => {
    const two: Pins = { scan: 777, lint: null };
    const byScan = relaxRules(rules(two), rules(two), named("scan")).write ?? [];
    const byLint = relaxRules(byScan, byScan, named("lint")).write ?? [];
    expect(byLint).toEqual(rules({}));
    const records = { scan: rules(two), lint: byScan };
    const after = [first, last].reduce(
      (now, name) => restoreRules(now, records[name], named(name)).write ?? now,
      byLint,
    );
    expect(restoreRules(after, rules(two), named("scan", "lint"))).toEqual({ write: null, lost: [], drift: [] });
  });
});

describe("the snapshot of an event", () => {
  const whole = { branch: "main", classic: classic(before), rulesets: [{ id: 7, name: "main", rules: rules(before) }] };

  test("is read as it was written", () => {
    expect(readSnapshot(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    expect(readSnapshot({ ...whole, classic: null, rulesets: [] })).not.toBeNull();
  });

  test.each([
    undefined,
    null,
    [],
    {},
    { ...whole, branch: 1 },
    { ...whole, classic: undefined },
    { ...whole, classic: { strict: "no", checks: [] } },
    { ...whole, classic: { strict: true, checks: [{ context: "x" }] } },
    { ...whole, rulesets: [{ id: "7", name: "main", rules: [] }] },
    { ...whole, rulesets: [{ id: 7, name: "main", rules: [{}] }] },
  ])("that this program did not write is none: %j", (value) => {
    expect(readSnapshot(value)).toBeNull();
  });
});
