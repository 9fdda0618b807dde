import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';
import { Lines } from '../../../src/core/syntax/lines.js';
import { countLayer } from '../../../src/core/graph/count.js';

interface GoldenLayer {
  readonly name: string;
  readonly type: string;
  readonly outputShape: readonly (number | null)[] | null;
  readonly params: number | null;
  readonly trainable: boolean;
}
interface GoldenModel {
  readonly name: string;
  readonly layers: readonly GoldenLayer[];
  readonly total: number | null;
  readonly trainable: number | null;
}
interface Golden {
  readonly models?: { readonly [variable: string]: GoldenModel };
  readonly error?: string;
  readonly lines?: readonly number[];
}

const golden = JSON.parse(readFileSync('test/golden/model_files.json', 'utf8')) as { readonly [file: string]: Golden };
const text = (file: string): string => readFileSync(`test/fixtures/${file}`, 'utf8');

describe('model files, as real Keras builds them', () => {
  it('has a golden record for every file', () => {
    for (const folder of ['models', 'broken']) {
      for (const name of readdirSync(`test/fixtures/${folder}`)) assert.ok(golden[`${folder}/${name}`], name);
    }
  });

  for (const [file, { models }] of Object.entries(golden)) {
    if (!models) continue;
    it(file, () => {
      const analysis = analyze(text(file), { file });
      assert.deepEqual(analysis.diagnostics.filter((d) => d.severity === 'error'), [], 'no error on a file that Keras accepts');
      for (const [variable, expected] of Object.entries(models)) {
        const found = analysis.models.find((m) => m.variable === variable);
        assert.ok(found, `${variable} is not found among ${analysis.models.map((m) => m.variable).join(', ')}`);
        const { graph } = found;
        const shapes = new Map(graph.calls.map((call) => [call.layer, call.outputs.length === 1 ? graph.tensors[call.outputs[0]!]! : null] as const));
        const inputs = new Map(graph.layers.filter((l) => l.type === 'InputLayer').map((l) => [l.id, null]));
        const seen = graph.layers.filter((layer) => layer.role !== 'operation').map((layer) => ({ name: layer.name, type: layer.type, params: countLayer(layer).total, trainable: layer.trainable, shape: shapes.get(layer.id)?.shape ?? null, input: inputs.has(layer.id) }));
        // A layer that Keras has not built has no count there; an InputLayer that a clone makes is named after a tensor.
        const unbuilt = expected.layers.some((layer) => layer.params === null);
        const comparable = (layers: readonly { name: string; type: string; params: number | null; trainable: boolean }[]) => layers.map(({ name, type, params, trainable }) => ({ name: type === 'InputLayer' ? '' : name, type, trainable, params: unbuilt ? null : params }));
        assert.deepEqual(comparable(seen), comparable(expected.layers), `layers of ${variable}`);
        for (const [i, layer] of expected.layers.entries()) {
          // Of a model inside, Keras tells the output that it was made with, not that of this call.
          if (layer.outputShape && seen[i]!.shape && !seen[i]!.input && layer.type !== 'Functional') assert.deepEqual(seen[i]!.shape, layer.outputShape, `shape of ${layer.name} in ${variable}`);
        }
        if (!unbuilt) assert.deepEqual({ total: found.parameters.total, trainable: found.parameters.trainable }, { total: expected.total, trainable: expected.trainable }, `totals of ${variable}`);
      }
    });
  }
});

/** True where an offset lies inside brackets that a line opens. */
function insideCallOf(source: string, lineStart: number, offset: number): boolean {
  let depth = 0;
  for (const c of source.slice(lineStart, offset)) depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0;
  return offset > lineStart && depth > 0;
}

describe('broken files: an error at the layer that makes Keras raise', () => {
  for (const [file, { error, lines = [] }] of Object.entries(golden)) {
    if (error === undefined) continue;
    it(file, () => {
      const source = text(file);
      const index = new Lines(source);
      const errors = analyze(source, { file }).diagnostics.filter((d) => d.severity === 'error');
      const lineOf = ({ from }: { readonly from: number }): number => index.position(from).line;
      const raised = index.offset({ line: lines.at(-1)!, column: 0 });
      const fits = errors.some((d) => lines.includes(lineOf(d.span)) || d.related?.some(({ span }) => lineOf(span) === lines.at(-1)) || insideCallOf(source, raised, d.span.from));
      assert.ok(fits, `${error} in line ${lines.join(' < ')}, found ${JSON.stringify(errors.map((d) => [lineOf(d.span), d.message]))}`);
    });
  }
});

describe('input and output of a model', () => {
  const totals = (source: string) => {
    const { models, diagnostics } = analyze(`import keras\nfrom keras import layers\n${source}`, { file: 'ends.py' });
    return { models: models.map(({ variable, parameters }) => [variable, parameters.total]), diagnostics };
  };

  it('of a Sequential are those of its first call, as in Keras 3', () => {
    const { models, diagnostics } = totals('u = keras.Sequential([keras.Input((7,)), layers.Dense(3)])\ni = keras.Input((7,))\ny = u(layers.Dense(7)(i))\nn = keras.Model(i, layers.Dense(1)(u.output))\n');
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(models, [['u', 24], ['n', 56 + 24 + 4]]);
  });

  it('of a Sequential that was never called are warned of, with the form of today as a fix', () => {
    const source = 'e = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nx = layers.Dense(9)(e.output)\nm = keras.Model(e.input, x)\n';
    const { models, diagnostics } = totals(source);
    assert.deepEqual(diagnostics.map((d) => [d.severity, d.code]), [['warning', 'model-not-called'], ['warning', 'model-not-called']]);
    const text = `import keras\nfrom keras import layers\n${source}`;
    const [edit] = diagnostics[0]!.fixes![0]!.edits;
    assert.equal(text.slice(edit!.span.from, edit!.span.to), 'output');
    assert.equal(edit!.text, 'outputs[0]');
    assert.deepEqual(models.at(-1), ['m', 51]);
  });

  it('of a Functional model are its own, however often it is called', () => {
    const { models, diagnostics } = totals('i = keras.Input((7,))\nf = keras.Model(i, layers.Dense(5, activation="relu")(i))\ng = f(keras.Input((7,)))\nm = keras.Model(f.input, layers.Dense(2)(f.output))\n');
    assert.deepEqual([models.at(-1), diagnostics], [['m', 52], []]);
  });
});
