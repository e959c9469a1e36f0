import { deliverPull } from "./deliveries.ts";
import { addIssue } from "./issues.ts";
import { storeHead } from "./pulls.ts";
import type { Pull } from "./records.ts";
import type { App, Repo, User, World } from "./world.ts";

export interface PullInput {
  readonly title: string;
  readonly body: string | null;
  readonly base: string;
  readonly headRepo: Repo;
  readonly headRef: string;
  readonly headSha: string;
  readonly draft: boolean;
}

export async function openPull(
  world: World,
  repo: Repo,
  by: { readonly user: User; readonly app: App | null },
  input: PullInput,
): Promise<Pull> {
  const issue = addIssue(world, repo, by, input.title, input.body);
  const pull: Pull = {
    issue,
    id: world.nextId(),
    headRepo: input.headRepo,
    headRef: input.headRef,
    base: input.base,
    draft: input.draft,
    headSha: input.headSha,
    closedBaseSha: null,
    lastPusher: by.user,
    merged: null,
    reviews: [],
    threads: [],
  };
  await storeHead(repo, pull, input.headSha);
  repo.pulls.set(issue.number, pull);
  await deliverPull(world, repo, pull, "opened", by.user);
  return pull;
}
