import { changeKindOf, manifestsAdded } from "../core/authorization/check-structure.ts";
import { decide } from "../core/authorization/decide.ts";
import { foldLogin } from "../core/authorization/identity.ts";
import { manifestKind } from "../core/document/kinds.ts";
import { readFacts } from "../core/facts/read-facts.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import { readAmendment } from "../core/manifest/read-amendment.ts";
import { type ManifestReading, readManifest } from "../core/manifest/read-manifest.ts";
import { renderManifest } from "../core/manifest/render-manifest.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readPeopleValue } from "../core/procedure/read-people.ts";
import { nearestOf } from "../core/text/nearest.ts";
import { parseInstant } from "../core/time/instant.ts";
import type { Decision } from "../generated/types/decision.ts";
import type { Facts } from "../generated/types/facts.ts";
import type { FoundFile } from "../ports.ts";
import {
  type Governance,
  type GovernanceOptions,
  loadGovernance,
  type NamedFile,
  readNamedFile,
} from "./load-governance.ts";

export interface ExplainOptions extends Omit<GovernanceOptions, "now"> {
  readonly factsFile: NamedFile;
  readonly manifestFile?: NamedFile | undefined;
  /** `approve:PERSON`, `request-changes:PERSON` or `dismiss:PERSON`, in order. */
  readonly asIf: readonly string[];
  readonly registryBranch: string;
  readonly version: string;
}

export type Explanation =
  | { readonly decision: Decision; readonly governance: Governance; readonly manifestSource: string | null }
  | { readonly decision: null; readonly findings: readonly Finding[] };

/** `explain`: the decision for a facts file, offline. The same function as the action's, over files instead of the API. */
export async function explain(options: ExplainOptions): Promise<Explanation> {
  const file = await readNamedFile(options.files, options.factsFile);
  const reading = readFacts(file.bytes, options.factsFile.shown);
  if (reading.facts === null) return { decision: null, findings: reading.findings };
  const evaluatedAt = parseInstant(reading.facts.evaluated_at) ?? 0;
  const governance = await loadGovernance({ ...options, now: evaluatedAt });
  const { policy, people } = governance;
  if (people === null) {
    throw new ConfigurationError(
      `There is no ${options.peoplePath}: nobody could approve anything.`,
      "Name it with --people, or run inside a clone of the registry.",
    );
  }
  const kind = changeKindOf(reading.facts);
  const source = kind !== "governance" && policy.compiled !== null ? await findManifest(reading.facts, options) : null;
  const manifest =
    source === null || policy.compiled === null || kind === "amendment"
      ? null
      : readManifest(source.bytes, source.path, policy.compiled);
  const amendment = source === null || kind !== "amendment" ? null : readAmendment(source.bytes, source.path);
  const facts = options.asIf.reduce(
    (current, wish) => suppose(current, wish, people, (manifest ?? amendment)?.sha256 ?? null),
    reading.facts,
  );
  const opening = facts.people_at_opening;
  const codeowners = kind === "governance" ? await findCodeowners(options) : {};
  const decision = decide({
    facts,
    manifest,
    amendment,
    original: policy.compiled === null ? null : originalOf(facts, policy.compiled),
    policy,
    people,
    peopleAtOpening:
      // Without the policy: whether every level could be staffed then is no question of this request.
      opening == null ? null : readPeopleValue(opening, "people_at_opening", null, evaluatedAt),
    registryBranch: facts.registry_branch ?? options.registryBranch,
    ...codeowners,
    tool: { name: "qms-bypass", version: options.version },
  });
  const hypothetical = new Set(facts.reviews.slice(reading.facts.reviews.length).map((review) => review.id));
  const candidates = decision.candidates.map((item) =>
    hypothetical.has(item.review_id ?? 0) ? { ...item, review_id: null } : item,
  );
  return { decision: { ...decision, candidates }, governance, manifestSource: source === null ? null : source.path };
}

/** The amended manifest, as the facts have it. */
function originalOf({ original }: Facts, policy: CompiledPolicy): ManifestReading | null {
  if (original === undefined) return null;
  const text = renderManifest({ ...original.manifest }, manifestKind.schema());
  const reading = readManifest(new TextEncoder().encode(text), original.path, policy);
  return reading.manifest === null ? null : reading;
}

/** The manifest is the one file that the pull request adds; `--manifest` names another place to read it from. */
async function findManifest(facts: Facts, options: ExplainOptions): Promise<FoundFile> {
  const path = manifestsAdded(facts)[0] ?? "";
  if (options.manifestFile !== undefined) {
    const file = await readNamedFile(options.files, options.manifestFile);
    return { ...file, path };
  }
  const found = await options.registry.find(path);
  if (found !== null) return found;
  throw new ConfigurationError(
    `The manifest ${path} is neither in the working tree nor on the branch ${options.registryBranch}.`,
    "Name it with --manifest FILE.",
  );
}

/** Where GitHub looks for the file, in this order. Without a registry at hand nobody knows whether there is one: not the same as none. */
async function findCodeowners({
  registry,
  policyPath,
}: ExplainOptions): Promise<{ readonly codeowners?: string | null; readonly codeownersPath?: string }> {
  if ((await registry.find(policyPath)) === null) return {};
  for (const path of [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]) {
    const found = await registry.find(path);
    if (found !== null) return { codeowners: new TextDecoder().decode(found.bytes), codeownersPath: path };
  }
  return { codeowners: null };
}

const states = { approve: "APPROVED", "request-changes": "CHANGES_REQUESTED", dismiss: "DISMISSED" } as const;

/** Adds a review that nobody wrote, at the instant of the decision: what would happen if. */
function suppose(facts: Facts, wish: string, people: NonNullable<Governance["people"]>, digest: string | null): Facts {
  const [, action = "", name = ""] = /^([a-z-]+):(.+)$/.exec(wish) ?? [];
  const state = Object.hasOwn(states, action) ? states[action as keyof typeof states] : undefined;
  if (state === undefined)
    throw new ConfigurationError(
      `--as-if does not understand "${wish}".`,
      "Write approve:PERSON, request-changes:PERSON or dismiss:PERSON.",
    );
  const everyone = [...(people.compiled?.byId.values() ?? [])];
  const person = everyone.find((item) => item.key === name || foldLogin(item.login) === foldLogin(name));
  if (people.compiled !== null && person === undefined) {
    const nearest = nearestOf(
      name,
      everyone.map((item) => item.key),
    );
    throw new ConfigurationError(
      `--as-if names "${name}", who is not in people.yml.`,
      nearest === null ? "Use a key or login of people.yml." : `Did you mean "${nearest}"?`,
    );
  }
  const login = person?.login ?? name;
  const id = person?.id ?? 0;
  const review = {
    id: Math.max(0, ...facts.reviews.map((item) => item.id)) + 1,
    user: { login, id, type: "User" },
    state,
    submitted_at: facts.evaluated_at,
    commit_id: facts.pull_request.head_sha,
    body: digest === null ? "Hypothetical." : `Hypothetical.\nqms-digest: sha256:${digest}`,
    editor: null,
  };
  // Whoever is only supposed to review was not looked up; a known access stays as it is.
  const access = Object.hasOwn(facts.access, String(id))
    ? facts.access
    : { ...facts.access, [String(id)]: "write" as const };
  return { ...facts, reviews: [...facts.reviews, review], access };
}
