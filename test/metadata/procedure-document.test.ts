import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "./source-files.ts";

/** The CEO's copy lies beside the clone; a clone of its own does not have it. */
const original = `${root}../shared/spec/procedure.md`;

test.skipIf(!existsSync(original))("docs/procedure.md is the procedure document, byte for byte", () => {
  expect(readFileSync(`${root}docs/procedure.md`).equals(readFileSync(original))).toBe(true);
});
