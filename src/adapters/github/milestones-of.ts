import type { Milestones } from "../../ports.ts";
import type { Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { GitHubRefusal } from "./request-failure.ts";

interface MilestoneAnswer {
  readonly number: number;
  readonly title: string;
}

/** Of a repository: what `milestoneParts` asks for. */
export interface MilestonesNode {
  readonly hasIssuesEnabled: boolean;
  readonly milestones: Connection<MilestoneAnswer> | null;
}

interface MilestonesAnswer {
  readonly repository: MilestonesNode;
}

/** The newest hundred, or those behind them. */
export const milestoneParts = (where = ""): string =>
  `hasIssuesEnabled milestones(first: 100, orderBy: { field: NUMBER, direction: DESC } ${where}) { nodes { number title } pageInfo { hasNextPage endCursor } }`;

/** Null: the repository has its issues turned off. */
export function numbersByTitle(node: MilestonesNode): ReadonlyMap<string, number> | null {
  if (!node.hasIssuesEnabled) return null;
  return new Map((node.milestones?.nodes ?? []).map(({ title, number }) => [title, number]));
}

/** The newest thousand, open and closed ones: twelve a year are ours, the others a team's own. */
const mostPages = 10;

/** Milestones through one token. */
export function milestonesOf(client: Client): Milestones {
  return {
    async list() {
      const found = new Map<string, number>();
      let after: string | null = null;
      for (let page = 1; page <= mostPages; page++) {
        const answer: MilestonesAnswer = await client.graphql<MilestonesAnswer>(
          `query Milestones($owner: String!, $name: String!, $after: String) {
            repository(owner: $owner, name: $name) {
              ${milestoneParts("after: $after")}
            }
          }`,
          { owner: client.owner, name: client.name, after },
        );
        const titles = numbersByTitle(answer.repository);
        if (titles === null) return null;
        for (const [title, number] of titles) found.set(title, number);
        const { milestones } = answer.repository;
        if (milestones?.pageInfo.hasNextPage !== true) break;
        after = milestones.pageInfo.endCursor;
      }
      return found;
    },

    async create({ title, description, dueDate }) {
      try {
        const { data } = await client.rest<MilestoneAnswer>("POST /repos/{owner}/{repo}/milestones", {
          title,
          description,
          // GitHub keeps the day that it is in California at this instant: noon UTC is the same day there all the year.
          due_on: `${dueDate}T12:00:00Z`,
        });
        return data.number;
      } catch (error) {
        if (error instanceof GitHubRefusal && error.status === 422) return { refused: error.message };
        throw error;
      }
    },

    async put(issue, milestone) {
      const { data } = await client.rest<{ milestone: MilestoneAnswer | null }>(
        "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
        { issue_number: issue, milestone },
      );
      return data.milestone?.number === milestone;
    },
  };
}
