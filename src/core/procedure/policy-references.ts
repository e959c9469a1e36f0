import type { Policy } from "../../generated/types/policy.ts";
import { pointerTo } from "../document/locate.ts";
import type { View } from "../document/view.ts";
import { levels } from "./levels.ts";

/** A name in a policy that has to be defined elsewhere in it. */
export interface Reference {
  readonly pointer: string;
  readonly kind:
    | "anchor"
    | "audience"
    | "channel"
    | "slot"
    | "node"
    | "clock"
    | "obligation"
    | "notice"
    | "check class";
  readonly name: string;
  readonly known: ReadonlySet<string>;
}

/** Recipients that stand for people of the bypass itself, not for an audience. */
const namedRecipients = new Set(["owner", "requestor", "approvers", "level_role"]);
/** An event type is an anchor by its own name. */
const eventName = /^[a-z_]+\.[a-z_]+$/;

/** Every name of the policy that must lead somewhere inside the policy (25-policy-sections.md, last line). */
export function references(view: View): Reference[] {
  const found: Reference[] = [];
  const keys = (pointer: string): Set<string> => new Set(Object.keys(view.map(pointer) ?? {}));
  const rows = (pointer: string): string[] => [...keys(pointer)].map((key) => pointerTo(pointer, key));
  const note = (pointer: string, kind: Reference["kind"], name: string | null, known: ReadonlySet<string>): void => {
    if (name !== null) found.push({ pointer, kind, name, known });
  };
  const anchors = keys("/anchors");
  const audiences = keys("/audiences");
  const anchor = (pointer: string): void => {
    const name = view.text(pointer);
    if (name !== null && !eventName.test(name)) note(pointer, "anchor", name, anchors);
  };
  const recipients = (pointer: string): void => {
    for (const [index, name] of (view.texts(pointer) ?? []).entries()) {
      if (!name.startsWith("role:") && !namedRecipients.has(name))
        note(`${pointer}/${index}`, "audience", name, audiences);
    }
  };

  const obligations = keys("/obligations");
  const slotsOf = (of: readonly string[]): Set<string> =>
    new Set(
      of.flatMap((level) =>
        view
          .list(`/levels/${level}/slots`)
          .flatMap((_, index) => view.text(`/levels/${level}/slots/${index}/name`) ?? []),
      ),
    );

  for (const row of rows("/anchors")) {
    for (const key of ["L1", "L2", "L3", "EMERGENCY", "default"]) {
      anchor(`${row}/${key}`);
      anchor(`${row}/${key}/anchor`);
      anchor(`${row}/${key}/not_before`);
    }
  }
  for (const row of rows("/clocks")) {
    anchor(`${row}/start`);
    anchor(`${row}/from`);
    recipients(`${row}/on_breach/notify`);
    note(`${row}/obligation`, "obligation", view.text(`${row}/obligation`), obligations);
    note(`${row}/slot`, "slot", view.text(`${row}/slot`), slotsOf(levels));
  }
  for (const row of rows("/obligations")) {
    anchor(`${row}/due/from`);
    anchor(`${row}/due/at`);
  }
  for (const row of rows("/escalation")) {
    for (const [index, text] of (view.texts(`${row}/on`) ?? []).entries()) {
      const [, word = "", name = ""] = /^(obligation_overdue|clock_breached):(.+)$/.exec(text) ?? [];
      if (word === "" || name === "*") continue;
      if (word === "clock_breached") note(`${row}/on/${index}`, "clock", name, keys("/clocks"));
      else note(`${row}/on/${index}`, "obligation", name, obligations);
    }
    recipients(`${row}/to`);
    for (const rung of rows(`${row}/rungs`)) recipients(`${rung}/to`);
  }
  for (const row of rows("/notifications")) {
    recipients(`${row}/to`);
    anchor(`${row}/at`);
  }
  for (const period of ["daily", "weekly", "monthly"]) recipients(`/reports/${period}/to`);
  for (const row of rows("/audiences")) {
    for (const [index, name] of (view.texts(`${row}/via`) ?? []).entries())
      note(`${row}/via/${index}`, "channel", name, keys("/channels"));
  }
  for (const row of rows("/decision_tree")) {
    const nodes = keys("/decision_tree");
    note(`${row}/next`, "node", view.text(`${row}/next`), nodes);
    for (const answer of rows(`${row}/answers`)) note(answer, "node", view.text(answer), nodes);
  }
  for (const index of view.list("/checks").keys())
    note(`/checks/${index}/class`, "check class", view.text(`/checks/${index}/class`), keys("/check_classes"));
  for (const level of levels) {
    for (const row of [...rows(`/levels/${level}/approval_criteria`), ...rows(`/levels/${level}/consultations`)]) {
      note(`${row}/slot`, "slot", view.text(`${row}/slot`), slotsOf([level]));
      note(`${row}/notification`, "notice", view.text(`${row}/notification`), keys("/notifications"));
    }
    for (const row of rows(`/levels/${level}/workflow`))
      note(`${row}/clock`, "clock", view.text(`${row}/clock`), keys("/clocks"));
  }
  for (const pointer of narrowedEvents(view.value, "")) {
    note(`${pointer}/audience`, "audience", view.text(`${pointer}/audience`), audiences);
    note(`${pointer}/key`, "obligation", view.text(`${pointer}/key`), obligations);
  }
  return found;
}

/** Places of `{event: …, audience: …, key: …}`: wherever a row waits for an event, its narrowing names something (EventMatch). */
function narrowedEvents(value: unknown, pointer: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const map = value as Readonly<Record<string, unknown>>;
  const here = Object.hasOwn(map, "event") && (Object.hasOwn(map, "audience") || Object.hasOwn(map, "key"));
  const below = Object.entries(map).flatMap(([key, child]) => narrowedEvents(child, pointerTo(pointer, key)));
  return here ? [pointer, ...below] : below;
}

/** Owners that are no role: they come from the manifest, or are the program. */
const namedOwners = new Set(["remediation_owner", "automation", "requestor", "level_role", "owner", "approvers"]);

/** Roles that rows other than slots name, each with the first row that does; the slots' own are checked one by one. */
export function rolesNamed(policy: Policy): { readonly role: string; readonly user: string }[] {
  const users = new Map<string, string>();
  const note = (role: string, user: string): void => {
    if (!users.has(role)) users.set(role, user);
  };
  const recipients = (list: readonly string[] | undefined, user: string): void => {
    for (const item of list ?? []) if (item.startsWith("role:")) note(item.slice("role:".length), user);
  };
  for (const [key, row] of Object.entries(policy.obligations)) {
    if (!namedOwners.has(row.owner)) note(row.owner.replace(/^role:/, ""), `the obligation ${key}`);
  }
  for (const [key, row] of Object.entries(policy.clocks)) {
    recipients(row.by === undefined ? [] : [row.by], `the clock ${key}`);
    recipients(row.on_breach?.notify, `the clock ${key}`);
  }
  for (const [key, row] of Object.entries(policy.escalation)) {
    recipients(row.to, `the escalation ${key}`);
    for (const rung of Object.values(row.rungs ?? {})) recipients(rung.to, `the escalation ${key}`);
  }
  for (const [key, row] of Object.entries(policy.notifications)) recipients(row.to, `the notice ${key}`);
  for (const [key, row] of Object.entries(policy.audiences))
    for (const role of row.roles ?? []) note(role, `the audience ${key}`);
  return [...users].map(([role, user]) => ({ role, user }));
}
