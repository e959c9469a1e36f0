import type { MergeFacts } from "./judge-other-rules.ts";
import type { ProtectionSnapshot } from "./protection-snapshot.ts";

/** What the token of the App may do about the rules of a base, and how they are. Read before anything is recorded. */
export interface Power {
  /** Rulesets that its merges may go past. */
  readonly bypasses: ReadonlySet<number>;
  /** The requirements that could be relaxed, as they are now; null: not read, because nothing may be relaxed. */
  readonly snapshot: ProtectionSnapshot | null;
  /** Whether classic protection wants the branch up to date; null: the token may not read it. */
  readonly classicStrict: boolean | null;
  readonly facts: MergeFacts;
}
