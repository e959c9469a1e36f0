import { hasMarker, markerOf } from "../../core/text/marker.ts";
import type { RegistryFile, RegistryReader } from "../../ports.ts";
import type { Client } from "./client.ts";
import { ledgerRefOf, type RepositoryAnswer, repositoryFactsOf, repositoryParts } from "./read-ledger-ref.ts";
import { bytesOf, readObjects } from "./read-objects.ts";

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly object?: { readonly entries?: readonly Entry[] } | null;
}

interface OverviewAnswer extends RepositoryAnswer {
  readonly repository: RepositoryAnswer["repository"] & {
    readonly registry: { readonly target: { readonly oid: string } } | null;
    readonly states?: { readonly entries?: readonly Entry[] } | null;
    readonly active: { readonly entries?: readonly Entry[] } | null;
  };
}

interface OpenRequestsAnswer {
  readonly repository: {
    readonly pullRequests: {
      readonly nodes: readonly {
        readonly number: number;
        readonly isCrossRepository: boolean;
        readonly reviews: {
          readonly nodes: readonly { readonly submittedAt: string | null; readonly lastEditedAt: string | null }[];
        } | null;
        readonly comments: {
          readonly nodes: readonly {
            readonly viewerDidAuthor: boolean;
            readonly body: string;
            readonly createdAt: string;
            readonly lastEditedAt: string | null;
          }[];
        };
      }[];
    };
  };
}

/** A tree with what lies `depth` levels below it, so that one request lists years, months and files. */
const entriesTo = (depth: number): string =>
  `entries { name type${depth === 0 ? "" : ` object { ... on Tree { ${entriesTo(depth - 1)} } }`} }`;

/** Files of the registry and of the ledger's state folder through the API. */
export function registryReader(client: Client, ledgerBranch: string): RegistryReader {
  return {
    async overview(registryBranch, parts = "all") {
      const answer = await client.graphql<OverviewAnswer>(
        `query Overview(
          $owner: String!, $name: String!, $ledger: String!, $registry: String!, $states: String!, $active: String!,
          $withStates: Boolean!
        ) {
          viewer { login databaseId }
          repository(owner: $owner, name: $name) {
            ${repositoryParts}
            registry: ref(qualifiedName: $registry) { target { oid } }
            states: object(expression: $states) @include(if: $withStates) { ... on Tree { ${entriesTo(2)} } }
            active: object(expression: $active) { ... on Tree { ${entriesTo(0)} } }
          }
        }`,
        {
          owner: client.owner,
          name: client.name,
          ledger: `refs/heads/${ledgerBranch}`,
          registry: `refs/heads/${registryBranch}`,
          states: `refs/heads/${ledgerBranch}:state`,
          active: `refs/heads/${ledgerBranch}:active`,
          withStates: parts === "all",
        },
      );
      const { registry, states, active } = answer.repository;
      return {
        repository: repositoryFactsOf(answer),
        registryHead: registry?.target.oid ?? null,
        ledgerHead: ledgerRefOf(answer)?.commit ?? null,
        states: filesUnder("state", states?.entries ?? []),
        active: (active?.entries ?? []).flatMap(({ name }) => /^([0-9a-f]{40})\.json$/.exec(name)?.[1] ?? []),
      };
    },

    async openRequests(registryBranch) {
      const { repository } = await client.graphql<OpenRequestsAnswer>(
        `query OpenRequests($owner: String!, $name: String!, $registry: String!) {
          repository(owner: $owner, name: $name) {
            pullRequests(first: 100, states: [OPEN], baseRefName: $registry) {
              nodes {
                number isCrossRepository
                reviews(last: 20) { nodes { submittedAt lastEditedAt } }
                comments(first: 100) { nodes { viewerDidAuthor body createdAt lastEditedAt } }
              }
            }
          }
        }`,
        { owner: client.owner, name: client.name, registry: registryBranch },
      );
      return repository.pullRequests.nodes.flatMap((pull) => {
        if (pull.isCrossRepository) return [];
        const marker = markerOf("decision", String(pull.number));
        const decided = pull.comments.nodes.find(
          ({ viewerDidAuthor, body }) => viewerDidAuthor && hasMarker(body, marker),
        );
        const at = decided === undefined ? null : (decided.lastEditedAt ?? decided.createdAt);
        const spoken = (pull.reviews?.nodes ?? []).flatMap((review) => review.lastEditedAt ?? review.submittedAt ?? []);
        // GitHub's times are whole seconds: what was said in the second of the decision may not have been seen.
        return [{ number: pull.number, undecided: at === null || spoken.some((time) => time >= at) }];
      });
    },

    async names(commit, folders) {
      const at = (folder: string): string => `${commit}:${folder}`;
      const objects = await readObjects(client, folders.map(at));
      return new Map(
        folders.flatMap((folder) => {
          const entries = objects.get(at(folder))?.entries;
          return entries === undefined ? [] : [[folder, entries.map(({ name }) => name)] as const];
        }),
      );
    },

    async files(commit, paths) {
      const at = (path: string): string => `${commit}:${path}`;
      const objects = await readObjects(client, paths.map(at));
      const found = new Map<string, RegistryFile>();
      for (const path of paths) {
        const object = objects.get(at(path)) ?? null;
        const bytes = await bytesOf(client, object);
        if (object !== null && bytes !== null) found.set(path, { path, bytes, blob: object.oid });
      }
      return found;
    },

  };
}

function filesUnder(folder: string, entries: readonly Entry[]): string[] {
  return entries.flatMap(({ name, type, object }) => {
    const path = `${folder}/${name}`;
    return type === "tree" ? filesUnder(path, object?.entries ?? []) : [path];
  });
}
