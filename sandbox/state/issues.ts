import type { Comment, Issue, Label } from "./records.ts";
import type { App, Repo, User, World } from "./world.ts";

/** Issues and pull requests share one sequence of numbers. */
export function addIssue(
  world: World,
  repo: Repo,
  by: { readonly user: User; readonly app: App | null },
  title: string,
  body: string | null,
): Issue {
  const issue: Issue = {
    id: world.nextId(),
    number: repo.issues.size + repo.gone.size + 1,
    user: by.user,
    app: by.app,
    title,
    body,
    state: "open",
    stateReason: null,
    createdAt: world.now(),
    updatedAt: world.now(),
    closedAt: null,
    closedBy: null,
    locked: false,
    editor: null,
    lastEditedAt: null,
    labels: [],
    assignees: [],
    milestone: null,
    comments: [],
    renames: [],
  };
  repo.issues.set(issue.number, issue);
  return issue;
}

/** Changes the text; GitHub keeps who did it last. */
export function editText(world: World, by: User, of: Issue | Comment, body: string | null): void {
  Object.assign(of, { body, editor: by, lastEditedAt: world.now() });
}

/** Labels compare without case. */
export function findLabel(repo: Repo, name: string): Label | undefined {
  return repo.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

/** Labelling with an unknown name creates the label, as GitHub does. */
export function labelNamed(world: World, repo: Repo, name: string): Label {
  const known = findLabel(repo, name);
  if (known !== undefined) return known;
  const label = { id: world.nextId(), name, color: "ededed", description: null };
  repo.labels.push(label);
  return label;
}

export function attachLabels(world: World, repo: Repo, issue: Issue, names: readonly string[]): void {
  for (const name of names) {
    const label = labelNamed(world, repo, name);
    if (!issue.labels.includes(label)) issue.labels.push(label);
  }
}

/** Gone for ever; its number stays taken. */
export function deleteIssue(repo: Repo, number: number): void {
  if (repo.issues.delete(number)) repo.gone.set(number, null);
}

/**
 * To another repository of the same owner, as the button on the page does: a new issue of the same author with other ids, the comments
 * with it; labels that the new place does not know are left behind (docs.github.com, "Transferring an issue to another repository"; that
 * ids change: GoogleCloudPlatform/repo-automation-playground#85).
 */
export function transferIssue(world: World, from: Repo, number: number, to: Repo): Issue {
  const issue = from.issues.get(number);
  if (issue === undefined || from.pulls.has(number)) throw new Error(`no issue ${number} to transfer`);
  const moved: Issue = {
    ...issue,
    id: world.nextId(),
    number: to.issues.size + to.gone.size + 1,
    updatedAt: world.now(),
    labels: issue.labels.flatMap(({ name }) => findLabel(to, name) ?? []),
    milestone: to.milestones.find(({ title }) => title === issue.milestone?.title) ?? null,
    comments: issue.comments.map((comment) => ({ ...comment, id: world.nextId() })),
  };
  from.issues.delete(number);
  from.gone.set(number, { repo: to, number: moved.number });
  const pin = from.pinned.indexOf(number);
  if (pin >= 0) from.pinned.splice(pin, 1);
  to.issues.set(moved.number, moved);
  return moved;
}
