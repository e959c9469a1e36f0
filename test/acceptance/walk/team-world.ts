import { expect } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { walkForTest } from "./walk-world.ts";

/** A registry whose lead-frontend is a team; `lou` holds the role by nothing else. */
export async function withTeam(
  members: readonly string[],
  pending: readonly string[] = [],
  settings: Parameters<typeof walkForTest>[0] = {},
): Promise<Walk> {
  const walk = await walkForTest({ now: "2026-03-02T08:00:00Z", ...settings });
  await makeTeam(walk, members, pending);
  return walk;
}

/** Makes the team that holds lead-frontend from now on, instead of whom people.yml lists. */
export async function makeTeam(walk: Walk, members: readonly string[], pending: readonly string[] = []): Promise<void> {
  const { content } = (await walk.as("dev", "GET", "contents/.qms/people.yml?ref=qms")) as { content: string };
  const text = Buffer.from(content, "base64").toString("utf8");
  const people = text.replaceAll(/^ {2}lead-(\w+): \[.*\]$/gm, (line, kind) =>
    kind === "frontend" ? "  lead-frontend: { team: acme/leads }" : line.replace(/(?:, )?\blou\b/, ""),
  );
  expect(people).not.toBe(text);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "ann",
    message: "A role becomes a team's",
    files: { ".qms/people.yml": people },
  });
  await walk.sandbox.admin("createTeam", "acme", "leads", members, pending);
  await walk.sandbox.admin("advance", 3_600_000);
}
