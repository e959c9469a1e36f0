// One run of an operation on a clone, as a process of its own: node verify-once.mjs verify|monthly FOLDER AS_OF. Prints one line of JSON.
import { makeReport } from "../build/operations/make-report.js";
import { verifyRepository } from "../build/operations/verify-repository.js";
import { cloneOptions } from "./clone-options.mjs";

const [what, folder, asOf] = process.argv.slice(2);
const options = cloneOptions(folder);
const start = performance.now();
let said;
if (what === "verify") {
  const { result } = await verifyRepository({ ...options, asOf: Number(asOf) });
  said = { verdict: result.verdict, findings: result.findings.length, events: result.covered.ledger?.events ?? 0 };
} else {
  // The month before the last: it is over, and its remediations had their time.
  const month = new Date(
    Date.UTC(new Date(Number(asOf)).getUTCFullYear(), new Date(Number(asOf)).getUTCMonth() - 1, 1),
  );
  const { report } = await makeReport({
    ...options,
    kind: "monthly",
    period: month.toISOString().slice(0, 7),
    otherwise: "ended",
    asOf: null,
    now: Number(asOf),
  });
  said = {
    verdict: report.sections.integrity.verdict,
    findings: report.findings.length,
    events: report.sections.integrity.counted,
  };
}
const ms = performance.now() - start;
process.stdout.write(`${JSON.stringify({ ...said, ms, rss: process.resourceUsage().maxRSS / 1024 })}\n`);
