import type { People } from "../../generated/types/people.ts";
import { checkSchema, type Locator } from "../document/check-schema.ts";
import { peopleKind } from "../document/kinds.ts";
import { hasErrors, inReadingOrder, type Reading, readDocument, sha256Hex } from "../document/read-document.ts";
import { View } from "../document/view.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { withoutEchoes } from "../findings/without-echoes.ts";
import type { Instant } from "../time/instant.ts";
import { checkPeople } from "./check-people.ts";
import { checkStaffing } from "./check-staffing.ts";
import { compilePeople } from "./compiled-people.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { PeopleReading } from "./readings.ts";

/**
 * Reads `.qms/people.yml` and checks it against the policy in force: can every slot be filled by distinct people?
 * @param at the instant for which certificates have to be valid
 */
export function readPeople(
  bytes: Uint8Array,
  path: string | null,
  policy: CompiledPolicy | null,
  at: Instant,
): PeopleReading {
  return judge(readDocument(bytes, peopleKind, path), policy, at);
}

/** The people document that facts carry (`people_at_opening`): already parsed, so errors have no line. */
export function readPeopleValue(
  value: unknown,
  path: string,
  policy: CompiledPolicy | null,
  at: Instant,
): PeopleReading {
  const where: Locator = (pointer) => ({ path, pointer });
  const sha256 = sha256Hex(new TextEncoder().encode(JSON.stringify(value)));
  const version = (value as { schema?: unknown } | null)?.schema;
  if (version !== peopleKind.id) {
    const findings = [
      finding(
        "SCHEMA_VERSION",
        { found: JSON.stringify(version) ?? "nothing", expected: peopleKind.id },
        where("/schema", "value"),
      ),
    ];
    return { path, sha256, compiled: null, findings };
  }
  const findings = checkSchema(peopleKind.validate, peopleKind.schema(), value, where);
  return judge({ path, sha256, value: value as Reading["value"], findings, where }, policy, at);
}

function judge(reading: Reading, policy: CompiledPolicy | null, at: Instant): PeopleReading {
  const { path, sha256, where } = reading;
  const findings: Finding[] = [...reading.findings];
  if (reading.value !== null) findings.push(...checkPeople(new View(reading.value, findings), where));
  if (reading.value === null || hasErrors(findings))
    return { path, sha256, compiled: null, findings: inReadingOrder(withoutEchoes(findings)) };
  const people = compilePeople(reading.value as unknown as People, sha256, path);
  if (policy !== null) findings.push(...checkStaffing(people, policy, at, where));
  const listed = inReadingOrder(withoutEchoes(findings));
  return { path, sha256, compiled: hasErrors(listed) ? null : people, findings: listed };
}
