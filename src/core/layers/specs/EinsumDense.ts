import type { Dim } from '../../graph/types.js';
import type { Maybe } from '../../graph/values.js';
import { activation, anything, axes, constraint, defineLayer, inert, initializer, optionalInt, regularizer, weight } from '../define.js';
import { analyseEinsum } from '../einsum.js';
import { checkLora, lora } from '../lora.js';
import { product } from '../sizes.js';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const lengths = (target: readonly Dim[] | null | undefined): readonly Dim[] | null => target ?? null;

export default defineLayer({
  type: 'EinsumDense',
  summary: 'Multiplies by a learned kernel as an einsum equation says.',
  params: {
    equation: anything(), outputShape: targetShape(), activation: activation(), biasAxes: anything(null), kernelInitializer: initializer(), biasInitializer: initializer('zeros'),
    kernelRegularizer: regularizer(), biasRegularizer: regularizer(), kernelConstraint: constraint(), biasConstraint: constraint(), loraRank: optionalInt(), loraAlpha: inert(null),
    gptqUnpackedColumnSize: inert(null), quantizationConfig: inert(null),
  },
  check: ({ loraRank, kernelConstraint }) => checkLora('EinsumDense', loraRank, kernelConstraint, 'kernel_constraint'),
  outputShape({ equation, outputShape, biasAxes }, shape) {
    const [rule, target] = [text(equation), lengths(outputShape)];
    return rule !== undefined && target ? [...analyseEinsum(rule, text(biasAxes), shape, target).output] : null;
  },
  weights(p, shape) {
    const [rule, target] = [text(p.equation), lengths(p.outputShape)];
    if (rule === undefined || !target || shape.length === 0 || (p.biasAxes !== null && text(p.biasAxes) === undefined)) return [weight('kernel', [null])];
    const { kernel, bias } = analyseEinsum(rule, text(p.biasAxes), shape, target);
    const made = [
      weight('kernel', kernel, p.kernelInitializer, { regularizer: p.kernelRegularizer, constraint: p.kernelConstraint }),
      ...(bias ? [weight('bias', bias, p.biasInitializer, { regularizer: p.biasRegularizer, constraint: p.biasConstraint })] : []),
    ];
    return lora(made, 'kernel', p.loraRank, p.kernelRegularizer);
  },
  // Each position of the output axes that the kernel does not have uses the whole kernel once.
  work({ equation }, { outputs: [out], sizes }) {
    const [, kernel = '', output = ''] = /^[^,]*,([a-zA-Z]+)->(?:\.\.\.)?([a-zA-Z]+)/.exec(text(equation) ?? '') ?? [];
    const free = [...output].map((label, i) => (kernel.includes(label) ? 1 : (out!.at(i - output.length) ?? null)));
    return product([sizes.kernel ?? null, ...free, ...out!.slice(0, Math.max(0, out!.length - output.length))]);
  },
});

/** A length or several; None leaves one open. */
function targetShape() {
  const inner = axes();
  return { ...inner, accepts: (v: Maybe) => inner.accepts(Array.isArray(v) ? v.map((d: Maybe) => d ?? 0) : v), expects: 'an integer or a tuple of integers and None' };
}
