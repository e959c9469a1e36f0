/** Success states, `skipped` and `neutral` included (reference-github.md, a1). */
const passing: ReadonlySet<string> = new Set(["success", "skipped", "neutral"]);
/** Of something that has not ended, or was never reported. */
const running: ReadonlySet<string> = new Set(["pending", "queued", "in_progress", "waiting", "requested", "expected"]);

/** What GitHub makes of a state for a required check. */
export function judgeState(state: string): "passing" | "running" | "failing" {
  const word = state.toLowerCase();
  return passing.has(word) ? "passing" : running.has(word) ? "running" : "failing";
}
