/**
 * What was worked out of the objects of one version of a text, for those of them that the next version still has: what stands above
 * an edit is told by the same objects. (A `WeakMap` would keep what is young in it until a full collection.)
 */
export class Carried<K, V> {
  private before: ReadonlyMap<K, V> = new Map();
  private now = new Map<K, V>();

  constructor(private readonly make: (key: K) => V) {}

  /** Another version begins: what the last one did not ask for is let go. */
  next(): void {
    this.before = this.now;
    this.now = new Map();
  }

  readonly of = (key: K): V => {
    const { now, before } = this;
    if (now.has(key)) return now.get(key)!;
    const value = before.has(key) ? before.get(key)! : this.make(key);
    now.set(key, value);
    return value;
  };
}
