import assert from 'node:assert/strict';
import { bind } from '../../../src/core/graph/bind.js';
import { layerSpec } from '../../../src/core/layers/lookup.js';

describe('binding of a layer\'s arguments', () => {
  const problemsOf = (type: string, ...keywords: (readonly [string, number])[]) => bind(layerSpec(type)!, [], new Map(keywords)).problems.map(({ code, argument }) => `${code} ${argument ?? ''}`.trim());

  it('tells of a misspelt argument once, not also of the one that was meant', () => {
    assert.deepEqual(problemsOf('Conv2D', ['filters', 8], ['kernal_size', 3]), ['argument-unknown kernal_size']);
  });

  it('tells of what is missing beside a misspelt argument that means another', () => {
    assert.deepEqual(problemsOf('Conv2D', ['filters', 8], ['dilation_rat', 2]), ['argument-unknown dilation_rat', 'argument-missing']);
  });
});
