import { auditReport } from "../../dist/index.js";

await auditReport();
