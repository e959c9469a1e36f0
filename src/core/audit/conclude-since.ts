import type { Verified } from "../../generated/types/verified.ts";
import type {
  CheckpointCoverage,
  ComparedAnchor,
  MergeCoverage,
  SignatureCoverage,
  Verify,
  VerifySince,
} from "../../generated/types/verify.ts";
import { isAboutTags, unprovenByTags } from "../ledger/anchor-tag.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { LedgerVerification } from "../ledger/verify-ledger.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import type { Instant } from "../time/instant.ts";
import type { RegistryAudit } from "./check-registry.ts";
import { neverChecked, noCheckpoint, oneLine } from "./conclude.ts";
import type { HistoryCommit } from "./history.ts";

/** What was read since a note, and found to be without a finding. */
export interface SinceParts {
  readonly note: Verified;
  readonly since: VerifySince;
  readonly asOf: Instant;
  readonly ledger: LedgerVerification;
  /** The new records. */
  readonly entries: readonly LedgerEntry[];
  readonly branches: Readonly<Record<"ledger" | "registry", ReadCommits>>;
  readonly registry: Pick<RegistryAudit, "manifests" | "versions">;
  readonly main: MergeCoverage;
  readonly signatures: SignatureCoverage | null;
  readonly checkpoints: CheckpointCoverage | null;
  /** All of them agree. */
  readonly anchors: readonly Anchor[];
  readonly notChecked: readonly string[];
}

interface ReadCommits {
  readonly tip: { readonly ref: string; readonly commit: string };
  readonly commits: readonly HistoryCommit[];
}

/** The result of a verification of what is new: covered is that alone, and what rests on the note is named. */
export function concludeSince(parts: SinceParts): Verify {
  const { note, ledger, entries, branches, registry } = parts;
  const { head } = ledger.covered;
  return {
    schema: "qms.verify/v1",
    verdict: "pass",
    as_of: formatEventInstant(parts.asOf),
    repository: note.repository,
    covered: {
      ledger: {
        ...coverageOf(branches.ledger),
        events: entries.length,
        bypasses: new Set(entries.map(({ event }) => event.bypass).filter((bypass) => bypass !== "PROCEDURE")).size,
        ...{ first_at: ledger.covered.firstAt, last_at: ledger.covered.lastAt },
      },
      registry: { ...coverageOf(branches.registry), manifests: registry.manifests, versions: registry.versions },
      default_branch: parts.main,
      signatures: parts.signatures,
      ...(parts.checkpoints === null ? {} : { checkpoints: parts.checkpoints }),
    },
    anchor:
      head === null
        ? null
        : {
            ledger_commit: branches.ledger.tip.commit,
            ...{ seq: head.seq, event_sha256: head.event_sha256, link_sha256: head.link_sha256 },
            main_head: entries.at(-1)?.event.main_head ?? note.ledger.main_head,
          },
    anchors: parts.anchors.map(agreeing),
    not_checked: notCheckedOf(parts),
    first_divergent: null,
    findings: [],
    since: parts.since,
  };
}

function coverageOf({ tip, commits }: ReadCommits) {
  return { ref: tip.ref, head: tip.commit, commits: commits.length };
}

function agreeing({ source, commit, record }: Anchor): ComparedAnchor {
  return { source: oneLine(source), commit: commit ?? null, seq: record?.seq ?? null, agrees: true };
}

const always: ReadonlySet<string> = new Set([...neverChecked, noCheckpoint]);

function notCheckedOf({ note, since, ledger, entries, anchors, notChecked }: SinceParts): readonly string[] {
  const { whole } = note;
  const warnings = whole.warnings.map(({ code, count }) => `${code} ×${count}`).join(", ");
  const hasCheckpoint = note.ledger.checkpoint !== null || entries.some(({ event }) => event.type === "checkpoint");
  const lines = [
    `what had been verified before: ${oneLine(since.source)} vouches for it up to record ${since.seq}, and not whether its objects are still whole in this clone (git fsck)`,
    ...(warnings === "" ? [] : [`warnings that were known before, of ${whole.as_of}: ${warnings}`]),
    ...notChecked,
    ...ledger.notChecked,
    ...whole.not_checked.flatMap((line) =>
      always.has(line) || isAboutTags(line) ? [] : [`in the verification of ${whole.as_of}: ${line}`],
    ),
    ...unprovenByTags(anchors),
    ...(hasCheckpoint ? [] : [noCheckpoint]),
    ...neverChecked,
  ];
  return [...new Set(lines.map(oneLine))];
}
