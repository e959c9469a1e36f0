/** A blob or tree of git as GraphQL gives it; null: nothing there. */
export interface GitObject {
  readonly __typename: string;
  readonly oid: string;
  readonly isTruncated?: boolean;
  readonly text?: string | null;
  readonly entries?: readonly TreeEntry[];
}

export interface TreeEntry {
  readonly name: string;
  /** As a number: 0o100644 is 33188. */
  readonly mode: number;
  readonly type: string;
  readonly oid: string;
}

export const objectFragment = `fragment GitObjectParts on GitObject {
  __typename
  oid
  ... on Blob { isTruncated text }
  ... on Tree { entries { name mode type oid } }
}`;

/** Objects by what git rev-parse understands (`<commit>:path`), all in one query with whatever else is asked. */
export interface ObjectWishes {
  readonly declarations: string;
  readonly selections: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Spells wishes as aliases `o0`, `o1` … with variables, so that no path has to be quoted. */
export function wishFor(expressions: readonly string[]): ObjectWishes {
  return {
    declarations: expressions.map((_, index) => `, $o${index}: String!`).join(""),
    selections: expressions
      .map((_, index) => `o${index}: object(expression: $o${index}) { ...GitObjectParts }`)
      .join("\n"),
    variables: Object.fromEntries(expressions.map((expression, index) => [`o${index}`, expression])),
  };
}

/** The answers to `wishFor`, by expression. */
export function grantedOf(
  expressions: readonly string[],
  repository: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, GitObject | null> {
  return new Map(
    expressions.map((expression, index) => [expression, (repository[`o${index}`] ?? null) as GitObject | null]),
  );
}
