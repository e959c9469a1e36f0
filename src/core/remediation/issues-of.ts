import type { LedgerEvent, RemediationOpened } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { issueName } from "./named-in-text.ts";

/** How repositories are called now. */
export interface RepositoryNames {
  /** The one of the ledger and of the pull requests. */
  readonly source: string;
  /** The one that the tracking issue lies in. */
  readonly home: string;
}

/**
 * Every issue that a remediation has ever had, by each name it is known under (`issueName`): as recorded, and as its repository is called
 * now. A text that was written for an issue that is gone still says what it mends, and a name stands for its repository after a renaming.
 */
export function issuesOf(fold: BypassFold, { source, home }: RepositoryNames): string[] {
  const opened = fold.places.flatMap((place) => place.at(-1) ?? []).filter(({ type }) => type === "remediation.opened");
  const latest = fold.state.issue?.repository ?? source;
  const names = opened.flatMap((event) => {
    const own = ownNameAt(event);
    const nowOf = (recorded: string): string => {
      if (isSame(recorded, latest)) return home;
      return own !== null && isSame(recorded, own) ? source : recorded;
    };
    const { repository, issue, former } = event.data as unknown as RemediationOpened;
    return [{ repository, issue }, ...(former === undefined ? [] : [former])].flatMap((one) =>
      [nowOf(one.repository), one.repository].map((name) => issueName(name, one.issue)),
    );
  });
  return [...new Set(names)];
}

/** How the repository of the ledger was called at an event: it may have another name or owner by now. Null: no run says. */
export function ownNameAt({ run }: LedgerEvent): string | null {
  return /^([^/\s]+\/[^/\s]+)\//.exec(run?.workflow_ref ?? "")?.[1] ?? null;
}

/** GitHub's names ignore case. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
