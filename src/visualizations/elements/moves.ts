/** Where the arrow keys lead in a grid of tiles; null for keys that do not move. */
export function moveInGrid(key: string, at: number, count: number, columns: number): number | null {
  const steps: { readonly [key: string]: number } = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: count - 1 };
  const to = steps[key];
  if (to === undefined || count === 0) return null;
  // Up and down stop at the edge instead of jumping to its end.
  if (to < 0 || to >= count) return key === 'ArrowLeft' ? 0 : key === 'ArrowRight' ? count - 1 : at;
  return to;
}
