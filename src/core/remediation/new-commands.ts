import type { CommandContext, TrackingComment } from "./judge-commands.ts";
import { isCommand } from "./read-command.ts";

/** Comments by which somebody commands what is neither on record nor answered yet. */
export function newCommands(
  comments: readonly TrackingComment[],
  { fold, answered }: Pick<CommandContext, "fold" | "answered">,
): (TrackingComment & { readonly author: NonNullable<TrackingComment["author"]> })[] {
  const known = new Set(fold.entries.map(({ event }) => event.source.url));
  return comments.flatMap((comment) => {
    const { id, body, url, author } = comment;
    // What was answered once is answered for good: it must not count later by itself.
    const isNew = !answered.has(id) && isCommand(body) && !known.has(url);
    return isNew && author?.type === "User" ? [{ ...comment, author }] : [];
  });
}
