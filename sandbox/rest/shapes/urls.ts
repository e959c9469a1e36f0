import type { Repo, User, World } from "../../state/world.ts";

export const apiBase = (world: World): string => `${world.url}/api/v3`;

/** GitHub's opaque ids: ours are stable and say what they are. */
export const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString("base64url");

export const fullName = (repo: Repo): string => `${repo.owner.login}/${repo.name}`;

export const repoApi = (world: World, repo: Repo): string => `${apiBase(world)}/repos/${fullName(repo)}`;

export const repoHtml = (world: World, repo: Repo): string => `${world.url}/${fullName(repo)}`;

export const userApi = (world: World, user: User): string =>
  `${apiBase(world)}/users/${encodeURIComponent(user.login)}`;
