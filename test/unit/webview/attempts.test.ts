import assert from 'node:assert/strict';
import { Attempts } from '../../../src/webview/attempts.js';

describe('what is asked for beside a picture', () => {
  it('is said why it did not come about, until something else is asked for', async () => {
    let drawn = 0;
    const attempts = new Attempts(() => { drawn += 1; });
    await attempts.make(() => Promise.reject(new Error('conv2d has no line of its own in m.py.')));
    assert.deepEqual([attempts.failure, drawn], ['conv2d has no line of its own in m.py.', 1]);
    let during: string | null = 'not asked';
    await attempts.make(async () => { during = attempts.failure; });
    assert.deepEqual([during, attempts.failure, drawn], [null, null, 2]);
    attempts.forget();
    assert.equal(drawn, 2);
  });
});
