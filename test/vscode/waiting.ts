import assert from 'node:assert/strict';

export const settle = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A function that waits up to `timeout` milliseconds for a fact to become true, and says what was there instead where it does not. */
export function waiting(timeout: number) {
  return async function eventually<T>(read: () => T | Thenable<T>, isRight: (value: T) => boolean): Promise<T> {
    let last = await read();
    for (const end = Date.now() + timeout; !isRight(last) && Date.now() < end;) {
      await settle(50);
      last = await read();
    }
    if (!isRight(last)) assert.fail(`Not within ${timeout / 1000} s; last: ${JSON.stringify(last)}`);
    return last;
  };
}
