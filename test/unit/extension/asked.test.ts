import assert from 'node:assert/strict';
import { Asked } from '../../../src/extension/panels/asked.js';

describe('what a page asks for', () => {
  function open() {
    const cancelled: string[] = [];
    return { cancelled, asked: new Asked(async (token) => void cancelled.push(token)) };
  }

  it('is not begun where it was cancelled while its request was made', async () => {
    const { asked, cancelled } = open();
    let begun = false;
    let ready = (_request: string): void => undefined;
    const work = asked.while('a', async (wanted) => {
      wanted(await new Promise<string>((resolve) => (ready = resolve)));
      begun = true;
    });
    assert.equal(asked.has('a'), true);
    await asked.cancel('a');
    ready('request');
    await assert.rejects(work, { name: 'UserError', message: 'Cancelled.' });
    assert.deepEqual([begun, cancelled, asked.has('a')], [false, ['a'], false]);
  });

  it('goes on where other work was cancelled, and is forgotten when it is done', async () => {
    const { asked } = open();
    const work = asked.while('a', async (wanted) => {
      await asked.cancel('b');
      return wanted(7);
    });
    assert.equal(await work, 7);
    assert.equal(asked.has('a'), false);
    await assert.rejects(asked.while('c', () => Promise.reject(new Error('no'))), /no/);
    assert.equal(asked.has('c'), false);
  });

  it('is cancelled as a whole when the page is closed', async () => {
    const { asked, cancelled } = open();
    const works = ['a', 'b'].map((token) => asked.while(token, async (wanted) => {
      await new Promise((resolve) => setImmediate(resolve));
      return wanted(token);
    }));
    asked.end();
    const ends = await Promise.allSettled(works);
    assert.deepEqual([cancelled, ends.map(({ status }) => status)], [['a', 'b'], ['rejected', 'rejected']]);
  });
});
