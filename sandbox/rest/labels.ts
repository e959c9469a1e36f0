import { HttpError, notFound, validationFailed } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { attachLabels, findLabel } from "../state/issues.ts";
import type { Issue, Label } from "../state/records.ts";
import { issueOf } from "./issue-of.ts";
import { assertLabel } from "./limits.ts";
import { labelShape } from "./shapes/issue.ts";

const reading = read("issues", "pull_requests");
const labelling = { ...write("issues", "pull_requests"), role: "triage" } as const;

const shapes = (call: RepoCall, labels: readonly Label[]) =>
  labels.map((label) => labelShape(call.world, call.repo, label));

/** The body is a list, an object with a list, or (older clients) absent. */
function namesIn(body: unknown): string[] {
  const list = Array.isArray(body) ? body : ((body as { labels?: unknown[] }).labels ?? []);
  return list.map((label) => (typeof label === "string" ? label : (label as { name: string }).name));
}

function touch(call: RepoCall, issue: Issue) {
  issue.updatedAt = call.world.now();
  return ok(shapes(call, issue.labels));
}

export const labelRoutes: readonly Route[] = [
  repoRoute("issues/list-labels-for-repo", reading, (call) =>
    paginate(call.repo.labels, call.page, (label) => labelShape(call.world, call.repo, label)),
  ),
  repoRoute(
    "issues/create-label",
    { ...write("issues", "pull_requests"), role: "write" },
    (call) => {
      const { world, repo, body } = call;
      const name = String(body.name);
      assertLabel(name, text(body.description));
      if (findLabel(repo, name) !== undefined) throw validationFailed("Label", "name", "already_exists");
      const color = text(body.color) ?? "ededed";
      if (!/^[0-9a-fA-F]{6}$/.test(color)) throw validationFailed("Label", "color", "invalid");
      const label: Label = { id: world.nextId(), name, color, description: text(body.description) ?? null };
      repo.labels.push(label);
      return created(labelShape(world, repo, label));
    },
    { body: ["name", "color", "description"] },
  ),
  repoRoute("issues/get-label", reading, (call) => {
    const label = findLabel(call.repo, call.params.name ?? "");
    if (label === undefined) throw notFound();
    return ok(labelShape(call.world, call.repo, label));
  }),
  repoRoute("issues/list-labels-on-issue", reading, (call) =>
    paginate(issueOf(call).labels, call.page, (label) => labelShape(call.world, call.repo, label)),
  ),
  repoRoute(
    "issues/add-labels",
    labelling,
    (call) => {
      const issue = issueOf(call);
      const wanted = namesIn(call.body);
      for (const name of wanted) assertLabel(name, undefined);
      attachLabels(call.world, call.repo, issue, wanted);
      return touch(call, issue);
    },
    { body: ["labels"] },
  ),
  repoRoute("issues/remove-label", labelling, (call) => {
    const issue = issueOf(call);
    const label = findLabel(call.repo, call.params.name ?? "");
    const at = label === undefined ? -1 : issue.labels.indexOf(label);
    if (at < 0) throw new HttpError(404, "Label does not exist");
    issue.labels.splice(at, 1);
    return touch(call, issue);
  }),
];
