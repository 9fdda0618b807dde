import assert from 'node:assert/strict';
import fc from 'fast-check';
import { importsKeras } from '../../../src/core/features/relevance.js';
import { Lines } from '../../../src/core/syntax/lines.js';
import { Brokenness, keepLastGood, shiftOffset } from '../../../src/core/features/stable.js';

describe('items beside a text that changes', () => {
  it('move with the text before them and stay on their line', () => {
    const end = 'x = Conv2D(8, 3)'.length;
    assert.equal(shiftOffset(end, [{ from: 0, to: 0, text: '# one\n' }]), end + 6);
    assert.equal(shiftOffset(end, [{ from: end, to: end, text: '(y)' }]), end + 3);
    assert.equal(shiftOffset(end, [{ from: end, to: end, text: '\nz = 1' }]), end);
    assert.equal(shiftOffset(end, [{ from: 4, to: end, text: 'Dense(2)' }]), 4 + 'Dense(2)'.length);
    assert.equal(shiftOffset(end, [{ from: end + 3, to: end + 9, text: '' }]), end);
  });

  it('keep the last good value of a line only while the text is broken', () => {
    const items = (...texts: (string | null)[]) => texts.flatMap((text, line) => (text === null ? [] : { line, offset: line * 5, text }));
    const show = (broken: boolean, ...now: (string | null)[]) => keepLastGood(items('a', 'b', 'c').map((item) => ({ item, stale: false })), items(...now), { broken, doubtful: ({ text }) => text.includes('?') }).map(({ item, stale }) => (stale ? `${item.text} …` : item.text));
    assert.deepEqual(show(true, 'A', null, '?'), ['A', 'b …', 'c …']);
    assert.deepEqual(show(false, 'A', null, '?'), ['A', '?']);
    assert.deepEqual(show(true, 'A', 'B', 'C', '?'), ['A', 'B', 'C', '?']);
  });

  it('do not count errors that a file has had from the start', () => {
    const file = new Brokenness();
    assert.deepEqual([3, 4, 3, 1, 3, 1].map((errors) => file.take(errors)), [false, true, false, false, true, false]);
  });
});

describe('lines of a text', () => {
  it('agree with splitting the text', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', ' '), { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const lines = new Lines(text);
      let start = 0;
      text.split(/\r\n|\n/).forEach((line, number) => {
        assert.equal(lines.startOf(number), start);
        assert.equal(lines.endOf(number), start + line.length);
        assert.equal(lines.lineAt(start + line.length), number);
        start += line.length + (text.startsWith('\r\n', start + line.length) ? 2 : 1);
      });
    }));
  });
});

describe('the cheap question whether a file is about Keras', () => {
  for (const yes of ['import keras', 'from keras import layers', '  from tensorflow.keras.models import Model', 'import numpy as np, tensorflow as tf', 'x = 1\nfrom tf_keras import layers']) {
    it(`says yes to ${JSON.stringify(yes)}`, () => assert.ok(importsKeras(yes)));
  }
  for (const no of ['', '# import keras', 'import numpy', 'keras = 3', 'from mykeras2 import x', 'import os  # for keras']) {
    it(`says no to ${JSON.stringify(no)}`, () => assert.ok(!importsKeras(no)));
  }
});
