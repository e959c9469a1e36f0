import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { cloneHistory } from "../../src/adapters/git/clone-history.ts";
import { canonicalJson } from "../../src/core/ledger/canonical-json.ts";
import { readDefaultPolicy, readPolicy } from "../../src/core/procedure/read-policy.ts";
import { reportFiles } from "../../src/core/reporting/report-files.ts";
import { version } from "../../src/generated/version.ts";
import { makeReport } from "../../src/operations/make-report.ts";
import { ordinaryWorld, policyText, removeRepository } from "./audit-world.ts";
import { gitIn } from "./fast-import.ts";
import { addSigned } from "./signed-world.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

const policyPath = ".qms/policy.yml";
const peoplePath = ".qms/people.yml";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

async function reportOf(folder: string) {
  const { report } = await makeReport({
    ...{ history: cloneHistory(folder), registryBranch: "qms", ledgerBranch: "qms-ledger", folder: ".qms/bypasses" },
    ...{ policyPath, peoplePath, defaultBranch: null, anchors: [], kind: "daily", period: "2026-03-02" },
    ...{ otherwise: "ended", asOf: null, now: Date.UTC(2026, 2, 5) },
  });
  return report;
}

test("a report names the rules that it was made by, and another policy or calendar shows in it", async () => {
  const { folder } = ordinaryWorld();
  folders.push(folder);
  const people = readFileSync("schemas/examples/people/valid/spare-for-every-slot.yml", "utf8");
  addSigned(folder, "qms", { [peoplePath]: people }, null);
  const before = await reportOf(folder);
  const head = gitIn(folder, ["rev-parse", "qms"]);
  const text = policyText;
  expect(before.judged_by).toEqual({
    registry_commit: head,
    policy_file_sha256: sha256(text),
    policy_sha256: sha256(canonicalJson(readPolicy(Buffer.from(text), policyPath).compiled?.policy)),
    calendar_sha256: sha256(canonicalJson(readDefaultPolicy().compiled?.policy.calendar)),
    people_sha256: sha256(people),
    version,
  });
  const bytes = (report: typeof before) => reportFiles(report, ["json", "md"]).map((file) => file.text);
  expect(bytes(await reportOf(folder))).toEqual(bytes(before));

  // A comment is other bytes and no other policy.
  addSigned(folder, "qms", { [policyPath]: `${text}# as it was\n` }, null);
  const commented = (await reportOf(folder)).judged_by;
  expect(commented?.policy_sha256).toBe(before.judged_by?.policy_sha256);
  expect(commented?.policy_file_sha256).not.toBe(before.judged_by?.policy_file_sha256);

  addSigned(folder, "qms", { [policyPath]: `${text}calendar: { time_zone: UTC, holidays: ["2026-03-03"] }\n` }, null);
  const holiday = (await reportOf(folder)).judged_by;
  expect(holiday?.calendar_sha256).not.toBe(before.judged_by?.calendar_sha256);
  expect(holiday?.policy_sha256).not.toBe(before.judged_by?.policy_sha256);

  addSigned(folder, "qms", { [policyPath]: null, [peoplePath]: "nobody: [can read this\n" }, null);
  const { judged_by: bare } = await reportOf(folder);
  expect(bare).toMatchObject({ policy_file_sha256: null, people_sha256: null });
  // What the file took from the built-in policy is the built-in policy.
  expect(bare?.calendar_sha256).toBe(before.judged_by?.calendar_sha256);
});
