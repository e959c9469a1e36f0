import type { Route } from "../server/route.ts";
import { activityRoutes } from "./activities.ts";
import { assigneeRoutes } from "./assignees.ts";
import { checkRunRoutes } from "./check-runs.ts";
import { commentRoutes } from "./comments.ts";
import { contentRoutes } from "./contents.ts";
import { dispatchRoutes } from "./dispatches.ts";
import { gitDataRoutes } from "./git-data.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { mergeRoutes } from "./merge.ts";
import { milestoneRoutes } from "./milestones.ts";
import { protectionRoutes } from "./protection.ts";
import { protectionCheckRoutes } from "./protection-checks.ts";
import { pullRoutes } from "./pulls.ts";
import { refRoutes } from "./refs.ts";
import { repositoryRoutes } from "./repository.ts";
import { reviewRoutes } from "./reviews.ts";
import { ruleSuiteRoutes } from "./rule-suites.ts";
import { ruleRoutes } from "./rules.ts";
import { statusRoutes } from "./statuses.ts";
import { teamRoutes } from "./teams.ts";
import { userRoutes } from "./users.ts";
import { workflowRunRoutes } from "./workflow-runs.ts";

/** Everything that exists, by operationId. What is not here fails the test that calls it. */
export const routes: ReadonlyMap<string, Route> = new Map(
  [
    repositoryRoutes,
    activityRoutes,
    refRoutes,
    gitDataRoutes,
    contentRoutes,
    ruleRoutes,
    protectionRoutes,
    protectionCheckRoutes,
    ruleSuiteRoutes,
    pullRoutes,
    reviewRoutes,
    mergeRoutes,
    statusRoutes,
    checkRunRoutes,
    issueRoutes,
    assigneeRoutes,
    commentRoutes,
    labelRoutes,
    milestoneRoutes,
    dispatchRoutes,
    workflowRunRoutes,
    userRoutes,
    teamRoutes,
  ]
    .flat()
    .map((route) => [route.operation, route]),
);
