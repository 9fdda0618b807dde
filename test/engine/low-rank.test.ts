/** Layers with a low-rank pair, whose kernel stands still in Keras: refused, since a training without the pair would be that of another model. */
import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { checkAllArguments } from '../../src/engine/training/check-arguments.js';

describe('lora_rank', () => {
  for (const [layer, before] of [['layers.Dense(4, lora_rank=2)', '(6,)'], ['layers.Conv2D(4, 3, lora_rank=2)', '(8, 8, 3)']] as const) {
    const source = (made: string) => `import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input(${before}), ${made}])\n`;
    it(`${layer} is refused with its line before a training`, () => {
      const text = source(layer);
      assert.throws(() => checkAllArguments(analyze(text).models[0]!.graph, text), { name: 'UserError', message: /line 3\): the low-rank pair that lora_rank adds is not trained here\. Leave lora_rank out/ });
    });
    it(`${layer.replace(', lora_rank=2', '')} is not`, () => {
      const text = source(layer.replace(', lora_rank=2', ''));
      checkAllArguments(analyze(text).models[0]!.graph, text);
    });
  }
});
