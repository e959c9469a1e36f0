import { openRemediation } from "../../dist/index.js";

await openRemediation();
