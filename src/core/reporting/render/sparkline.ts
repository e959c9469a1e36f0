const steps = [..."▁▂▃▄▅▆▇█"];

/**
 * The course of a figure in one line of text, the oldest value first: the lowest one a thin line, the highest a full block, `·` where
 * there is none. All alike: in the middle, zeros at the bottom. Empty where no two values can be compared.
 */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return "";
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return values
    .map((value) => {
      if (value === null) return "·";
      const share = span === 0 ? (low === 0 ? 0 : 0.5) : (value - low) / span;
      return steps[Math.round(share * (steps.length - 1))];
    })
    .join("");
}
