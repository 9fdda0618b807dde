import { reject } from '../graph/problem.js';
import { showShape } from '../graph/tensors.js';
import type { Dim, Shape } from '../graph/types.js';

/** Shapes that an einsum equation implies. */
export interface Einsum {
  readonly kernel: readonly Dim[];
  readonly bias: readonly Dim[] | null;
  readonly output: readonly Dim[];
}

/**
 * Reads the equation of an `EinsumDense` layer (Keras's `_analyze_einsum_string`). `target` is the output shape without the batch; in
 * it null stands for an open or unknown length.
 */
export function analyseEinsum(equation: string, biasAxes: string | undefined, shape: Shape, target: readonly Dim[]): Einsum {
  const match = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)/.exec(equation) ?? /^\.\.\.([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)/.exec(equation) ?? /^([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)\.\.\./.exec(equation);
  if (!match) return reject('argument-choice', `EinsumDense's equation must have the form "ab,bc->ac", "...ab,bc->...ac" or "ab...,bc->ac...", but found "${equation}". Rewrite it.`, 'equation');
  const [input = '', kernel = '', output = ''] = match.slice(1);
  const elided = shape.length - input.length;
  const left = equation.startsWith('...');
  // Keras puts the axes behind the dots into the output one by one at the front, which turns their order around.
  const lengths = [shape[0] ?? null, ...(left ? shape.slice(1, Math.max(elided, 1)).reverse() : []), ...target, ...(left || elided <= 0 ? [] : shape.slice(shape.length - elided))];
  if (elided < 0) reject('rank-mismatch', `EinsumDense's equation "${equation}" names ${input.length} input axes, but its input has shape ${showShape(shape)}. Change the equation or the layer before.`, 'equation');
  const inputLength = (label: string): Dim => shape[input.indexOf(label) + (left ? elided : 0)] ?? null;
  const outputLength = (label: string): Dim => lengths[output.indexOf(label) + (left ? elided : 0)] ?? null;
  for (const label of input) {
    const [from, to] = [inputLength(label), output.includes(label) ? outputLength(label) : null];
    if (to !== null && from !== to) reject('reshape-size-mismatch', `EinsumDense's axis "${label}" is ${from ?? 'None'} in its input ${showShape(shape)} but ${to} in output_shape. Make them equal, or use None in output_shape.`, 'output_shape');
  }
  const stray = [...output].find((label) => !input.includes(label) && !kernel.includes(label)) ?? [...kernel].find((label) => !input.includes(label) && !output.includes(label));
  if (stray) reject('argument-choice', `EinsumDense's equation "${equation}" leaves axis "${stray}" without a length. Every axis of the kernel or output must occur in another part of it.`, 'equation');
  const kernelShape = [...kernel].map((label) => (output.includes(label) ? outputLength(label) : inputLength(label)));
  return { kernel: kernelShape, bias: biasAxes === undefined ? null : biasShape(biasAxes, output, outputLength, left ? 0 : elided), output: lengths };
}

function biasShape(axes: string, output: string, lengthOf: (label: string) => Dim, trailing: number): Dim[] {
  const stray = [...axes].find((label) => !output.includes(label));
  if (stray) reject('argument-choice', `EinsumDense's bias_axes names "${stray}", which is no output axis ("${output}"). Name axes of the output.`, 'bias_axes');
  const first = Math.min(...[...axes].map((label) => output.indexOf(label)));
  return [...[...output.slice(first)].map((label) => (axes.includes(label) ? lengthOf(label) : 1)), ...new Array<Dim>(trailing).fill(1)];
}
