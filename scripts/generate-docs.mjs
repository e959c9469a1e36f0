// Makes docs/reference/ and the generated parts of README.md from schemas/ and from the compiled code in build/:
// run it behind generate.mjs and the compiler (`npm run generate` does all three). For the test that compares: `--out DIR` writes
// a second copy elsewhere, `--build DIR` takes the compiled code from there.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { renderActionYml, renderInputTable, renderOutputTable } from "./docs/action-yml.mjs";
import { renderCliPage, renderCommandTable } from "./docs/cli-page.mjs";
import { renderErrors } from "./docs/errors.mjs";
import { fillMarkers } from "./docs/fill-markers.mjs";
import { renderRecipePage } from "./docs/recipe-page.mjs";
import { renderRequestForm } from "./docs/request-forms.mjs";
import { renderSchemaPage } from "./docs/schema-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string" }, build: { type: "string" } } });
const out = values.out ?? root;
const build = values.build ?? join(root, "build");
const compiled = (path) => import(pathToFileURL(resolve(build, path)).href);
const save = async (path, text) => {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await writeFile(join(out, path), text);
};

const { catalogue } = await compiled("core/findings/catalogue.js");
const entries = new Map();
for (const file of (await readdir(join(build, "core/findings/catalogue"))).sort()) {
  const [codes] = Object.values(await compiled(`core/findings/catalogue/${file}`));
  entries.set(file.replace(/\.js$/, ""), codes);
}
const listed = [...entries.values()].flatMap((codes) => Object.keys(codes));
const missing = Object.keys(catalogue).filter((name) => !listed.includes(name));
if (missing.length > 0 || listed.length !== Object.keys(catalogue).length) {
  throw new Error("the catalogue and the files of its areas disagree; delete build/ and generate again");
}
await save("docs/reference/errors.md", renderErrors(entries));

for (const file of (await readdir(join(root, "schemas"))).filter((name) => name.endsWith(".schema.json")).sort()) {
  const name = file.replace(".schema.json", "");
  const schema = JSON.parse(await readFile(join(root, "schemas", file), "utf8"));
  await save(`docs/reference/${name}.md`, renderSchemaPage(name, schema));
}

const { ledgerRecipe } = await compiled("core/ledger/ledger-recipe.js");
await save("docs/reference/recipe.md", renderRecipePage(ledgerRecipe));

const { createProgram } = await compiled("cli/run-cli.js");
const { version } = await compiled("generated/version.js");
await save("docs/reference/cli.md", renderCliPage(createProgram(version)));

const { allDefinitions } = await compiled("entrypoints/definitions/all-definitions.js");
for (const definition of allDefinitions) {
  const folder = `actions/${definition.name}`;
  await save(`${folder}/action.yml`, renderActionYml(definition, "main.mjs"));
  if (definition === allDefinitions[0]) await save("action.yml", renderActionYml(definition, `${folder}/main.mjs`));
  const page = await readIfThere(`${folder}/README.md`);
  if (page === null) throw new Error(`${folder}/README.md is missing: write it with the markers inputs and outputs`);
  const withInputs = fillMarkers(page, "inputs", renderInputTable(definition));
  await save(`${folder}/README.md`, fillMarkers(withInputs, "outputs", renderOutputTable(definition)));
}

const { formFieldsOf, titlePrefixOf } = await compiled("core/manifest/request-form/form-fields.js");
const { levelLabel } = await compiled("core/manifest/request-form/form-row.js");
const { manifestKind } = await compiled("core/document/kinds.js");
const { readDefaultPolicy } = await compiled("core/procedure/read-policy.js");
const { policy } = readDefaultPolicy().compiled;
for (const level of ["L1", "L2", "L3", "EMERGENCY"]) {
  const context = { titlePrefix: titlePrefixOf(level), levelLabel, policy };
  const form = renderRequestForm(level, formFieldsOf(level, manifestKind.schema()), context);
  await save(`templates/default/.github/ISSUE_TEMPLATE/bypass-${level.toLowerCase()}.yml`, form);
}

const readme = await readIfThere("README.md");
if (readme !== null)
  await save("README.md", fillMarkers(readme, "commands", renderCommandTable(createProgram(version))));

async function readIfThere(path) {
  return readFile(join(root, path), "utf8").catch((error) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}
