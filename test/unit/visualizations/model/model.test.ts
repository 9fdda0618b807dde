import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../../src/core/analyze.js';
import { summaryTable, summaryText } from '../../../../src/core/features/summary.js';
import type { AnalysedModel } from '../../../../src/core/analysis.js';
import { layersOf, partOf, type Item, type Part } from '../../../../src/visualizations/model/blocks.js';
import { layout, linePathOf, widthOf } from '../../../../src/visualizations/model/layout.js';
import { modelSheet } from '../../../../src/visualizations/model/sheet.js';
import { asCsv, asMarkdown, formatLarge, itemLabel, shareText } from '../../../../src/visualizations/model/words.js';

const modelOf = (text: string): AnalysedModel => {
  const model = analyze(text).models.at(-1);
  assert.ok(model);
  return model;
};
const application = (name: string) => modelSheet(modelOf(`import keras\nmodel = keras.applications.${name}(weights=None)\n`));
const sample = (name: string) => modelSheet(modelOf(readFileSync(new URL(`../../../../samples/keras/${name}.py`, import.meta.url), 'utf8')));
const boxes = ({ items }: Part): string[] => items.flatMap((item) => (item.kind === 'layer' ? [] : [`${item.title} ×${item.times} (${layersOf(item).length})`]));
const all = (item: Item): Item[] => (item.kind === 'layer' ? [item] : [item, ...item.inside.items.flatMap(all)]);

describe('the sheet of a model', () => {
  it('has Keras\'s rows and totals, and the same text', () => {
    const model = modelOf(readFileSync(new URL('../../../../samples/keras/unet.py', import.meta.url), 'utf8'));
    assert.equal(summaryTable(modelSheet(model)), summaryText(model));
  });

  it('tells what each layer costs', () => {
    const { graph, costs } = sample('mnist_convnet');
    const conv = graph.layers.find(({ name }) => name === 'conv2d');
    // 26·26 positions, 3·3·1 products each for 32 filters; outputs of 4 bytes.
    assert.deepEqual(conv && [conv.detail, conv.shape, conv.channels, conv.parameters, conv.multiplyAccumulates, conv.activationBytes, conv.receptiveField], ['3×3, relu', '(26, 26, 32)', 32, 320, 26 * 26 * 9 * 32, 26 * 26 * 32 * 4, '3 × 3']);
    assert.equal(costs.parameters, 93322);
    assert.equal(costs.multiplyAccumulates, graph.layers.reduce((sum, layer) => sum + (layer.multiplyAccumulates ?? NaN), 0));
  });

  it('counts the activations inside a nested model', () => {
    const { graph: { layers: [base] } } = sample('vgg16_transfer');
    assert.equal(base?.inner?.layers.length, 19);
    assert.equal(base.activationBytes, base.inner.layers.reduce((sum, layer) => sum + (layer.activationBytes ?? NaN), 0));
  });

  it('connects layers as the code does', () => {
    const { layers, edges } = sample('unet').graph;
    const named = edges.map(([from, to]) => `${layers[from]?.name} ${layers[to]?.name}`);
    for (const edge of ['input_layer down1_conv1', 'down1_conv2 pool1', 'down1_conv2 join1', 'up1 join1']) assert.ok(named.includes(edge), edge);
  });

  it('says that nothing is known of a model without an input, and invents no number', () => {
    const { graph, incomplete, costs } = modelSheet(modelOf('import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\n'));
    assert.match(incomplete ?? '', /no input shape/);
    assert.deepEqual([costs.parameters, graph.layers[0]?.parameters, graph.layers[0]?.multiplyAccumulates, graph.layers[0]?.shape], [null, null, null, '?']);
  });
});

