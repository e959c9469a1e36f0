/** A list for a sentence: at most ten entries, then how many more. */
export function listed(items: readonly string[], most = 10): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
