import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Asks the server, which knows the rules, before git lets pushed objects out of quarantine. */
const script = `import process from "node:process";
let lines = "";
for await (const chunk of process.stdin) lines += chunk;
const { GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_QUARANTINE_PATH } = process.env;
const answer = await fetch(process.env.SANDBOX_URL + "/_sandbox/pre-receive", {
  method: "POST",
  headers: { "content-type": "application/json", authorization: "sandbox " + process.env.SANDBOX_SECRET },
  body: JSON.stringify({ args: [process.env.SANDBOX_PUSH, lines, { GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_QUARANTINE_PATH }] }),
});
const { result } = await answer.json();
for (const line of result) process.stderr.write(line + "\\n");
process.exitCode = result.length === 0 ? 0 : 1;
`;

/** Writes the hook; returns the folder for core.hooksPath. */
export async function writeHooks(dir: string): Promise<string> {
  const folder = join(dir, "hooks");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "pre-receive.mjs"), script);
  const hook = join(folder, "pre-receive");
  await writeFile(hook, `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "pre-receive.mjs")}"\n`);
  await chmod(hook, 0o755);
  return folder;
}
