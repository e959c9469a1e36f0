import type { Milestone } from "./records.ts";
import type { Repo, User, World } from "./world.ts";

/** A new one; titles are unique in a repository, which is the caller's to see to. */
export function addMilestone(
  world: World,
  repo: Repo,
  creator: User,
  of: Pick<Milestone, "title" | "description" | "dueOn">,
): Milestone {
  const number = repo.milestones.length + 1;
  const now = world.now();
  const times = { createdAt: now, updatedAt: now, closedAt: null };
  const milestone: Milestone = { ...of, ...times, id: world.nextId(), number, creator, state: "open" };
  repo.milestones.push(milestone);
  return milestone;
}
