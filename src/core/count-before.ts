/** How many of an ascending list come before a value. Looks at few of them, however many there are. */
export function countBefore<Item>(items: readonly Item[], value: number, keyOf: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(items[middle] as Item) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
