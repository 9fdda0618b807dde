import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { analysisOfCell, joinCells } from '../../../src/core/features/cells.js';
import { lineHints } from '../../../src/core/features/hints.js';
import { modelLenses } from '../../../src/core/features/lenses.js';
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
const of = (at: number) => analysisOfCell(analysis, cells[at]!, cells);
const hints = (at: number) => lineHints(of(at), new Lines(texts[at]!), { batchAxis: false }).map((hint) => `${hint.line}: ${hint.text}`);

describe('cells of a notebook', () => {
  it('are one text of the same length, without what only IPython understands', () => {
    assert.equal(text, `${texts.join('\n')}\n`.replace('%m', '#m').replace('!pip', '#pip').replace('%%bash', '#%bash').replace('ls (', '#s ('));
    assert.deepEqual(analysis.diagnostics.filter(({ code }) => code === 'syntax-error'), []);
  });

  it('have their own lenses, hints and mistakes, as if each were a file', () => {
    assert.deepEqual(modelLenses(of(2), new Lines(texts[2]!)).map(({ line, action }) => `${line}: ${action}`), ['0: model', '0: visualize', '0: summary']);
    assert.deepEqual(modelLenses(of(0), new Lines(texts[0]!)), []);
    assert.deepEqual(hints(2), ['2: (26, 26, 32) · 320']);
    const errors = (cell: number) => of(cell).diagnostics.filter(({ severity }) => severity === 'error');
    const [mistake] = errors(3);
    assert.match(texts[3]!.slice(mistake?.span.from, mistake?.span.to), /99/);
    assert.deepEqual(errors(2), []);
  });

  it('know of models and layers in other cells where they are', () => {
    const span = of(3).models[0]?.graph.span;
    assert.equal(span?.file, 'cell:2');
    assert.equal(texts[2]!.slice(span.from, span.to), texts[2]!.slice('model = '.length));
    assert.deepEqual([hints(4), hints(5)], [['0: (3,) · 15'], ['0: (3,)']]);
  });
});
