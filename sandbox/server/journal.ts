export interface LoggedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** operationId, `graphql/<root field>`, `git/<service>`; null: unlisted or refused before routing. */
  readonly operation: string | null;
  /** Null: the connection was cut or hangs. */
  readonly status: number | null;
  /** Login behind the token. */
  readonly identity: string | null;
  /** The token itself, so that the requests of one process can be counted. */
  readonly token: string | null;
}

export interface Unlisted {
  readonly method: string;
  readonly path: string;
  readonly why: string;
}

export interface Violation {
  readonly operation: string;
  readonly side: "request" | "response";
  readonly problem: string;
}

/** What happened at the server, for assertions. Tests want `unlisted` and `violations` empty at their end. */
export interface Journal {
  readonly requests: LoggedRequest[];
  readonly unlisted: Unlisted[];
  readonly violations: Violation[];
}

export const createJournal = (): Journal => ({ requests: [], unlisted: [], violations: [] });
