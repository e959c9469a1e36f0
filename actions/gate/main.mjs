import { gate } from "../../dist/index.js";

await gate();
