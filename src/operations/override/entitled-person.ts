import { ConfigurationError } from "../../core/findings/errors.ts";
import { type Finding, finding } from "../../core/findings/finding.ts";
import { type CompiledPeople, holdersOf } from "../../core/procedure/compiled-people.ts";
import type { CompiledPolicy } from "../../core/procedure/compiled-policy.ts";
import { secretKindIn } from "../../core/text/secrets.ts";
import type { EventActor } from "../../generated/types/event.ts";
import type { GitHub, RegistryReader } from "../../ports.ts";
import { peopleOf, policyOf } from "../decide-request.ts";

/** Who started a run by hand: the event's sender, whom nobody but GitHub can name. */
export interface Sender {
  readonly login: string;
  readonly id: number;
}

/** A run in somebody's name. */
export interface PersonalRun {
  /** Null: the event was not started by a person. */
  readonly sender: Sender | null;
  /** A re-run keeps the first one's name, whoever starts it. */
  readonly attempt: number;
  readonly reason: string;
}

export interface GovernanceAt {
  readonly registryBranch: string;
  readonly policyPath: string;
  readonly peoplePath: string;
}

/** Policy and people at one commit of the registry branch. Throws where either cannot be used. */
export async function readGovernanceAt(
  github: GitHub,
  reader: RegistryReader,
  commit: string | null,
  options: GovernanceAt,
): Promise<{ readonly policy: CompiledPolicy; readonly people: CompiledPeople }> {
  const { policyPath, peoplePath, registryBranch } = options;
  const files = commit === null ? new Map() : await reader.files(commit, [policyPath, peoplePath]);
  const policy = policyOf(files.get(policyPath) ?? null, options);
  const people = peopleOf(files.get(peoplePath) ?? null, policy, options, github.serverTime() ?? 0);
  if (policy.compiled !== null && people.compiled !== null) return { policy: policy.compiled, people: people.compiled };
  const [first] = [...policy.findings, ...people.findings].filter((item) => item.severity === "error");
  throw new ConfigurationError(
    `The governance files on ${registryBranch} cannot be used: ${first?.message ?? ""}`,
    "Correct them by a pull request; `qms-bypass validate` names every error.",
  );
}

/** Somebody who acts in person, with the role that entitles them; or why not. */
export async function entitledPerson(
  github: GitHub,
  people: CompiledPeople,
  roles: readonly string[],
  { sender, attempt }: PersonalRun,
  what: string,
): Promise<EventActor | Finding> {
  if (sender === null) {
    throw new ConfigurationError(
      `${what} is done in a person's name, and this run was started by none.`,
      "Start the workflow by hand: Actions → the workflow → Run workflow.",
    );
  }
  if (attempt !== 1) return finding("RERUN_REFUSED", { what });
  const named = roles.flatMap((role) => people.teams.get(role) ?? []);
  const teams = named.length === 0 ? {} : await github.readTeams([...new Set(named)]);
  const held = roles.find((role) => holdersOf(people, role, teams)?.has(sender.id) === true);
  const person = people.byId.get(sender.id);
  // Somebody of people.yml may be in a team that cannot be looked up: nobody can say that they hold nothing.
  const unknown = roles.find((role) => holdersOf(people, role, teams) === null);
  if (held === undefined && person?.active === true && unknown !== undefined) {
    return finding("MEMBERSHIP_UNKNOWN", { team: people.teams.get(unknown) ?? "", role: unknown });
  }
  if (held === undefined || person?.active !== true) {
    return finding("NOT_ENTITLED", { login: sender.login, what, roles: roles.join(", ") });
  }
  return { id: sender.id, login: sender.login, role: held, kind: "human" };
}

/** A reason fits one line of the ledger. */
export function reasonOf(text: string): string {
  const reason = text.replace(/\s+/g, " ").trim();
  assertNoSecret("reason", reason);
  if (reason.length > 0 && reason.length <= 500) return reason;
  throw new ConfigurationError(
    reason === "" ? 'The input "reason" is empty.' : 'The input "reason" has more than 500 characters.',
    "Say in a sentence why; it stays on record.",
  );
}

/** What a person types into a run is on record for ever. */
export function assertNoSecret(input: string, text: string): void {
  const kind = secretKindIn(text);
  if (kind === null) return;
  throw new ConfigurationError(
    `The input "${input}" looks like it holds a secret (${kind}), and the record is kept for ever.`,
    "Revoke the secret now: it stands in the log of this run. Say it without.",
  );
}
