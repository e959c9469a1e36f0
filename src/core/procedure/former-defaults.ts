/**
 * Built-in policies of earlier releases as canonical JSON, oldest first. Approvals of then are counted by them: whoever changes the built-in
 * policy after a release puts the text of that release here.
 */
export const formerDefaults: readonly string[] = [];
