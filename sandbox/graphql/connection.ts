import { type GraphqlContext, GraphqlRefusal } from "./context.ts";

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const cursorOf = (index: number): string => Buffer.from(`cursor:${index}`).toString("base64");
const indexOf = (cursor: string): number => Number(Buffer.from(cursor, "base64").toString().split(":")[1]);

/** GitHub wants a bound on every connection, 1 to 100. */
export function connect<T>(
  context: GraphqlContext,
  items: readonly T[],
  args: PageArguments,
  node: (item: T) => unknown,
) {
  const bound = args.first ?? args.last;
  if (bound == null)
    throw new GraphqlRefusal(
      "MISSING_PAGINATION_BOUNDARIES",
      "You must provide a `first` or `last` value to properly paginate this connection.",
    );
  if (bound < 1 || bound > 100)
    throw new GraphqlRefusal(
      "EXCESSIVE_PAGINATION",
      `Requesting ${bound} records on this connection exceeds the limit of 100 records.`,
    );
  const size = context.pageSize === null ? bound : Math.min(bound, context.pageSize);
  let from = args.after == null ? 0 : indexOf(args.after) + 1;
  let to = args.before == null ? items.length : indexOf(args.before);
  if (args.first != null) to = Math.min(to, from + size);
  else from = Math.max(from, to - size);
  const shown = items.slice(from, to);
  return {
    totalCount: items.length,
    nodes: () => shown.map(node),
    edges: () => shown.map((item, index) => ({ cursor: cursorOf(from + index), item })),
    pageInfo: {
      startCursor: shown.length === 0 ? null : cursorOf(from),
      endCursor: shown.length === 0 ? null : cursorOf(from + shown.length - 1),
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
    },
  };
}