describe('boxes of the model graph', () => {
  it('put like blocks together', () => {
    assert.deepEqual(boxes(partOf(application('ResNet50').graph)), ['conv2_block ×2 (20)', 'conv3_block ×3 (30)', 'conv4_block ×5 (50)', 'conv5_block ×2 (20)']);
    assert.deepEqual(boxes(partOf(application('DenseNet121').graph)), ['conv2_block ×6 (42)', 'conv3_block ×12 (84)', 'conv4_block ×24 (168)', 'conv5_block ×16 (112)']);
  });

  it('put cells together that look back two cells', () => {
    const times = partOf(application('NASNetMobile').graph).items.flatMap((item) => (item.kind === 'repeat' ? item.times : []));
    assert.deepEqual(times, [3, 3]);
  });

  it('leave small models as they are, and open nested ones', () => {
    assert.deepEqual(boxes(partOf(sample('unet').graph)), []);
    assert.deepEqual(boxes(partOf(sample('vgg16_transfer').graph)), ['vgg16 ×1 (19)']);
  });

  for (const name of ['ResNet50', 'NASNetMobile', 'InceptionV3', 'EfficientNetB0', 'MobileNetV3Small', 'Xception']) {
    it(`hold every layer of ${name} once, under ids of their own`, () => {
      const { graph } = application(name);
      const items = partOf(graph).items.flatMap(all);
      assert.deepEqual(items.filter(({ kind }) => kind === 'layer').map(({ id }) => id), graph.layers.map(({ id }) => id));
      assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    });
  }
});

describe('the layout of the model graph', () => {
  for (const name of ['ResNet50', 'NASNetMobile']) {
    it(`places all boxes of ${name} apart from each other, below what feeds them, closed and open`, () => {
      const part = partOf(application(name).graph);
      const items = part.items.flatMap(all).filter(({ kind }) => kind !== 'layer').map(({ id }) => id);
      for (const opened of [new Set<string>(), new Set(items)]) {
        const { boxes: placed, width, height, lines } = layout(part, opened);
        const leaves = placed.filter(({ open }) => !open);
        for (const [at, a] of leaves.entries()) {
          assert.ok(a.x >= -1 && a.x + a.width <= width + 1 && a.y >= -1 && a.y + a.height <= height, `${a.item.id} is inside`);
          for (const b of leaves.slice(at + 1)) assert.ok(a.x + a.width <= b.x + 0.5 || b.x + b.width <= a.x + 0.5 || a.y + a.height <= b.y + 0.5 || b.y + b.height <= a.y + 0.5, `${a.item.id} over ${b.item.id}`);
        }
        for (const { points } of lines) assert.ok(points.every(([x]) => x >= -1 && x <= width + 1), 'lines are inside');
        for (const { points } of lines) assert.ok((points.at(-1)?.[1] ?? 0) > (points[0]?.[1] ?? 0), 'lines go down');
      }
    });
  }

  it('draws wider boxes for more channels', () => {
    assert.ok(widthOf(64) > widthOf(32) && widthOf(512) > widthOf(64));
  });

  it('lists the layers of a model without connections one below the other', () => {
    const { graph } = modelSheet(modelOf('import keras\nmodel = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])\n'));
    const { boxes: [first, second], lines } = layout(partOf(graph), new Set());
    assert.ok(first && second && second.y > first.y + first.height);
    assert.deepEqual(lines, []);
  });

  it('leaves and arrives upright', () => assert.equal(linePathOf([[0, 0], [0, 10], [20, 30]]), 'M0,0V10C0,20 20,20 20,30'));
});

describe('words of the model panel', () => {
  const sheet = sample('lenet5');
  it('shorten large numbers and small shares', () => {
    assert.deepEqual([999, 12_345, 2_812_345, 15_470_264_320].map(formatLarge), ['999', '12.3 k', '2.8 M', '15.5 G']);
    assert.deepEqual([shareText(1, 1000), shareText(52, 1000), shareText(520, 1000), shareText(null, 5), shareText(3, null)], ['', '5.2 %', '52 %', '', '']);
  });
  it('name a box for a screen reader', () => {
    const item = partOf(sheet.graph).items.find(({ id }) => id === 'c5');
    assert.equal(item && itemLabel(item, 'parameters', 61706, false), 'c5, Conv2D 5×5, tanh, output (1, 1, 120), 48,120 parameters, 78 % of all');
  });
  it('copy the summary as CSV and Markdown', () => {
    assert.deepEqual(asCsv(sheet).split('\r\n').slice(0, 2), ['layer,type,output_shape,parameters', 'c1,Conv2D,"(None, 28, 28, 6)",156']);
    assert.deepEqual(asMarkdown(sheet).split('\n').slice(2, 5), ['| Layer (type) | Output Shape | Param # |', '| --- | --- | ---: |', '| c1 (Conv2D) | (None, 28, 28, 6) | 156 |']);
    assert.ok(asMarkdown(sheet).endsWith('- Total params: 61,706 (241.04 KB)\n- Trainable params: 61,706 (241.04 KB)\n- Non-trainable params: 0 (0.00 B)\n'));
  });
});
