// Makes dist/index.js, and what it loads apart: dist/mail.js when a mail is sent (docs/adr/0002-mail-apart.md), dist/manifest-worker.js for
// the thread that reads many manifests (0003-a-second-thread.md). TypeScript emits JavaScript, ncc bundles it. Not minified, so that a
// reviewer can read what runs. ncc cannot read TypeScript 7 sources, hence the two steps.
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
// ncc derives module numbers from paths relative to the current folder: the bundle must not depend on where it was called from.
process.chdir(root);
const require = createRequire(import.meta.url);
await rm(`${root}build`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
// The compiled validators are plain JavaScript that nobody reads; tsc would spread them over twice the bytes.
for (const file of await readdir(`${root}src/generated/validators`)) {
  const text = await readFile(`${root}src/generated/validators/${file}`, "utf8");
  const plain = text.replace("// @ts-nocheck\n", "").replaceAll('.ts";', '.js";');
  await writeFile(`${root}build/generated/validators/${file.replace(/\.ts$/, ".js")}`, plain);
}
// ncc looks for the package's module type beside its input.
await writeFile(`${root}build/package.json`, '{ "type": "module" }\n');

// ncc would pull what is imported late into the same file: the address of the second bundle is none that it looks at.
const importer = `${root}build/adapters/notify/post-mail.js`;
const [before, after, ...more] = (await readFile(importer, "utf8")).split('import("./send-mail.js")');
if (after === undefined || more.length > 0) throw new Error(`${importer} does not import send-mail once`);
await writeFile(importer, `${before}import(/* webpackIgnore: true */ "./mail.js")${after}`);

const ncc = require("@vercel/ncc");
const bundles = {
  "index.js": "index.js",
  "mail.js": "adapters/notify/send-mail.js",
  "manifest-worker.js": "adapters/threads/manifest-worker.js",
};
await rm(`${root}dist`, { recursive: true, force: true });
await mkdir(`${root}dist`, { recursive: true });
const licences = [];
/** What a smaller bundle shares with the first one stands in its list. */
const addLicences = (text) => void (licences.some((known) => known.includes(text)) || licences.push(text));
for (const [name, entry] of Object.entries(bundles)) {
  const { code, assets } = await ncc(`${root}build/${entry}`, {
    cache: false,
    quiet: true,
    license: "licenses.txt",
    esm: true,
    target: "es2022",
  });
  await writeFile(`${root}dist/${name}`, code);
  for (const [asset, { source }] of Object.entries(assets)) {
    // One list for all.
    if (asset === "licenses.txt") addLicences(`${source}`.trimEnd());
    else if (asset !== "package.json") await writeFile(`${root}dist/${asset}`, source);
  }
  process.stdout.write(`dist/${name} ${(Buffer.byteLength(code) / 1_048_576).toFixed(2)} MiB\n`);
}
await writeFile(`${root}dist/licenses.txt`, `${licences.join("\n\n")}\n`);
await writeFile(`${root}dist/package.json`, `${JSON.stringify({ type: "module" }, null, 2)}\n`);
