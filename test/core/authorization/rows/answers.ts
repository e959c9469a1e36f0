import type { CommentFacts } from "../../../../src/generated/types/facts.ts";
import type { World } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

const key = "rollback_plans_validated";
const url = "https://ci.acme.example/runs/7";

/** The base world answers by events of the ledger; here people answer by comments alone. */
const says =
  (body: string, who: Partial<CommentFacts> & { readonly login?: string; readonly id?: number } = {}) =>
  ({ facts }: World): void => {
    const { login = "sec", id = 108, ...rest } = who;
    facts.events = facts.events?.filter((event) => event.data.key !== key) ?? [];
    const user = { login, id, type: "User" };
    facts.comments = [{ id: 9001, user, body, created_at: "2026-03-05T09:30:00Z", ...rest }];
  };

const open = { level: "L3", verdict: "pending", code: "COMMAND_IGNORED" } as const;
const done = `/qms done ${key} ${url}`;

/** Obligations that gate activation, answered by `/qms` comments on the manifest pull request. */
export const answerRows: readonly Row[] = [
  {
    name: "the owner of an obligation answers it by a comment",
    level: "L3",
    change: says(`${done}\r\nThe drill took four minutes.`),
    verdict: "approved",
    without: ["OBLIGATION_OPEN", "COMMAND_IGNORED"],
  },
  {
    name: "a file with its sha256 is evidence",
    level: "L3",
    change: says(`/qms done ${key} docs/drill.md sha256:${"a".repeat(64)}`),
    verdict: "approved",
  },
  {
    name: "a holder one level up sets it aside with a reason",
    level: "L3",
    change: says(`/qms na ${key} The change is a feature flag; nothing can be rolled back.`, { login: "com", id: 110 }),
    verdict: "approved",
  },
  { ...open, name: "its owner cannot set it aside", change: says(`/qms na ${key} No time.`), says: "one level up" },
  { ...open, name: "a command without evidence", change: says(`/qms done ${key}`), says: "evidence is missing" },
  { ...open, name: "words are no evidence", change: says(`/qms done ${key} trust me`), says: "no URL" },
  {
    ...open,
    name: "a kind of evidence that the obligation does not take",
    change: says(`/qms done ${key} event:${"a".repeat(64)}`),
    says: "does not take an event",
  },
  {
    ...open,
    name: "an obligation that nobody asked for",
    change: says(`/qms done root_cause ${url}`),
    says: "root_cause",
  },
  { ...open, name: "a command that is none here", change: says("/qms ack"), says: '"ack" is no command' },
  { ...open, name: "no command at all behind the word", change: says("/qms"), says: "names no command" },
  { ...open, name: "an edited comment", change: says(done, { edited: true }), says: "edited" },
  {
    ...open,
    name: "somebody with another role",
    change: says(done, { login: "lea", id: 101 }),
    says: "takes security-lead",
  },
  {
    name: "a stranger gets no answer",
    level: "L3",
    change: says(done, { login: "nobody", id: 999 }),
    verdict: "pending",
    code: "OBLIGATION_OPEN",
    without: ["COMMAND_IGNORED"],
  },
  {
    name: "a bot answers nothing",
    level: "L3",
    change: says(done, { user: { login: "sec", id: 108, type: "Bot" } }),
    verdict: "pending",
    code: "OBLIGATION_OPEN",
    without: ["COMMAND_IGNORED"],
  },
  {
    name: "the account behind the comment is gone",
    level: "L3",
    change: says(done, { user: null }),
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
];
