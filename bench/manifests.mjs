// Manifests of realistic size and of all four levels: the shipped valid examples, each time with another second, commit, pull
// request and another sentence, so that no two texts are the same.
import { readdirSync, readFileSync } from "node:fs";
import { randomFrom } from "./random.mjs";

const folder = new URL("../schemas/examples/manifest/valid/", import.meta.url);
/** Its logins are digits: only a failsafe reading keeps them text, so the floor would refuse it. */
const notForTheFloor = "BYPASS-L1-20260306-111111.yml";
const nouns = ["gateway", "router", "ledger", "export", "importer", "cache", "archive", "portal", "queue", "vault"];
const verbs = ["waits for", "depends on", "was moved behind", "is tested with", "reports to", "is shared with"];

/** @returns {{ path: string, text: string, bytes: Uint8Array }[]} */
export function generateManifests(count, seed) {
  const random = randomFrom(seed);
  const templates = readdirSync(folder)
    .filter((name) => name.endsWith(".yml") && name !== notForTheFloor)
    .sort()
    .map((name) => ({ id: name.replace(".yml", ""), text: readFileSync(new URL(name, folder), "utf8") }));
  const encoder = new TextEncoder();
  return Array.from({ length: count }, (_, index) => {
    const template = templates[index % templates.length];
    const text = vary(template, random);
    const id = /^id: (\S+)$/m.exec(text)[1];
    const [, year, month] = /-(\d{4})(\d{2})\d{2}-/.exec(id);
    return { path: `.qms/bypasses/${year}/${month}/${id}.yml`, text, bytes: encoder.encode(text) };
  });
}

function vary({ id, text }, random) {
  // Later within the same minute: every date rule that held still holds.
  const first = Number(id.slice(-2));
  const second = String(first + random.below(60 - first)).padStart(2, "0");
  const sentence = `The ${random.pick(nouns)} ${random.pick(verbs)} the ${random.pick(nouns)} since change ${random.below(90_000)}.`;
  return text
    .replace(`id: ${id}`, `id: ${id.slice(0, -2)}${second}`)
    .replace(/head_sha: [0-9a-f]{40}/, `head_sha: a${random.hex(39)}`)
    .replace(/pull_request: \d+/, `pull_request: ${1 + random.below(100_000)}`)
    .replace(/^( {2}technical_details: >-\n)/m, `$1    ${sentence}\n`);
}
