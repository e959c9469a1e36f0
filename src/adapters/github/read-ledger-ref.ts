import type { RepositoryFacts } from "../../ports.ts";
import type { Client } from "./client.ts";
import type { LedgerRef } from "./ledger-view.ts";

/** What every query asks of the repository: who we are, the default branch, the ledger's head. */
export const repositoryParts = `
  databaseId
  nameWithOwner
  defaultBranchRef { name target { oid } }
  ledger: ref(qualifiedName: $ledger) { target { oid ... on Commit { message } } }`;

export interface RepositoryAnswer {
  readonly viewer: { readonly login: string; readonly databaseId: number | null };
  readonly repository: {
    readonly databaseId: number;
    readonly nameWithOwner: string;
    readonly defaultBranchRef: { readonly name: string; readonly target: { readonly oid: string } } | null;
    readonly ledger: { readonly target: { readonly oid: string; readonly message: string } } | null;
  };
}

export function repositoryFactsOf({ viewer, repository }: RepositoryAnswer): RepositoryFacts {
  return {
    name: repository.nameWithOwner,
    id: repository.databaseId,
    defaultBranch: {
      name: repository.defaultBranchRef?.name ?? "",
      head: repository.defaultBranchRef?.target.oid ?? "",
    },
    viewer: { login: viewer.login, id: viewer.databaseId ?? 0 },
  };
}

export function ledgerRefOf({ repository }: RepositoryAnswer): LedgerRef | null {
  const { ledger } = repository;
  return ledger === null ? null : { commit: ledger.target.oid, message: ledger.target.message };
}

/** Reads the repository alone. */
export async function readRepositoryAnswer(client: Client, ledgerBranch: string): Promise<RepositoryAnswer> {
  return client.graphql<RepositoryAnswer>(
    `query Repository($owner: String!, $name: String!, $ledger: String!) {
      viewer { login databaseId }
      repository(owner: $owner, name: $name) { ${repositoryParts} }
    }`,
    { owner: client.owner, name: client.name, ledger: `refs/heads/${ledgerBranch}` },
  );
}
