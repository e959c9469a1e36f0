import type { DatedResult, Producer } from "../../../core/reconcile/merge-evidence.ts";
import { type Instant, parseInstant } from "../../../core/time/instant.ts";
import type { ActorNode } from "../actor-parts.ts";

/** Results with their times and producers, for a page of pull requests. */
export const datedContextParts = `
  __typename
  ... on StatusContext { context state createdAt description creator { __typename login ... on User { databaseId } ... on Bot { databaseId } } }
  ... on CheckRun {
    databaseId name status conclusion startedAt completedAt externalId
    checkSuite { app { databaseId slug } }
  }`;

export type DatedContextNode =
  | {
      readonly __typename: "StatusContext";
      readonly context: string;
      readonly state: string;
      readonly createdAt: string;
      readonly description: string | null;
      readonly creator: ActorNode | null;
    }
  | {
      readonly __typename: "CheckRun";
      readonly databaseId: number | null;
      readonly name: string;
      readonly status: string;
      readonly conclusion: string | null;
      readonly startedAt: string | null;
      readonly completedAt: string | null;
      readonly externalId: string | null;
      readonly checkSuite: { readonly app: { readonly databaseId: number | null; readonly slug: string } | null };
    };

export function datedResultOf(node: DatedContextNode): DatedResult {
  if (node.__typename === "StatusContext") {
    const { context, state, createdAt, description, creator } = node;
    return {
      ...{ name: context, kind: "status", state: state.toLowerCase(), description, externalId: null, id: null },
      ...{ startedAt: instant(createdAt), endedAt: instant(createdAt), producer: accountProducer(creator) },
    };
  }
  const { name, status, conclusion, startedAt, completedAt, externalId, databaseId, checkSuite } = node;
  return checkRunResult({
    ...{ name, status: status.toLowerCase(), conclusion: conclusion?.toLowerCase() ?? null },
    ...{ startedAt, completedAt, externalId, id: databaseId },
    app: checkSuite.app === null ? null : { id: checkSuite.app.databaseId, slug: checkSuite.app.slug },
  });
}

export function checkRunResult(run: {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly externalId: string | null;
  readonly id: number | null;
  readonly app: { readonly id: number | null; readonly slug?: string | undefined } | null;
}): DatedResult {
  const { name, status, conclusion, startedAt, completedAt, externalId, id, app } = run;
  const ended = status === "completed";
  const end = completedAt === null ? null : instant(completedAt);
  return {
    ...{ name, kind: "check_run", state: ended ? (conclusion ?? "") : status, description: null, externalId, id },
    // A posted run may lack either time.
    startedAt: startedAt === null ? (end ?? 0) : instant(startedAt),
    endedAt: ended ? (end ?? (startedAt === null ? null : instant(startedAt))) : null,
    producer: app === null || app.id === null ? null : { kind: "app", id: app.id, name: app.slug ?? `app ${app.id}` },
  };
}

export function accountProducer(
  account: { readonly __typename: string; readonly login: string; readonly databaseId?: number | null } | null,
): Producer | null {
  if (account === null || account.databaseId == null) return null;
  const isBot = account.__typename === "Bot";
  // GraphQL leaves out what REST writes behind a bot's login.
  const name = isBot ? account.login.replace(/\[bot\]$/, "") : account.login;
  return { kind: isBot ? "bot" : "user", id: account.databaseId, name };
}

/** GitHub's times are RFC 3339; anything else is a bug of the other side that must not look like a time. */
export function instant(text: string): Instant {
  const at = parseInstant(text);
  if (at === null) throw new Error(`GitHub gave ${JSON.stringify(text.slice(0, 40))} where a time belongs`);
  return at;
}
