import { parseManifestId } from "../../../core/manifest/manifest-id.ts";
import { readTrailers } from "../../../core/manifest/request-form/trailers.ts";
import { parseInstant } from "../../../core/time/instant.ts";
import type { RequestFacts } from "../../../generated/types/facts.ts";
import type { Client } from "../client.ts";
import { GitHubRefusal, PermissionMissing } from "../request-failure.ts";

interface IssueAnswer {
  readonly number: number;
  readonly created_at: string;
  readonly user: { readonly login: string; readonly id: number } | null;
  readonly pull_request?: unknown;
}

/** Seconds that an id may lie behind its issue, where others took the seconds before. */
const mostSeconds = 60;

/**
 * The issue by which a bypass was asked for, from the trailer of its commit. Anybody can write a trailer: so the issue has to be opened
 * in the second that the id names. What it says by now does not matter: the manifest is the record.
 */
export async function readOrigin(
  client: Client,
  bypass: string,
  messages: readonly string[],
): Promise<RequestFacts | null> {
  const id = parseManifestId(bypass);
  const number = messages.map((message) => readTrailers(message).issue).find((issue) => issue !== null) ?? null;
  if (id === null || number === null) return null;
  try {
    const { data } = await client.rest<IssueAnswer>("GET /repos/{owner}/{repo}/issues/{issue_number}", {
      issue_number: number,
    });
    const behind = id.at / 1000 - Math.floor((parseInstant(data.created_at) ?? 0) / 1000);
    if (data.pull_request !== undefined || behind < 0 || behind >= mostSeconds) return null;
    return { issue: data.number, author: data.user === null ? null : { login: data.user.login, id: data.user.id } };
  } catch (error) {
    // Without it the requester may have to be named by the pull request; nothing is decided wrongly.
    if (error instanceof PermissionMissing || error instanceof GitHubRefusal) return null;
    throw error;
  }
}
