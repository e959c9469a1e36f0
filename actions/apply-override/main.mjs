import { applyOverride } from "../../dist/index.js";

await applyOverride();
