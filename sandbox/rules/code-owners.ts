import { readBlob, resolveRev } from "../git/objects.ts";
import type { Repo, User, World } from "../state/world.ts";
import { findUser, roleAtLeast, roleOf } from "../state/world.ts";

export interface OwnerLine {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** GitHub takes the first of these that exists, on the base branch. */
const places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

export function parseCodeOwners(text: string): OwnerLine[] {
  return text.split("\n").flatMap((raw) => {
    const [pattern = "", ...owners] = raw
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    return pattern === "" ? [] : [{ pattern, owners }];
  });
}

/** gitignore's patterns without `!`, `[ ]` and escapes, which CODEOWNERS does not know. */
export function matchesPattern(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/\/$/, "").includes("/");
  let body = pattern.replace(/^\//, "");
  const folder = body.endsWith("/");
  if (folder) body = body.slice(0, -1);
  const source = body.replace(/^\*\*\/|\/\*\*\/|\/\*\*$|\*+|\?|[.+^${}()|[\]\\]/g, (token, at: number) => {
    if (token === "**/" && at === 0) return "(?:.*/)?";
    if (token === "/**/") return "/(?:.*/)?";
    if (token === "/**") return "/.*";
    if (token.startsWith("*")) return "[^/]*";
    return token === "?" ? "[^/]" : `\\${token}`;
  });
  // `dir/*` owns the files of that folder only; a plain name owns a file or a whole folder.
  const below = folder ? "/.*" : body.endsWith("/*") ? "" : "(?:/.*)?";
  return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${source}${below}$`).test(path);
}

/** Last matching line wins; a line without owners clears ownership. */
export function ownersOf(lines: readonly OwnerLine[], path: string): readonly string[] {
  return lines.filter((line) => matchesPattern(line.pattern, path)).at(-1)?.owners ?? [];
}

export async function readCodeOwners(repo: Repo, baseSha: string): Promise<OwnerLine[]> {
  for (const place of places) {
    const sha = await resolveRev(repo.dir, `${baseSha}:${place}`, "blob");
    if (sha !== null) return parseCodeOwners((await readBlob(repo.dir, sha))?.toString() ?? "");
  }
  return [];
}

/** The people behind owners: by login or e-mail, with write access; others own nothing. Teams are not in the sandbox. */
export function resolveOwners(world: World, repo: Repo, owners: readonly string[]): User[] {
  return owners.flatMap((owner) => {
    if (/^@[^/]+\//.test(owner)) throw new Error(`the sandbox has no teams: CODEOWNERS names ${owner}`);
    const user = owner.startsWith("@")
      ? findUser(world, owner.slice(1))
      : [...world.users.values()].find((candidate) => candidate.email === owner);
    return user !== undefined && roleAtLeast(roleOf(repo, user), "write") ? [user] : [];
  });
}

/** Owners whose review is missing for the given paths, as `@login` lists; empty: every path is settled. */
export async function missingOwners(
  world: World,
  repo: Repo,
  baseSha: string,
  paths: readonly string[],
  author: User,
  approvers: ReadonlySet<number>,
): Promise<string[]> {
  const lines = await readCodeOwners(repo, baseSha);
  const missing = new Set<string>();
  for (const path of paths) {
    const owners = resolveOwners(world, repo, ownersOf(lines, path));
    if (owners.length === 0) continue;
    const implicit = world.variants.authorOwnershipImplicit && owners.some((owner) => owner.id === author.id);
    if (!implicit && !owners.some((owner) => approvers.has(owner.id)))
      missing.add(owners.map((owner) => owner.login).join(" and/or "));
  }
  return [...missing];
}
