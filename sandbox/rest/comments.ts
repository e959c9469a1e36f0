import { HttpError, notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { denied, isGranted } from "../server/permissions.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, write } from "../server/route.ts";
import { deliverComment } from "../state/deliveries.ts";
import { editText } from "../state/issues.ts";
import type { Comment, Issue } from "../state/records.ts";
import { issueOf } from "./issue-of.ts";
import { assertComment } from "./limits.ts";
import { commentShape } from "./shapes/issue.ts";

function commentOf(call: RepoCall): { issue: Issue; comment: Comment } {
  for (const issue of call.repo.issues.values()) {
    const comment = issue.comments.find((candidate) => String(candidate.id) === call.params.comment_id);
    if (comment !== undefined) return { issue, comment };
  }
  throw notFound();
}

/** A locked conversation goes on among those who may write. */
function assertUnlocked({ world, repo, token }: RepoCall, { locked }: Issue): void {
  const speaks = token.app === null ? isGranted(token, repo, write("issues")) : world.variants.appsCommentOnLocked;
  if (locked && !speaks) throw new HttpError(403, "Unable to create comment because issue is locked.");
}

/** Comments of a pull request are open to the pull request permission too. */
const reading = read("issues", "pull_requests");
const writing = { ...write("issues", "pull_requests"), role: "read" } as const;

export const commentRoutes: readonly Route[] = [
  repoRoute(
    "issues/list-comments",
    reading,
    (call) => {
      const since = call.query.get("since");
      const issue = issueOf(call);
      const found = issue.comments.filter((comment) => since === null || comment.updatedAt >= Date.parse(since));
      return paginate(found, call.page, (comment) => commentShape(call.world, call.repo, issue, comment));
    },
    { query: ["since"] },
  ),
  repoRoute(
    "issues/create-comment",
    writing,
    (call) => {
      const { world, token, body } = call;
      assertComment(body.body);
      const issue = issueOf(call);
      assertUnlocked(call, issue);
      const at = world.now();
      const comment: Comment = {
        id: world.nextId(),
        user: token.user,
        app: token.app,
        body: String(body.body),
        createdAt: at,
        updatedAt: at,
        editor: null,
        lastEditedAt: null,
      };
      issue.comments.push(comment);
      issue.updatedAt = at;
      deliverComment(world, call.repo, issue, comment, "created", token.user);
      return created(commentShape(world, call.repo, issue, comment));
    },
    { body: ["body"] },
  ),
  repoRoute("issues/get-comment", reading, (call) => {
    const { issue, comment } = commentOf(call);
    return ok(commentShape(call.world, call.repo, issue, comment));
  }),
  repoRoute(
    "issues/update-comment",
    writing,
    (call) => {
      const { issue, comment } = commentOf(call);
      // Somebody else's comment: maintainers only; an app edits its own.
      const own = comment.user.id === call.token.user.id;
      if (!own && (call.token.app !== null || !isGranted(call.token, call.repo, write("issues"))))
        throw denied(call.token);
      assertComment(call.body.body);
      editText(call.world, call.token.user, comment, String(call.body.body));
      comment.updatedAt = call.world.now();
      deliverComment(call.world, call.repo, issue, comment, "edited", call.token.user);
      return ok(commentShape(call.world, call.repo, issue, comment));
    },
    { body: ["body"] },
  ),
];
