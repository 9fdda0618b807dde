import { tf } from '../../trace/tensorflow.js';

/**
 * Einstein summation of two tensors as transpositions and one batched matrix product: tfjs's own has no gradient. Every letter of an
 * operand must be in the other operand or in the result. `...` stands for leading axes of the first operand.
 */
export function contract(equation: string, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [left, result] = spellOut(equation.replaceAll(' ', ''), a).split('->') as [string, string];
  const [first, second] = left.split(',') as [string, string];
  const length = (letter: string): number => (first.includes(letter) ? a.shape[first.indexOf(letter)]! : b.shape[second.indexOf(letter)]!);
  const sizes = (letters: readonly string[]): number => letters.reduce((product, letter) => product * length(letter), 1);
  const shared = [...first].filter((letter) => second.includes(letter));
  const batch = shared.filter((letter) => result.includes(letter));
  const summed = shared.filter((letter) => !result.includes(letter));
  const [rows, columns] = [[...first].filter((letter) => !second.includes(letter)), [...second].filter((letter) => !first.includes(letter))];
  const arrange = (x: tf.Tensor, letters: string, order: readonly string[], shape: [number, number, number]): tf.Tensor => tf.reshape(transpose(x, order.map((letter) => letters.indexOf(letter))), shape);
  const product = tf.matMul(
    arrange(a, first, [...batch, ...rows, ...summed], [sizes(batch), sizes(rows), sizes(summed)]),
    arrange(b, second, [...batch, ...summed, ...columns], [sizes(batch), sizes(summed), sizes(columns)]),
  );
  const made = [...batch, ...rows, ...columns];
  return transpose(tf.reshape(product, made.map(length)), [...result].map((letter) => made.indexOf(letter)));
}

/** Transposes where the order differs from the present one. */
export function transpose(x: tf.Tensor, order: number[]): tf.Tensor {
  return order.every((axis, i) => axis === i) ? x : tf.transpose(x, order);
}

function spellOut(equation: string, a: tf.Tensor): string {
  if (!equation.includes('...')) return equation;
  const named = equation.split(',')[0]!.replace('...', '').length;
  const free = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) => !equation.includes(letter)).slice(0, a.rank - named).join('');
  return equation.replaceAll('...', free);
}
