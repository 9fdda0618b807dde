import { defineLayer, int, optionalInt, inert, weight } from '../define.js';
import { kernelParams } from '../families/convolution.js';
import { checkLora, lora } from '../lora.js';
import { product } from '../sizes.js';

export default defineLayer({
  type: 'Dense',
  summary: 'Multiplies the last axis by a learned matrix: every output sees every input.',
  minRank: 2,
  params: { units: int(), ...kernelParams(), loraRank: optionalInt(), loraAlpha: inert(null), quantizationConfig: inert(null) },
  check: ({ loraRank, kernelConstraint }) => checkLora('Dense', loraRank, kernelConstraint, 'kernel_constraint'),
  outputShape: ({ units }, shape) => [...shape.slice(0, -1), units],
  weights({ units, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, loraRank }, shape) {
    const inputs = shape.at(-1) ?? null;
    const kernel = weight('kernel', [inputs, units], kernelInitializer, { regularizer: kernelRegularizer, constraint: kernelConstraint });
    const bias = useBias ? [weight('bias', [units], biasInitializer, { regularizer: biasRegularizer, constraint: biasConstraint })] : [];
    return lora([kernel, ...bias], 'kernel', loraRank, kernelRegularizer);
  },
  lockedAxes: () => [-1],
  work: (_, { outputs: [out], sizes }) => product([sizes.kernel ?? null, ...out!.slice(0, -1)]),
});
