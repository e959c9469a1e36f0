import type { Facts, Push, Review } from "../../generated/types/facts.ts";
import { parseInstant } from "../time/instant.ts";
import { submittedAt } from "./fold-reviews.ts";

/** Whether an approval is proven to be about the manifest as it is now, and by what. */
export type Freshness =
  | { readonly fresh: true; readonly by: "digest" | "activity" }
  | { readonly fresh: false; readonly why: string };

const digestLine = /^[ \t]{0,3}qms-digest:[ \t]*sha256:([0-9a-fA-F]{64})[ \t]*$/;

/** The digests that a review body states, one per line of its own; a quoted line (`> …`) is somebody else's statement. */
export function statedDigests(body: string): string[] {
  const stated: string[] = [];
  let quoted = false;
  // U+2028 and a lone CR end no line on GitHub; a comment shows nobody what it says.
  const visible = body.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, "").replaceAll("\r\n", "\n");
  for (const line of visible.split("\n")) {
    // A quote goes on until a blank line, with or without further marks.
    quoted = line.trim() !== "" && (quoted || /^ {0,3}>/.test(line));
    const match = quoted ? null : digestLine.exec(line);
    if (match !== null) stated.push((match[1] ?? "").toLowerCase());
  }
  return stated;
}

/**
 * An approval is a statement about content (30-authorization.md, "Freshness"). Neither `commit_id` nor commit dates prove
 * anything, so the evidence is (a) the digest line in the reviewer's own words, else (b) the blob that the server had at the
 * head when the review came in.
 * @param digest sha256 of the manifest as it is now
 * @param digestRequired at L3 and EMERGENCY only (a) counts
 */
export function judgeFreshness(review: Review, facts: Facts, digest: string, digestRequired: boolean): Freshness {
  const stated = statedDigests(review.body);
  if (stated.length > 0) {
    // A body that names several digests is no statement about one of them.
    return stated.every((item) => item === digest)
      ? { fresh: true, by: "digest" }
      : { fresh: false, why: "another version of the manifest: the digest line names other content" };
  }
  if (digestRequired) return { fresh: false, why: "without the digest line that this level requires" };
  const then = blobAt(facts.pushes, submittedAt(review));
  if (then.known && then.sha256 === digest) return { fresh: true, by: "activity" };
  return {
    fresh: false,
    why: then.known ? "an earlier version of the manifest" : "at a moment for which the branch's content is not known",
  };
}

/** Manifest blob at the branch's head at an instant, from the server-side activity. Unknown where two orders are possible. */
function blobAt(pushes: readonly Push[], at: number): { known: true; sha256: string | null } | { known: false } {
  let latest: { second: number; sha256: string | null } | null = null;
  let ambiguous = false;
  const second = Math.floor(at / 1000);
  for (const push of pushes) {
    const pushed = Math.floor((parseInstant(push.at) ?? Number.NaN) / 1000);
    // The same second: nobody can tell which came first.
    if (Number.isNaN(pushed) || pushed === second) return { known: false };
    if (pushed > second) continue;
    if (latest === null || pushed > latest.second) {
      latest = { second: pushed, sha256: push.manifest_sha256 };
      ambiguous = false;
    } else if (pushed === latest.second && push.manifest_sha256 !== latest.sha256) {
      ambiguous = true;
    }
  }
  return latest === null || ambiguous ? { known: false } : { known: true, sha256: latest.sha256 };
}
