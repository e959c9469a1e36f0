import type { CheckClass } from "../../generated/types/policy.ts";

/** Strictest first: a name that speaks of two things gets the stricter class. Words are whole words, never parts of one. */
const words: readonly (readonly [CheckClass, readonly string[]])[] = [
  [
    "security_critical",
    "security codeql secret secrets sast dast trivy snyk semgrep gitleaks trufflehog vulnerability vulnerabilities audit".split(
      " ",
    ),
  ],
  ["compliance_gdpr_pci", "compliance gdpr pci privacy hipaa sox".split(" ")],
  ["regulatory", "regulatory license licenses licence licences licensing sbom".split(" ")],
  ["code_quality_major", "test tests unit e2e integration build compile typecheck coverage".split(" ")],
  ["dor_dod", "dor dod".split(" ")],
  ["performance_regression_warning", "perf performance bench benchmark benchmarks".split(" ")],
  ["documentation_coverage", "doc docs documentation".split(" ")],
  ["code_quality_minor", "lint linter linting eslint prettier format formatting".split(" ")],
];

export interface DraftedChecks {
  readonly classified: readonly { readonly match: string; readonly class: CheckClass }[];
  /** Refused below EMERGENCY until somebody gives them a class. */
  readonly unclassified: readonly string[];
}

/** Drafts classes from names of required checks. What no word tells stays unclassified. */
export function draftCheckClasses(names: readonly string[]): DraftedChecks {
  const classified: { match: string; class: CheckClass }[] = [];
  const unclassified: string[] = [];
  for (const name of new Set(names)) {
    const found = classOf(name);
    if (found === null) unclassified.push(name);
    else classified.push({ match: name, class: found });
  }
  return { classified, unclassified };
}

function classOf(name: string): CheckClass | null {
  // As a pattern such a name would match other checks too, and patterns have no escape.
  if (/[*?]/.test(name)) return null;
  // As written and with its humps apart: CodeQL is one word, gdprScan two.
  const spoken = new Set(`${name} ${name.replace(/([a-z])([A-Z])/g, "$1 $2")}`.toLowerCase().split(/[^a-z0-9]+/));
  // Coverage of the documentation is not coverage by tests.
  if (["doc", "docs", "documentation"].some((word) => spoken.has(word))) spoken.delete("coverage");
  return words.find(([, list]) => list.some((word) => spoken.has(word)))?.[0] ?? null;
}
