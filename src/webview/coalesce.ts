/** Draws no faster than the screen: of several values within one frame only the last is drawn. */
export function coalesce<T>(draw: (latest: T) => void, schedule: (draw: () => void) => unknown = requestAnimationFrame): (value: T) => void {
  let pending: { readonly value: T } | undefined;
  return (value) => {
    if (!pending) {
      schedule(() => {
        const latest = pending as { readonly value: T };
        pending = undefined;
        draw(latest.value);
      });
    }
    pending = { value };
  };
}
