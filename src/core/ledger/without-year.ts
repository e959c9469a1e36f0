/** What the branches of one ledger have in common: `qms-ledger` of `qms-ledger` and of `qms-ledger-2027`, to which a roll-over goes on. */
export function withoutYear(branch: string): string {
  return branch.replace(/-\d{4}$/, "");
}
