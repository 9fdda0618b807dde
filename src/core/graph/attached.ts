/** An object that others hang their own knowledge on. */
export interface Bearer {
  attached: unknown[] | undefined;
}

let count = 0;

/**
 * What is known of objects, by object. It hangs on the object itself and goes with it: a map would have to be told when an edit makes
 * an object disappear.
 */
export class Attached<K extends Bearer, V> {
  private readonly place = count++;

  get(key: K): V | undefined {
    return key.attached?.[this.place] as V | undefined;
  }
  set(key: K, value: V): void {
    (key.attached ??= [])[this.place] = value;
  }
}
