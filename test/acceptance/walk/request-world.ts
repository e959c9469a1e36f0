import { load } from "js-yaml";
import { demoManifest } from "../../../src/demo/demo-manifests.ts";
import { fillForm } from "../../../src/demo/fill-form.ts";
import type { StepOptions, Walk, WalkStep } from "../../../src/demo/open-walk.ts";

/** The text of a good L1 form about the seeded pull request, with other answers by heading. */
export async function goodForm(walk: Walk, changes: Readonly<Record<string, string | null>> = {}): Promise<string> {
  const manifest = demoManifest({
    level: "L1",
    at: await walk.now(),
    repository: walk.repository,
    pullRequest: walk.target.number,
    headSha: walk.target.headSha,
    checks: ["docs/coverage"],
    calendar: walk.calendar,
  });
  // The head is left to be taken from the pull request, as most people will.
  return fillForm("L1", load(manifest.text) as Record<string, unknown>, { "Head commit": null, ...changes });
}

export const title = "Level 1 Bypass Request - Docs coverage is 78 % while the reference moves";

/** Opens an issue as a person who submits the form. */
export async function file(
  walk: Walk,
  body: string,
  how: { readonly login?: string; readonly title?: string } = {},
): Promise<number> {
  const issue = { title: how.title ?? title, body };
  return ((await walk.as(how.login ?? "req", "POST", "issues", issue)) as { number: number }).number;
}

/** request-bypass as request.yml runs it for an issue event. */
export function request(walk: Walk, number: number, options: StepOptions = {}): Promise<WalkStep> {
  return walk.step("request-bypass", {
    event: { name: "issues", payload: { action: "opened", issue: { number } } },
    ...options,
  });
}

export async function branches(walk: Walk): Promise<string[]> {
  const refs = (await walk.as("dev", "GET", "git/matching-refs/heads/qms-request")) as { ref: string }[];
  return refs.map(({ ref }) => ref.slice("refs/heads/".length));
}

/** The manifest on a request's branch, as text. */
export async function manifestOn(walk: Walk, branch: string): Promise<string> {
  const id = branch.slice("qms-request/".length);
  const [, year, month] = /-(\d{4})(\d{2})\d{2}-/.exec(id) ?? [];
  const path = `contents/.qms/bypasses/${year}/${month}/${id}.yml?ref=${encodeURIComponent(branch)}`;
  const { content } = (await walk.as("dev", "GET", path)) as { content: string };
  return Buffer.from(content, "base64").toString("utf8");
}

/** Opens the pull request as a person who clicks the link. */
export async function click(walk: Walk, branch: string, login = "req"): Promise<number> {
  const pull = await walk.as(login, "POST", "pulls", { title: "Bypass", head: branch, base: "qms" });
  return (pull as { number: number }).number;
}
