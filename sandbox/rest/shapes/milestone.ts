import type { Milestone } from "../../state/records.ts";
import { type Repo, toIso, type World } from "../../state/world.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { simpleUser } from "./user.ts";

export function milestoneShape(world: World, repo: Repo, milestone: Milestone): Record<string, unknown> {
  const url = `${repoApi(world, repo)}/milestones/${milestone.number}`;
  const issues = [...repo.issues.values()].filter((issue) => issue.milestone === milestone);
  const open = issues.filter(({ state }) => state === "open").length;
  const moment = (at: number | null): string | null => (at === null ? null : toIso(at));
  return {
    url,
    html_url: `${repoHtml(world, repo)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: nodeId("Milestone", milestone.id),
    number: milestone.number,
    state: milestone.state,
    title: milestone.title,
    description: milestone.description,
    creator: simpleUser(world, milestone.creator),
    open_issues: open,
    closed_issues: issues.length - open,
    created_at: toIso(milestone.createdAt),
    updated_at: toIso(milestone.updatedAt),
    closed_at: moment(milestone.closedAt),
    due_on: moment(milestone.dueOn),
  };
}
