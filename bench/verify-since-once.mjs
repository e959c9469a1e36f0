// One verification as a process of its own: node verify-since-once.mjs save|since FOLDER NOTE AS_OF. Prints one line of JSON.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { readNote } from "../build/core/audit/note/read-note.js";
import { noteText } from "../build/core/audit/note/write-note.js";
import { verifyNoted, verifySince } from "../build/operations/verify-since.js";
import { cloneOptions } from "./clone-options.mjs";

const [what, folder, file, asOf] = process.argv.slice(2);
const options = { ...cloneOptions(folder), asOf: Number(asOf) };
const start = performance.now();
const { result, note } =
  what === "save" ? await verifyNoted(options) : await verifySince(readNote(readFileSync(file), file), file, options);
const inside = performance.now() - start;
if (what === "save" && note === null) throw new Error(`${folder}: ${JSON.stringify(result.findings)}`);
if (what === "save") writeFileSync(file, noteText(note));
const { verdict, covered, since } = result;
const { events, commits } = covered.ledger ?? {};
const reread = since?.reread ?? null;
process.stdout.write(
  `${JSON.stringify({ verdict, events, commits, reread, inside, noteBytes: statSync(file).size })}\n`,
);
