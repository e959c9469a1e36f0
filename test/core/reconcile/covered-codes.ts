/** Codes that test/acceptance/walk/reconcile.test.ts raises, here and in verify. */
export const coveredCodes: readonly string[] = ["UNREGISTERED_BYPASS"];
