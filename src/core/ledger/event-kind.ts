import { eventSchemaText } from "../../generated/schemas/event.ts";
import { validate } from "../../generated/validators/event.ts";
import { kind } from "../document/kinds.ts";

/** Ledger records. Apart from the other kinds, so that what never reads a ledger does not carry its validator. */
export const eventKind = kind("qms.event/v1", eventSchemaText, validate, { maxBytes: 262_144, maxDepth: 40 });
