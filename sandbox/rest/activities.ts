import { HttpError } from "../server/http-error.ts";
import { type RepoCall, type Route, read, repoRoute } from "../server/route.ts";
import type { Activity } from "../state/records.ts";
import { sameLogin, toIso } from "../state/world.ts";
import { nodeId } from "./shapes/urls.ts";
import { simpleUser } from "./shapes/user.ts";

const days: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, quarter: 91, year: 365 };

function matches({ world, query }: RepoCall, activity: Activity): boolean {
  const [ref, actor, type, period] = ["ref", "actor", "activity_type", "time_period"].map((key) => query.get(key));
  const since = period == null ? null : world.now() - (days[period] ?? 0) * 86_400_000;
  return (
    (ref == null || activity.ref === ref || activity.ref === `refs/heads/${ref}`) &&
    (actor == null || sameLogin(activity.actor.login, actor)) &&
    (type == null || activity.type === type) &&
    (since === null || activity.at >= since)
  );
}

const cursorOf = (activity: Activity): string => Buffer.from(`activity:${activity.id}`).toString("base64url");

/** Place of a cursor in the list; null: none was given. */
function placeOf(call: RepoCall, name: "before" | "after", list: readonly Activity[]): number | null {
  const cursor = call.query.get(name);
  if (cursor === null) return null;
  const at = list.findIndex((activity) => cursorOf(activity) === cursor);
  if (at < 0) throw new HttpError(422, `Invalid cursor ${name}`);
  return at;
}

function link(call: RepoCall, name: "before" | "after", activity: Activity, rel: string): string {
  const url = new URL(call.page.url);
  url.searchParams.delete("before");
  url.searchParams.delete("after");
  url.searchParams.set(name, cursorOf(activity));
  return `<${url.href}>; rel="${rel}"`;
}

export const activityRoutes: readonly Route[] = [
  repoRoute(
    "repos/list-activities",
    read("contents"),
    (call) => {
      const found = call.repo.activities.filter((activity) => matches(call, activity));
      const list = call.query.get("direction") === "asc" ? found : found.reverse();
      // Cursors, not pages: a page goes on after an entry, or ends before one.
      const [after, before] = [placeOf(call, "after", list), placeOf(call, "before", list)];
      const start = before === null ? (after ?? -1) + 1 : Math.max(0, before - call.page.size);
      const end = Math.min(start + call.page.size, before ?? list.length);
      const shown = list.slice(start, end);
      const [first, last] = [shown[0], shown.at(-1)];
      const links = [
        ...(last !== undefined && end < list.length ? [link(call, "after", last, "next")] : []),
        ...(first !== undefined && start > 0 ? [link(call, "before", first, "prev")] : []),
      ];
      return {
        status: 200,
        headers: links.length === 0 ? {} : { link: links.join(", ") },
        body: shown.map((activity) => ({
          id: activity.id,
          node_id: nodeId("Activity", activity.id),
          before: activity.before,
          after: activity.after,
          ref: activity.ref,
          timestamp: toIso(activity.at),
          activity_type: activity.type,
          actor: simpleUser(call.world, activity.actor),
        })),
      };
    },
    { query: ["ref", "direction", "after", "before", "actor", "activity_type", "time_period"] },
  ),
];
