/**
 * The same function, which keeps what it gave. For pure functions of short strings that are nearly always the same few hundred:
 * names of Keras, paths of its modules. A text may be full of names of its own, so no more than `most` are kept.
 */
export function remembered<T>(make: (name: string) => T, most = 2000): (name: string) => T {
  const known = new Map<string, { readonly made: T }>();
  return (name) => {
    const found = known.get(name);
    if (found) return found.made;
    const made = make(name);
    if (known.size < most) known.set(name, { made });
    return made;
  };
}
