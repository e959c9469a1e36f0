import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: vitest wants its configuration as the default export
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], pool: "threads", testTimeout: 60_000, reporters: ["default"] },
});
