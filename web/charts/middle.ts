/** The middle one of what is given (of an even number the lower of the two): a real one, so that its rows can be opened. */
export function middle<Item>(items: readonly Item[], valueOf: (item: Item) => number): Item | undefined {
  const sorted = [...items].sort((a, b) => valueOf(a) - valueOf(b));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
