import assert from 'node:assert/strict';
import { summaryText } from '../../../src/core/features/summary.js';
import { chain, layer, model, tensor, weight } from './make.js';

describe('the summary', () => {
  // Printed by Keras 3.15.1 on a wide terminal.
  it('is the table that Keras prints for a chain', () => {
    const graph = chain('Sequential', null, [
      [layer('Conv2D', 'conv2d', null, [weight('kernel', 3, 3, 1, 32), weight('bias', 32)]), tensor(null, 26, 26, 32)],
      [layer('MaxPooling2D', 'max_pooling2d', null), tensor(null, 13, 13, 32)],
      [layer('Flatten', 'flatten', null), tensor(null, 5408)],
      [layer('Dense', 'dense', null, [weight('kernel', 5408, 10), weight('bias', 10)]), tensor(null, 10)],
    ], tensor(null, 28, 28, 1));
    assert.equal(summaryText(model(graph, 54410)), `Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                      │ (None, 26, 26, 32)          │             320 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ max_pooling2d (MaxPooling2D)         │ (None, 13, 13, 32)          │               0 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ flatten (Flatten)                    │ (None, 5408)                │               0 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ dense (Dense)                        │ (None, 10)                  │          54,090 │
└──────────────────────────────────────┴─────────────────────────────┴─────────────────┘
 Total params: 54,410 (212.54 KB)
 Trainable params: 54,410 (212.54 KB)
 Non-trainable params: 0 (0.00 B)
`);
  });

  it('names connections where layers branch', () => {
    const [input, output] = [tensor(null, 8, 8, 3), tensor(null, 6, 6, 4)];
    const graph = {
      ...chain('Functional', null, [], input), name: 'functional_1',
      layers: [layer('InputLayer', 'input_layer_1', null), layer('Conv2D', 'conv2d_1', null, [weight('kernel', 3, 3, 3, 4), weight('bias', 4)]), layer('Add', 'add', null)],
      tensors: [input, output, output],
      calls: [
        { layer: 'input_layer_1', inputs: [], outputs: [0], arguments: {}, span: null },
        { layer: 'conv2d_1', inputs: [0], outputs: [1], arguments: {}, span: null },
        { layer: 'add', inputs: [1, 1], outputs: [2], arguments: {}, span: null },
      ],
      outputs: [2],
    };
    assert.equal(summaryText(model(graph, 112)), `Model: "functional_1"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                  ┃ Output Shape              ┃         Param # ┃ Connected to               ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ input_layer_1 (InputLayer)    │ (None, 8, 8, 3)           │               0 │ -                          │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ conv2d_1 (Conv2D)             │ (None, 6, 6, 4)           │             112 │ input_layer_1[0][0]        │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ add (Add)                     │ (None, 6, 6, 4)           │               0 │ conv2d_1[0][0],            │
│                               │                           │                 │ conv2d_1[0][0]             │
└───────────────────────────────┴───────────────────────────┴─────────────────┴────────────────────────────┘
 Total params: 112 (448.00 B)
 Trainable params: 112 (448.00 B)
 Non-trainable params: 0 (0.00 B)
`);
  });
});
