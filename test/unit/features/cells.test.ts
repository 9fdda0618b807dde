import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { joinCells } from '../../../src/core/features/cells.js';
import { glanceOf, glanceOfCell, glancesOfCells, modelAt } from '../../../src/core/features/glance.js';
import { Lines } from '../../../src/core/syntax/lines.js';

const texts = [
  '%matplotlib inline\n!pip install keras\nimport keras\nfrom keras import layers',
  '%%bash\nls (',
  'model = keras.Sequential([\n    layers.Input((28, 28, 1)),\n    layers.Conv2D(32, 3),\n])',
  'model.add(layers.Conv2D(8, 99))',
  'dense = layers.Dense(3)',
  'y = dense(layers.Input((4,)))',
];
const { text, cells } = joinCells(texts.map((own, at) => ({ id: `cell:${at}`, text: own })));
const analysis = analyze(text);
const lines = new Lines(text);
const glance = glanceOf(analysis, lines, { batchAxis: false });
const of = (at: number) => glanceOfCell(glance, cells[at]!, cells, lines);
const hints = (at: number) => of(at).hints.map((hint) => `${hint.line}: ${hint.text}`);

describe('cells of a notebook', () => {
  it('are one text of the same length, without what only IPython understands', () => {
    assert.equal(text, `${texts.join('\n')}\n`.replace('%m', '#m').replace('!pip', '#pip').replace('%%bash', '#%bash').replace('ls (', '#s ('));
    assert.deepEqual(analysis.diagnostics.filter(({ code }) => code === 'syntax-error'), []);
  });

  it('have their own lenses, hints and mistakes, as if each were a file', () => {
    assert.deepEqual(of(2).lenses.map(({ line, action }) => `${line}: ${action}`), ['0: model', '0: visualize', '0: summary']);
    assert.deepEqual(of(0).lenses, []);
    assert.deepEqual(hints(2), ['2: (26, 26, 32) · 320']);
    const errors = (cell: number) => of(cell).diagnostics.filter(({ severity }) => severity === 'error');
    const [mistake] = errors(3);
    assert.match(texts[3]!.slice(mistake?.span.from, mistake?.span.to), /99/);
    assert.deepEqual(errors(2), []);
    assert.equal(of(2).hints[0]?.offset, texts[2]!.lastIndexOf('\n]'));
  });

  it('know of models and layers in other cells where they are', () => {
    const span = of(3).models[0]?.span;
    assert.equal(span?.file, 'cell:2');
    assert.equal(texts[2]!.slice(span.from, span.to), texts[2]!.slice('model = '.length));
    assert.deepEqual([hints(4), hints(5)], [['0: (3,) · 15'], ['0: (3,)']]);
    // The layer of the last cell's hint is made in the cell before.
    assert.deepEqual([of(4), of(5)].map(({ hints: [hint] }) => hint?.from), [texts[4]!.indexOf('layers'), null]);
    const layer = of(3).models[0]?.layers ?? [];
    assert.equal(texts[3]!.slice(layer[0], layer[1]), 'layers.Conv2D(8, 99)');
    assert.equal(modelAt(of(3).models, 12), 0);
  });
});

describe('cells that are run in another order', () => {
  const own = ['import keras\nfrom keras import layers', 'model.fit(images, labels, callbacks=[stopping])\nmodel.fit(images, labels)', 'images, labels = load()\nmodel = keras.Sequential([layers.Dense(1)])'];
  const joined = joinCells(own.map((text, at) => ({ id: `cell:${at}`, text })));
  const found = new Lines(joined.text);
  const told = glancesOfCells(glanceOf(analyze(joined.text), found, { batchAxis: false }), joined.text, joined.cells, found);
  const names = (at: number) => told[at]!.diagnostics.filter(({ code }) => code === 'undefined-name').map(({ span, severity, message }) => [own[at]!.slice(span.from, span.to), severity, message.slice(0, message.indexOf('.'))]);

  it('get one remark for what cells below define, and errors for what none does', () => {
    assert.deepEqual(names(1), [
      ['model', 'info', 'model, images and labels are defined in a cell below this one'],
      ['stopping', 'error', 'The name stopping is not defined'],
    ]);
    assert.deepEqual(names(2), [['load', 'error', 'The name load is not defined']]);
  });
});
