import { type Finding, finding } from "../findings/finding.ts";
import { holdersOf, personById } from "../procedure/compiled-people.ts";
import { levels } from "../procedure/levels.ts";
import { matchesPath } from "../text/glob.ts";
import { listed } from "../text/listed.ts";
import { checkCommits, governanceFiles, irregular } from "./check-structure.ts";
import type { DecisionParts } from "./decide.ts";
import type { CompiledInput } from "./decide-manifest.ts";
import { foldLogin } from "./identity.ts";

/**
 * Decides a pull request that changes policy, people, CODEOWNERS or the relay. The files were read as they would be, so their
 * own errors are findings already; what is left is the fence. Approved means "can be used"; the code owners decide and merge.
 */
export function decideGovernance(input: CompiledInput): DecisionParts {
  const files = input.facts.pull_request.files.map((file) => file.path);
  const findings: Finding[] = [
    ...checkGoverned(input.facts),
    finding("GOVERNANCE_CHANGE", { files: listed(files) }),
    ...checkCommits(input.facts),
  ];
  if (input.codeowners !== undefined) findings.push(...checkOwners(input.codeowners, input));
  return {
    required_level: null,
    criteria: [],
    tree: [],
    candidates: [],
    findings,
    complete: true,
  };
}

/** A governed file stays, and stays a regular file: a link could show the owners one text and the program another. */
function checkGoverned({ pull_request: pr }: CompiledInput["facts"]): Finding[] {
  return pr.files.flatMap((file) => {
    const gone = [file.status === "removed" ? file.path : undefined, file.previous_path].filter(
      (path) => path !== undefined && governanceFiles.includes(path),
    );
    const removed = gone.map((path) => finding("GOVERNANCE_REMOVED", { file: path ?? "" }, { path: file.path }));
    const what = file.status === "removed" ? null : irregular(file.mode);
    return what === null ? removed : [...removed, finding("MANIFEST_NOT_REGULAR", { what }, { path: file.path })];
  });
}

interface OwnersLine {
  readonly pattern: string;
  readonly owners: readonly string[];
  readonly line: number;
}

/** The lines of a CODEOWNERS file that say something; `\#` and escaped spaces belong to the pattern. */
export function parseCodeowners(text: string): OwnersLine[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const [pattern, ...owners] = raw
      .replace(/(^|[^\\])#.*$/, "$1")
      .trim()
      .split(/(?<!\\)\s+/);
    return pattern === undefined || pattern === ""
      ? []
      : [{ pattern: pattern.replaceAll("\\ ", " "), owners, line: index + 1 }];
  });
}

/** Owners of a path: the last line that matches wins, and a line without owners takes the owners away. */
export function ownersOf(path: string, lines: readonly OwnersLine[]): OwnersLine | null {
  return lines.findLast((line) => matchesOwnersPattern(line.pattern, path)) ?? null;
}

/** As .gitignore: a pattern with a slash inside is anchored, one that names a folder covers what is below it. */
function matchesOwnersPattern(pattern: string, path: string): boolean {
  const anchored = pattern.startsWith("/") || pattern.slice(0, -1).includes("/");
  const body = pattern.replace(/^\//, "").replace(/\/$/, "");
  const prefix = anchored ? body : `**/${body}`;
  const folder = pattern.endsWith("/") ? [`${prefix}/**`] : [prefix, `${prefix}/**`];
  return folder.some((candidate) => matchesPath(`/${candidate}`, path));
}

function checkOwners(text: string | null, input: CompiledInput): Finding[] {
  if (text === null) {
    return [
      finding("OWNERS_UNGUARDED", {
        problem: "The registry branch has no CODEOWNERS",
        hint: "Add one that names owners for /.qms/ and for itself.",
      }),
    ];
  }
  const lines = parseCodeowners(text);
  const file = input.codeownersPath ?? "CODEOWNERS";
  const findings: Finding[] = [];
  for (const path of [".qms/policy.yml", ".qms/people.yml", file]) {
    if ((ownersOf(path, lines)?.owners.length ?? 0) === 0) {
      const params = {
        problem: `CODEOWNERS names nobody for ${path}`,
        hint: `Add a line for it, after every line that would match it too.`,
      };
      findings.push(finding("OWNERS_UNGUARDED", params, { path: file }));
    }
  }
  const manifests = ownersOf(".qms/bypasses/2026/01/manifest.yml", lines);
  const owners = (manifests?.owners ?? []).map((owner) => foldLogin(owner.replace(/^@/, "")));
  // A team's members are not known here; who is in it is for the platform to say.
  const hasTeam = owners.some((owner) => owner.includes("/") || owner.includes("@"));
  for (const level of levels) {
    if (hasTeam) break;
    const holders = input.policy.policy.levels[level].slots
      .flatMap((slot) => slot.roles)
      .flatMap((role) => [...(holdersOf(input.people, role, input.facts.teams ?? {}) ?? [])])
      .flatMap((id) => personById(input.people, id)?.login ?? []);
    if (holders.some((login) => owners.includes(foldLogin(login)))) continue;
    const params = {
      problem: `CODEOWNERS names no approver of level ${level} for .qms/bypasses/`,
      hint: `Name holders of the level's roles there: ${listed([...new Set(holders)].map((login) => `@${login}`))}.`,
    };
    findings.push(finding("OWNERS_UNGUARDED", params, { path: file, line: manifests?.line ?? null }));
  }
  return findings;
}
