import { finding } from "../findings/finding.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** Of the header of a commit: its parents, and author and committer line as written: name, e-mail, seconds, offset. */
export interface CommitLines {
  readonly parents: readonly string[];
  readonly author: string;
  readonly committer: string;
}

/** A commit that a record acted on, so that it was there at the record's time. */
export interface DatedCommit {
  readonly commit: string;
  readonly bypass: string;
  readonly seq: number;
  /** What the record saw in it. */
  readonly path: string;
  /** Time of the record. */
  readonly at: string;
}

/**
 * Dates of commits against the record's. They are claims, and nothing rests on them; one that cannot be true says that a clock was wrong, or
 * that somebody wrote the date. Years off the calendar are such, too.
 * @param lines of the commits; what is missing is not judged
 */
export function checkCommitDates(
  dated: readonly DatedCommit[],
  lines: ReadonlyMap<string, CommitLines>,
): AuditFinding[] {
  return dated.flatMap(({ commit, bypass, seq, path, at }) => {
    const both = lines.get(commit);
    const committed = both === undefined ? null : claimedInstant(both.committer);
    const authored = both === undefined ? null : claimedInstant(both.author);
    const seen = parseInstant(at);
    if (committed === null || authored === null || seen === null) return [];
    const about = { bypass, seq, commits: [commit], until: at };
    const findings: AuditFinding[] = [];
    if (committed > seen + SERVER_SKEW_MS) {
      const params = { commit, claimed: shownOf(committed), seq, at };
      findings.push(auditFinding(finding("CLOCK_SKEW", params, { path }), about));
    }
    if (authored > committed + SERVER_SKEW_MS) {
      const params = { commit, claimed: shownOf(authored), committed: shownOf(committed) };
      findings.push(auditFinding(finding("AUTHOR_DATE_SKEW", params, { path }), about));
    }
    return findings;
  });
}

/** The instant that a line claims, whatever its offset; git counts seconds of UTC. */
export function claimedInstant(line: string): Instant | null {
  const seconds = /> (\d+) [+-]\d{4}$/.exec(line)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function shownOf(instant: Instant): string {
  return Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : `${instant / 1000} seconds after 1970`;
}
