import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: vitest wants its configuration as the default export
export default defineConfig({
  // Not every package ships the sources that its maps name; nobody here needs them.
  logLevel: "error",
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    // The default leaves a core idle, and most files wait for processes anyway.
    maxWorkers: availableParallelism(),
    testTimeout: 240_000,
    reporters: ["default"],
    // Its packages import JSON without the attribute that Node asks for; vite reads it for them.
    server: { deps: { inline: [/@actions\/(?:languageservice|workflow-parser|expressions)/] } },
  },
});
