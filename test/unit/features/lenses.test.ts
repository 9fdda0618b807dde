import assert from 'node:assert/strict';
import { modelLenses } from '../../../src/core/features/lenses.js';
import { Lines } from '../../../src/core/syntax/lines.js';
import type { Recipe } from '../../../src/core/recipe/types.js';
import { chain, model, spanOf, tensor } from './make.js';

const text = '# models\nmodel = Sequential([])\nother = Sequential()\n';
const graphAt = (piece: string) => chain('Sequential', spanOf(text, piece), [], tensor(null, 28, 28, 1));
const titles = (models: Parameters<typeof modelLenses>[0]['models']) => modelLenses({ models }, new Lines(text)).map(({ line, title }) => `${line}: ${title}`);

describe('lenses above models', () => {
  it('offer training only where the file says how', () => {
    const recipe = {} as Recipe;
    assert.deepEqual(titles([model(graphAt('Sequential([])'), 93322, 'model', recipe), model(graphAt('Sequential()'), null, 'other')]), [
      '1: 93,322 parameters', '1: Train', '1: Visualize', '1: Summary',
      '2: parameters unknown', '2: Visualize', '2: Summary',
    ]);
  });

  it('offer training and the data above the call of fit', () => {
    const fit = { from: text.indexOf('other'), to: text.length };
    const shown = modelLenses({ models: [model(graphAt('Sequential([])'), 93322, 'model', { fitSpan: fit } as Recipe)] }, new Lines(text));
    const place = { line: 2, offset: fit.from, models: [0] };
    assert.deepEqual(shown.filter(({ line }) => line === 2), [
      { ...place, action: 'train', title: 'Train', tooltip: 'Train model as this file says' },
      { ...place, action: 'data', title: 'Preview Data', tooltip: 'Classes, samples and random changes of what model is trained on' },
    ]);
  });

  it('say what one example costs, where that is known', () => {
    const known = { ...model(graphAt('Sequential([])'), 93322), multiplyAccumulates: 2_812_672 };
    assert.deepEqual(titles([known]), ['1: 93,322 parameters', '1: 2.8 MMAC', '1: Visualize', '1: Summary']);
    assert.deepEqual(titles([{ ...known, multiplyAccumulates: 0 }]), ['1: 93,322 parameters', '1: Visualize', '1: Summary']);
    assert.deepEqual(titles([{ ...known, multiplyAccumulates: null }]), ['1: 93,322 parameters', '1: Visualize', '1: Summary']);
  });

  it('write numbers as they are asked to', () => {
    assert.deepEqual((['grouped', 'short', 'plain'] as const).map((style) => modelLenses({ models: [model(graphAt('Sequential([])'), 93322)] }, new Lines(text), style)[0]?.title), ['93,322 parameters', '93.3 k parameters', '93322 parameters']);
  });

  it('share one line where one call makes several models', () => {
    const twice = [model(graphAt('Sequential([])'), 10, 'a'), model(graphAt('Sequential([])'), 20, 'b')];
    assert.equal(titles(twice)[0], '1: 2 models · 10, 20 parameters');
    assert.deepEqual(modelLenses({ models: twice }, new Lines(text))[0]?.models, [0, 1]);
  });

  it('tell why a total is not known', () => {
    const lost = { ...graphAt('Sequential()'), incomplete: { reason: 'The input shape is not known.', span: null } };
    assert.equal(modelLenses({ models: [model(lost, null)] }, new Lines(text))[0]?.tooltip, 'The input shape is not known.');
  });
});
