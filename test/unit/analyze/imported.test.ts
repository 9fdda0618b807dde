/** Models that functions of other files of the project make. */
import assert from 'node:assert/strict';
import { analyze, type AnalyzeOptions } from '../../../src/core/analyze.js';
import { modelLenses } from '../../../src/core/features/lenses.js';
import { Lines } from '../../../src/core/syntax/lines.js';

const nets = `from keras import Model, Sequential, layers

def net(size, classes=10):
    inputs = layers.Input((28, 28, 1))
    x = layers.Conv2D(8, size, activation="relu")(inputs)
    x = layers.Flatten()(x)
    return Model(inputs, layers.Dense(classes, activation="softmax")(x), name="net")

def old():
    return layers.Dense(output_dim=3)

def parts():
    base = net(3)
    body = Sequential([layers.Input((28, 28, 1)), base])
    return body, net(5)
`;
const options: AnalyzeOptions = { file: '/project/train.py', readModule: (name) => (name === 'nets' ? { file: '/project/nets.py', text: nets } : undefined) };
const text = (call: string) => `import keras
from nets import net, old, parts

model = ${call}
model.compile("adam", "sparse_categorical_crossentropy")
(x, y), _ = keras.datasets.mnist.load_data()
model.fit(x[..., None] / 255, y, epochs=2)
`;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a model that an imported function makes', () => {
  it('stands where the file calls the function, and is trained by it', () => {
    const source = text('net(3)');
    const { models, calls, diagnostics } = analyze(source, options);
    // 3·3·1·8 + 8 weights, and 26·26·8·10 + 10.
    assert.deepEqual(models.map(({ variable, graph: { name, span }, parameters: { total }, recipe }) => [variable, name, span && source.slice(span.from, span.to), total, recipe?.epochs]), [['model', 'net', 'net(3)', 80 + 54_090, 2]]);
    assert.deepEqual(models[0]?.graph.layers.map(({ name, span }) => [name, span?.file]).slice(1, 3), [['conv2d', '/project/nets.py'], ['flatten', '/project/nets.py']]);
    assert.deepEqual([calls, diagnostics], [[], []]);
    assert.deepEqual(modelLenses({ models }, new Lines(source)).map(({ line, title }) => `${line}: ${title}`), ['3: 54,170 parameters', '3: Train', '3: Visualize', '3: Summary', '6: Train', '6: Preview Data']);
  });

  it('follows edits above it, at it and below it', () => {
    const versions = [text('net(3)'), `# a line above\n${text('net(3)')}`, text('net(5, classes=12)'), `${text('net(5, classes=12)')}other = net(3)\n`, text('net(3)')];
    for (const version of versions) {
      const followed = plain(analyze(version, options));
      assert.deepEqual(followed, plain(analyze(version, { ...options, file: `/project/other-${versions.indexOf(version)}.py` })), version);
    }
  });

  it('is refused where the file calls the function, with a link to the line that Keras refuses', () => {
    const source = text('net(30)');
    const [problem, ...others] = analyze(source, options).diagnostics;
    assert.ok(problem);
    assert.deepEqual([problem.severity, problem.code, source.slice(problem.span.from, problem.span.to), problem.span.file], ['error', 'window-exceeds-input', 'net', undefined]);
    assert.match(problem.message, /^In nets\.py: Conv2D's kernel of 30 does not fit into an axis of length 28/);
    const [{ span, message }] = problem.related as [NonNullable<typeof problem.related>[number]];
    assert.deepEqual([span.file, nets.slice(span.from, span.to), message], ['/project/nets.py', 'size', 'Here.']);
    assert.deepEqual(others, []);
    assert.deepEqual(analyze(source.replace('model = net(30)', 'model = net(30)  # convlens: ignore[window-exceeds-input]'), options).diagnostics, []);
  });

  it('is told of without the parts that it is made of', () => {
    const { models } = analyze(text('net(3)').replace('model.fit', 'body, other = parts()\nmodel.fit'), options);
    assert.deepEqual(models.map(({ variable, graph: { kind } }) => [variable, kind]), [['model', 'Functional'], ['body', 'Sequential'], ['other', 'Functional']]);
  });

  it('leaves what the other file is to be warned of to that file', () => {
    assert.deepEqual(analyze(text('net(3)').replace('model.fit', 'layer = old()\nmodel.fit'), options).diagnostics.filter(({ span }) => span.file === undefined), []);
  });
});
