/** Shapes of credentials that are worth refusing: specific prefixes, so that prose and hashes never match. */
const patterns: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/ },
  { kind: "a private key", pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/ },
  { kind: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { kind: "a Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/ },
  {
    kind: "a Slack webhook address",
    pattern: /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{20,200}/,
  },
  { kind: "a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20,100}/ },
  { kind: "a Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { kind: "a Stripe key", pattern: /\b[rs]k_live_[A-Za-z0-9]{20,200}/ },
  { kind: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { kind: "a PyPI token", pattern: /\bpypi-[A-Za-z0-9_-]{50,300}/ },
  {
    kind: "a JSON web token",
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/,
  },
  { kind: "a password in a URL", pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}:[^\s:@/]{3,200}@/i },
];

/** Every pattern holds one of these: one look instead of twelve at the texts in which there is nothing, which is nearly all. */
const sign =
  /(?:gh[pousr]|github_pat|npm|[rs]k_live)_|PRIVATE KEY|A(?:KIA|SIA|Iza)|xox[abeoprs]-|hooks\.slack|glpat-|pypi-|eyJ|:\/\/[^\s/]*@/;

/** The kind of secret that a text looks like it holds, or null. Never the secret itself. */
export function secretKindIn(text: string): string | null {
  if (!sign.test(text)) return null;
  return patterns.find(({ pattern }) => pattern.test(text))?.kind ?? null;
}

/** The text with everything that looks like a secret replaced, for messages that quote what a file says. */
export function redactSecrets(text: string): string {
  return patterns.reduce(
    (result, { pattern }) => result.replace(new RegExp(pattern, `${pattern.flags}g`), "[secret]"),
    text,
  );
}
