import assert from 'node:assert/strict';
import { linePath } from '../../../src/visualizations/elements/lines.js';
import { moveInGrid } from '../../../src/visualizations/elements/moves.js';
import { channelOf } from '../../../src/visualizations/elements/channels.js';
import { formatDuration, formatPercent, formatValue } from '../../../src/visualizations/elements/numbers.js';
import { coalesce } from '../../../src/webview/coalesce.js';

describe('a line through points', () => {
  it('breaks where the loss is not a number', () => {
    const losses = [2, NaN, 1, 0].map((y, x) => ({ x, y }));
    assert.equal(linePath(losses, { width: 30, height: 10 }), 'M0,0M20,5L30,10');
  });

  it('lies in the middle where all values are the same, and is empty without any', () => {
    assert.equal(linePath([{ x: 0, y: 4 }, { x: 1, y: 4 }], { width: 10, height: 10 }), 'M0,5L10,5');
    assert.equal(linePath([], { width: 10, height: 10 }), '');
    assert.equal(linePath([{ x: 0, y: NaN }], { width: 10, height: 10 }), '');
  });
});

describe('drawing no faster than the screen', () => {
  it('draws the last of several values once a frame', () => {
    const frames: (() => void)[] = [];
    const drawn: number[] = [];
    const draw = coalesce<number>((value) => drawn.push(value), (frame) => frames.push(frame));
    [1, 2, 3].forEach(draw);
    assert.equal(frames.length, 1);
    frames.shift()?.();
    draw(4);
    frames.shift()?.();
    assert.deepEqual(drawn, [3, 4]);
  });
});

describe('arrow keys on a sheet', () => {
  const move = (key: string, at: number) => moveInGrid(key, at, 10, 4);
  it('go to neighbours and stop at the edges', () => {
    assert.deepEqual(['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End'].map((key) => move(key, 5)), [6, 4, 9, 1, 0, 9]);
    assert.deepEqual([move('ArrowUp', 2), move('ArrowDown', 8), move('ArrowLeft', 0), move('ArrowRight', 9)], [2, 8, 0, 9]);
    assert.equal(move('Enter', 5), null);
  });
});

describe('one channel of a layer', () => {
  it('is every n-th value', () => {
    assert.deepEqual([...channelOf(Float32Array.from([0, 1, 2, 10, 11, 12]), 1, 3)], [1, 11]);
  });
});

describe('numbers in panels', () => {
  it('are short and say what is not a number', () => {
    assert.deepEqual([0.31, 4.23456, -0.00001, 123456, 0, NaN, -Infinity, 1234.4].map(formatValue), ['0.31', '4.235', '−1.00e-5', '1.23e5', '0', 'NaN', '−∞', '1234']);
    assert.deepEqual([0.9734, 0.99987, 1, 0.0123, 1e-7, 0, NaN].map(formatPercent), ['97.3 %', '99.99 %', '100.0 %', '1.23 %', '< 0.01 %', '0.00 %', 'NaN']);
    assert.deepEqual([8, 72, 7500, NaN].map(formatDuration), ['8 s', '1 min 12 s', '2 h 5 min', '–']);
  });
});
