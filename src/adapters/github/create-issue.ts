import type { GitHub, Issue } from "../../ports.ts";
import type { Client } from "./client.ts";
import { GitHubRefusal } from "./request-failure.ts";

type NewIssue = Parameters<GitHub["createIssue"]>[0];

interface CreatedIssue {
  readonly number: number;
  readonly html_url: string;
  readonly assignees?: readonly { readonly login: string }[] | null;
  readonly milestone: { readonly number: number } | null;
}

/** Opens an issue with as much of what belongs to it as GitHub takes. Null: the repository takes no issues. */
export async function createIssue(client: Client, issue: NewIssue): Promise<Issue | null> {
  try {
    return await attempt(client, issue, variantsOf(issue));
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 410) return null;
    throw error;
  }
}

/**
 * GitHub refuses the whole issue for one login that cannot be assigned, or a milestone that was deleted meanwhile; the issue is worth more
 * than either. A login is what is refused most of the time.
 */
function variantsOf(issue: NewIssue): readonly NewIssue[] {
  const { assignees, milestone } = issue;
  const nobody = assignees.length > 0 ? [{ ...issue, assignees: [] }] : [];
  const nowhere = milestone !== null ? [{ ...issue, milestone: null }] : [];
  const bare = nobody.length + nowhere.length === 2 ? [{ ...issue, assignees: [], milestone: null }] : [];
  return [...nobody, ...nowhere, ...bare];
}

async function attempt(client: Client, issue: NewIssue, [next, ...others]: readonly NewIssue[]): Promise<Issue> {
  const { milestone, ...rest } = issue;
  const { title, body, labels } = rest;
  try {
    const { data } = await client.rest<CreatedIssue>("POST /repos/{owner}/{repo}/issues", {
      ...rest,
      ...(milestone === null ? {} : { milestone }),
    });
    const { number, html_url: url } = data;
    const assignees = (data.assignees ?? []).map((user) => user.login);
    const at = data.milestone?.number ?? null;
    return { number, url, title, body, state: "open", assignees, labels, milestone: at, own: true };
  } catch (error) {
    if (next !== undefined && error instanceof GitHubRefusal && error.status === 422) {
      return attempt(client, next, others);
    }
    throw error;
  }
}
