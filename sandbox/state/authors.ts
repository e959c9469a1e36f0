import type { Signature } from "../git/objects.ts";
import type { User, World } from "./world.ts";

/** The committer of whatever GitHub itself writes. */
export const webFlow = { id: 19864447, login: "web-flow", name: "GitHub", email: "noreply@github.com" } as const;

const seconds = (world: World): number => Math.floor(world.now() / 1000);

/** A commit through the API is authored by the credential's owner, at server time. */
export function signatureOf(world: World, user: User): Signature {
  return { name: user.name ?? user.login, email: user.email, at: seconds(world) };
}

export function githubSignature(world: World): Signature {
  return { name: webFlow.name, email: webFlow.email, at: seconds(world) };
}
