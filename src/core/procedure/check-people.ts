import { foldLogin } from "../authorization/identity.ts";
import { type Locator, shown } from "../document/check-schema.ts";
import { pointerTo } from "../document/locate.ts";
import type { View } from "../document/view.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { nearestOf } from "../text/nearest.ts";
import { parseLocalDate } from "../time/instant.ts";

/** What people.yml can say wrong by itself: one account twice, unknown people in roles, days that do not exist. */
export function checkPeople(view: View, where: Locator): Finding[] {
  const people = view.map("/people") ?? {};
  const findings: Finding[] = [];
  const byId = new Map<number, string>();
  const byLogin = new Map<string, string>();
  for (const key of Object.keys(people)) {
    const base = pointerTo("/people", key);
    const id = view.integer(`${base}/github/id`);
    const login = view.text(`${base}/github/login`);
    const duplicate = (field: string, value: string | number, first: string): void => {
      findings.push(
        finding(
          "PERSON_DUPLICATE",
          { field: `people.${key}.github.${field}`, value, first },
          where(`${base}/github/${field}`, "value"),
        ),
      );
    };
    if (id !== null) {
      const first = byId.get(id);
      if (first === undefined) byId.set(id, key);
      else duplicate("id", id, first);
    }
    if (login !== null) {
      const first = byLogin.get(foldLogin(login));
      if (first === undefined) byLogin.set(foldLogin(login), key);
      else duplicate("login", login, first);
    }
    for (const list of ["certifications", "training"]) {
      for (const name of Object.keys(view.map(`${base}/${list}`) ?? {})) {
        const pointer = pointerTo(`${base}/${list}`, name);
        const date = view.text(pointer);
        if (date === null || parseLocalDate(date) !== null) continue;
        const params = {
          field: `people.${key}.${list}.${name}`,
          problem: `is not a real date: ${shown(date)}`,
          hint: "Write a date as YYYY-MM-DD.",
        };
        findings.push(finding("FIELD_INVALID", params, where(pointer, "value")));
      }
    }
  }
  for (const role of Object.keys(view.map("/roles") ?? {})) {
    const base = pointerTo("/roles", role);
    for (const [index, holder] of view.list(base).entries()) {
      if (typeof holder !== "string" || Object.hasOwn(people, holder)) continue;
      const nearest = nearestOf(holder, Object.keys(people));
      const hint = nearest === null ? "Add the person under people." : `Did you mean "${nearest}"?`;
      findings.push(
        finding(
          "REFERENCE_UNKNOWN",
          { field: `roles.${role}`, kind: "person", name: holder, hint },
          where(`${base}/${index}`, "value"),
        ),
      );
    }
  }
  return findings;
}
