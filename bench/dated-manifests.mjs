// Requests spread over years: the shipped examples, moved by whole weeks, each with an id of its own.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { randomFrom } from "./random.mjs";

const folder = new URL("../schemas/examples/manifest/valid/", import.meta.url);
const WEEK = 7 * 86_400;

/**
 * @param {number} count @param {number} seed @param {number} start epoch seconds @param {number} span seconds
 * @returns {{ id: string, level: string, at: number, path: string, text: string, manifest: object }[]} by time
 */
export function datedManifests(count, seed, start, span) {
  const random = randomFrom(seed);
  const templates = readdirSync(folder)
    .filter((name) => name.endsWith(".yml"))
    .sort()
    .map((name) => ({ id: name.replace(".yml", ""), text: readFileSync(new URL(name, folder), "utf8") }));
  const taken = new Set();
  const requests = [];
  while (requests.length < count) {
    const template = templates[requests.length % templates.length];
    const wanted = start + Math.floor((span * requests.length) / count);
    const weeks = Math.round((wanted - atOf(template.id)) / WEEK);
    const first = Number(template.id.slice(-2));
    const base = moveId(template.id, weeks);
    let id;
    do
      id =
        base.slice(0, -4) +
        String(random.below(60)).padStart(2, "0") +
        String(first + random.below(60 - first)).padStart(2, "0");
    while (taken.has(id));
    taken.add(id);
    const text = template.text
      .replaceAll(/\d{4}-\d{2}-\d{2}/g, (date) => isoOf(Date.parse(date) / 1000 + weeks * WEEK).slice(0, 10))
      .replaceAll(template.id, id)
      .replace(/head_sha: [0-9a-f]{40}/, `head_sha: a${random.hex(39)}`)
      .replace(/pull_request: \d+/, `pull_request: ${1 + requests.length}`)
      // All are asked for beforehand: what registers a merge afterwards is never activated.
      .replace(/^retroactive:\n(?: .*\n)+/m, "")
      // All are merged into main.
      .replace(/\bbase: [^,\n}]+/, "base: main");
    const path = `.qms/bypasses/${id.split("-")[2].slice(0, 4)}/${id.split("-")[2].slice(4, 6)}/${id}.yml`;
    requests.push({ id, at: atOf(id), path, text, number: requests.length + 1 });
  }
  requests.sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
  return requests.map((request) => ({ ...request, ...identityOf(request) }));
}

function identityOf({ id, path, text }) {
  const bytes = Buffer.from(text);
  const blob = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const level = id.split("-")[1] === "EM" ? "EMERGENCY" : id.split("-")[1];
  const head = /head_sha: ([0-9a-f]{40})/.exec(text)?.[1] ?? "a".repeat(40);
  // Records say of a request what its manifest says.
  const { checks, severity, remediation, expires_at: expiry } = load(text, { schema: FAILSAFE_SCHEMA });
  const asked = Array.isArray(checks) ? [String(checks[0])] : null;
  return {
    level,
    head,
    asked,
    checks: Array.isArray(checks) ? checks.map(String) : ["all"],
    severity: severity === undefined ? null : String(severity),
    owner: String(remediation?.owner ?? "dev"),
    // Epoch seconds; the day at noon, which is in time wherever the calendar is.
    expiry: expiry === undefined ? Infinity : Date.parse(expiry) / 1000,
    due: remediation?.target_date === undefined ? Infinity : Date.parse(`${remediation.target_date}T12:00:00Z`) / 1000,
    manifest: { path, commit: "c".repeat(40), blob, sha256 },
  };
}

function atOf(id) {
  const [, y, m, d, hh, mm, ss] = /-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/.exec(id);
  return Date.UTC(y, m - 1, d, hh, mm, ss) / 1000;
}

function moveId(id, weeks) {
  const [date, time] = isoOf(atOf(id) + weeks * WEEK)
    .slice(0, 19)
    .split("T");
  return `${id.split("-").slice(0, 2).join("-")}-${date.replaceAll("-", "")}-${time.replaceAll(":", "")}`;
}

function isoOf(seconds) {
  return new Date(seconds * 1000).toISOString();
}
