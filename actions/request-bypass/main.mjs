import { requestBypass } from "../../dist/index.js";

await requestBypass();
