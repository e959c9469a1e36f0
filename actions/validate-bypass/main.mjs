import { validateBypass } from "../../dist/index.js";

await validateBypass();
