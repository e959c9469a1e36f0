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
    number: repo.issues.size + 1,
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
