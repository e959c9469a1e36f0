import { composeAmendment } from "../core/manifest/compose-amendment.ts";
import type { AskedExtension } from "../core/remediation/record/plan-extended.ts";
import { type ExtensionStep, renderExtension } from "../core/remediation/record/render-extension.ts";
import { compareUrl, newFileUrl } from "../core/text/github-links.ts";
import type { RegistryReader, RepositoryFacts, RequestDesk } from "../ports.ts";

export interface ExtensionPorts {
  readonly desk: RequestDesk;
  readonly reader: RegistryReader;
}

export interface ExtensionSetting {
  readonly bypass: string;
  readonly repository: RepositoryFacts;
  readonly registryBranch: string;
  /** Folder of the manifests. */
  readonly path: string;
  /** e.g. `https://github.com` */
  readonly server: string;
  /** Who approves it, in words. */
  readonly takes: string;
}

/** More amendments of one bypass than any procedure stands. */
const mostAmendments = 50;

/**
 * Brings a later day that was asked for as far as this token can: a branch with the amendment, and a link by which whoever asked opens
 * its pull request, because its author is whom the review rules look at. The same comment makes the same branch; a branch that somebody
 * else pushed to is not taken for ours.
 * @returns the answer as Markdown
 */
export async function extendRemediation(
  { desk, reader }: ExtensionPorts,
  asked: AskedExtension,
  setting: ExtensionSetting,
): Promise<string> {
  const { bypass, repository, registryBranch, path: root, server, takes } = setting;
  const { by, date, reason, comment } = asked;
  const registry = await desk.readRegistry(registryBranch);
  const compose = (number: number) =>
    composeAmendment({ bypass, number, by, reason, changes: { target_date: date } }, root);
  const answer = (next: ExtensionStep): string => renderExtension(by, date, takes, next);
  const base = `${server}/${repository.name}`;
  const number = registry === null ? 1 : await nextNumber(reader, registry.commit, (n) => compose(n).path);
  const { path, text } = compose(number);
  const byHand = (why: string): string =>
    answer({ step: "add", url: newFileUrl(base, registryBranch, { path, text }), path, text, why });
  if (registry === null) return byHand(`there is no branch ${registryBranch}.`);
  const branch = `qms-request/${bypass}.amend-${number}`;
  const title = `Amend ${bypass}: due ${date}`;
  const url = compareUrl(base, registryBranch, branch, title, "");
  const open = { step: "open" as const, url, branch };
  const known = await desk.readBranch(branch, repository.viewer.id);
  if (known !== null) {
    // git may take the last line end off.
    const ours = known.own && `${known.message}\n`.includes(`\n${trailerOf(comment)}`);
    return answer(ours ? open : { step: "waits", url, branch });
  }
  const { viewer } = repository;
  const host = new URL(server).hostname;
  const address = (login: string, id: number) => ({
    name: login,
    email: `${id}+${login}@users.noreply.${host}`,
  });
  const made = await desk.createBranch({
    name: branch,
    parent: registry.commit,
    tree: registry.tree,
    path,
    text,
    message: `${title}\n\n${trailerOf(comment)}`,
    author: address(by, asked.byId),
    committer: address(viewer.login, viewer.id),
  });
  if (made === "created") return answer(open);
  return made === "exists" ? answer({ step: "waits", url, branch }) : byHand(made.refused);
}

/** A line of its own, so that 12 is not found in 123. */
const trailerOf = (comment: number): string => `Qms-Comment: ${comment}\n`;

/** Amendments of a manifest are counted without a gap. */
async function nextNumber(reader: RegistryReader, commit: string, pathOf: (n: number) => string): Promise<number> {
  const numbers = Array.from({ length: mostAmendments }, (_, index) => index + 1);
  const there = await reader.files(commit, numbers.map(pathOf));
  return Math.max(0, ...numbers.filter((number) => there.has(pathOf(number)))) + 1;
}
