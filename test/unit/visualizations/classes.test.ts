import assert from 'node:assert/strict';
import type { ClassResults } from '../../../src/core/protocol/inspection.js';
import { accuracyOf, classScores, confusions, meanScores, sortedScores } from '../../../src/visualizations/training/classes.js';
import { histogramCourse } from '../../../src/visualizations/training/course.js';

/** Of two cats one is taken for a dog; a bird is never seen. */
const classes: ClassResults = { count: 3, names: ['cat', 'dog', 'bird'], support: [2, 3, 0], predicted: [1, 4, 0], correct: [1, 3, 0], cells: [1, 1, 3, 0, 0, 1, 0, 1, 1], beyond: 0 };

describe('scores of classes', () => {
  it('are precision, recall and F1 as counted; what has nothing to divide by is not a number', () => {
    const [cat, dog, bird] = classScores(classes);
    assert.deepEqual([cat!.precision, cat!.recall, cat!.f1], [1, 0.5, 2 / 3]);
    assert.deepEqual([dog!.precision, dog!.recall, dog!.f1], [0.75, 1, 6 / 7]);
    assert.ok([bird!.precision, bird!.recall, bird!.f1].every(Number.isNaN));
    assert.equal(meanScores([cat!, dog!, bird!]).recall, 0.75);
    assert.equal(accuracyOf(classes), 0.8);
    assert.deepEqual(sortedScores([cat!, dog!, bird!], 'precision').map(({ name }) => name), ['dog', 'cat', 'bird']);
    assert.deepEqual(confusions(classes), [{ actual: 0, predicted: 1, count: 1 }]);
  });
});

describe('the course of a histogram', () => {
  it('stands on one axis for all epochs, the greatest value at the top', () => {
    const course = histogramCourse([{ low: 0, high: 1, counts: [4, 0] }, null, { low: 1, high: 2, counts: [0, 9] }])!;
    assert.deepEqual([course.low, course.high, course.columns], [0, 2, 3]);
    const column = (at: number) => Array.from({ length: course.rows }, (_, row) => course.shares[row * course.columns + at]!);
    assert.deepEqual([column(0).at(-1), column(0)[0]], [1, 0]);
    assert.ok(column(1).every((share) => share === 0));
    assert.deepEqual([column(2)[0], column(2).at(-1)], [1, 0]);
    assert.equal(histogramCourse([null]), null);
  });
});
