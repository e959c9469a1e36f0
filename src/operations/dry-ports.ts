import { utcDayOf } from "../core/ledger/event-instant.ts";
import { planAppend } from "../core/ledger/plan-append.ts";
import type { SyncPorts } from "./sync-remediation.ts";

/** The same ports for a dry run of sync: what would be written is said to `tell`, and the ledger goes on as if it had been. */
export function dryPorts(ports: SyncPorts, tell: (step: string) => void): SyncPorts {
  const { github, ledger, tracker, desk } = ports;
  return {
    ...ports,
    github: {
      ...github,
      async writeComment(issue, body, known) {
        tell(`Answer on #${issue}`);
        return known ?? { id: 0, body };
      },
      async addLabels(issue, labels) {
        tell(`Label #${issue}: ${labels.join(", ")}`);
      },
      async closeDuplicate(issue) {
        tell(`Close #${issue} as a duplicate`);
      },
      milestones: {
        ...github.milestones,
        async create({ title }) {
          tell(`Open the milestone ${title}`);
          return 0;
        },
        async put(issue) {
          tell(`Move #${issue} into the milestone of its deadline`);
          return true;
        },
      },
    },
    ledger: {
      ...ledger,
      async append(snapshot, planner) {
        const { head, entries, active, repositoryId } = snapshot;
        const day = utcDayOf(github.serverTime() ?? 0);
        const plan = planAppend(planner(snapshot), { head, existing: entries, active, day, repositoryId });
        if (plan.outcome !== "append") {
          return { snapshot, appended: [], findings: plan.outcome === "refused" ? plan.findings : [] };
        }
        for (const { event } of plan.records) tell(`Record ${event.type} of ${event.bypass}`);
        // Nothing that sync records makes anything active.
        return {
          snapshot: { ...snapshot, head: plan.head, entries: [...entries, ...plan.records] },
          appended: [],
          findings: [],
        };
      },
    },
    desk: {
      ...desk,
      async createBranch({ name, path }) {
        tell(`Push ${path} to ${name}`);
        return "created" as const;
      },
    },
    tracker: {
      ...tracker,
      async update(issue, change) {
        tell(`Bring #${issue} up to date: ${Object.keys(change).join(", ")}`);
      },
    },
  };
}
