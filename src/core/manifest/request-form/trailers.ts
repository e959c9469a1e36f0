/**
 * The branch of a request. Not below `qms/`: git keeps a branch as a file, and the registry branch `qms` stands where that folder
 * would be.
 */
export function requestBranchOf(id: string): string {
  return `qms-request/${id}`;
}

/** The commit message of a request: its trailers tell from which issue it was made, and from which words. */
export function messageOfRequest(id: string, issue: number, digest: string): string {
  return `Ask for ${id}\n\nQms-Request: #${issue}\nQms-Request-Sha256: ${digest}\n`;
}

/** What the trailers of a commit say; a claim of whoever wrote it. */
export function readTrailers(message: string): { readonly issue: number | null; readonly digest: string | null } {
  const [, issue] = /^Qms-Request: #([1-9]\d{0,8})\s*$/m.exec(message) ?? [];
  const [, digest] = /^Qms-Request-Sha256: ([0-9a-f]{64})\s*$/m.exec(message) ?? [];
  return { issue: issue === undefined ? null : Number(issue), digest: digest ?? null };
}
