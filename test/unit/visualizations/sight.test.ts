import assert from 'node:assert/strict';
import { rowsInSight } from '../../../src/visualizations/elements/sight.js';

describe('rows in sight', () => {
  const list = { height: 400, rowHeight: 100, rows: 1000, step: 4, focused: null };

  it('are those seen and as many on both sides, in whole steps', () => {
    assert.deepEqual(rowsInSight({ ...list, top: -50 }), { from: 0, to: 8 });
    assert.deepEqual(rowsInSight({ ...list, top: 5000 }), { from: 44, to: 60 });
  });

  it('stay the same while a list is scrolled by less than a step', () => {
    assert.deepEqual(rowsInSight({ ...list, top: 5010 }), rowsInSight({ ...list, top: 5190 }));
  });

  it('end with the list', () => {
    assert.deepEqual(rowsInSight({ ...list, top: 99_800 }), { from: 992, to: 1000 });
    assert.deepEqual(rowsInSight({ ...list, rows: 3, top: -200 }), { from: 0, to: 3 });
  });

  it('hold the row with the focus, wherever it is', () => {
    assert.deepEqual(rowsInSight({ ...list, top: 5000, focused: 10 }), { from: 8, to: 60 });
    assert.deepEqual(rowsInSight({ ...list, top: 0, focused: 62 }), { from: 0, to: 63 });
  });

  it('are the first few until a height is known', () => {
    assert.deepEqual(rowsInSight({ ...list, rowHeight: 0, top: 5000 }), { from: 0, to: 12 });
  });
});
