// Makes dist/index.js: TypeScript emits JavaScript, ncc bundles it once. Not minified, so that a reviewer can read what runs.
// ncc cannot read TypeScript 7 sources, hence the two steps.
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

const ncc = require("@vercel/ncc");
const { code, assets } = await ncc(`${root}build/index.js`, {
  cache: false,
  quiet: true,
  license: "licenses.txt",
  esm: true,
  target: "es2022",
});
await rm(`${root}dist`, { recursive: true, force: true });
await mkdir(`${root}dist`, { recursive: true });
await writeFile(`${root}dist/index.js`, code);
for (const [name, { source }] of Object.entries(assets)) {
  if (name !== "package.json") await writeFile(`${root}dist/${name}`, source);
}
await writeFile(`${root}dist/package.json`, `${JSON.stringify({ type: "module" }, null, 2)}\n`);
const size = (await readFile(`${root}dist/index.js`)).length;
process.stdout.write(`dist/index.js ${(size / 1_048_576).toFixed(2)} MiB\n`);
