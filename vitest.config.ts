import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** GitHub's language service imports JSON without the attribute that Node asks for; Vite, which does not ask, has to load it. */
const languageService = /\/@actions\/(?:languageservice|workflow-parser|expressions)\/.*\.js$/;

// biome-ignore lint/style/noDefaultExport: vitest wants its configuration as the default export
export default defineConfig({
  plugins: [
    {
      name: "language-service-without-source-maps",
      // The package names maps whose sources it does not ship; Vite would warn of every single file.
      load: (id) =>
        languageService.test(id) ? readFileSync(id, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, "") : null,
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    testTimeout: 60_000,
    reporters: ["default"],
    server: { deps: { inline: [languageService] } },
  },
});
