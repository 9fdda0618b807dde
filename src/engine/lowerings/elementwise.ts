/** Kernels that work element by element: they compute in whatever layout their operands already have. */
import { blockedDomain, type GraphBuilder, type Ref } from '../trace/builder.js';
import type { DataType, KernelNode, Value } from '../trace/ir.js';
import { channelsFirst, channelsFirstPermutation, isBlockable, type Layout } from '../trace/layout.js';
import { tf } from '../trace/tensorflow.js';
import { defineLowering, type Lowering } from './define.js';

/** The layout in which operands of the output's full shape already exist; the fastest one where they differ. */
export function layoutOf(graph: GraphBuilder, shape: readonly number[], operands: readonly Value[]): Layout {
  const full = operands.filter((operand) => sameShape(operand.shape, shape) && operand.constant === null);
  if (full.some((operand) => graph.has(operand, 'blocked'))) return 'blocked';
  if (full.some((operand) => graph.has(operand, 'channelsFirst')) && !full.some((operand) => graph.has(operand, 'logical') && !graph.has(operand, 'channelsFirst') && operand.size > 4096)) return 'channelsFirst';
  return 'logical';
}

/**
 * An operand as it broadcasts against an output of `shape` in `layout`. Blocked outputs have the axes [N, C, H, W] as long as every
 * operand is full or scalar, and [N, C/b, H, W, b] when one broadcasts (`split`).
 */
export function operand(graph: GraphBuilder, value: Value, shape: readonly number[], layout: Layout, split: boolean): Ref {
  const splat = value.splat;
  if (splat !== null && value.constant !== null) return graph.scalar(splat, value.dtype);
  if (value.size === 1 && !sameShape(value.shape, shape)) return graph.reshape(graph.use(value), []);
  if (layout === 'logical') return graph.use(value);
  const { blockSize } = graph.target;
  if (sameShape(value.shape, shape)) {
    return graph.use(value, split ? 'split' : layout);
  }
  const expanded = [...new Array<number>(shape.length - value.shape.length).fill(1), ...value.shape];
  if (layout === 'channelsFirst') {
    if (value.shape.length === shape.length) return graph.use(value, 'channelsFirst');
    return graph.transpose(graph.reshape(graph.use(value), expanded), channelsFirstPermutation(shape.length));
  }
  const [n, h, w, c] = expanded as [number, number, number, number];
  if (h === 1 && w === 1) return graph.reshape(graph.use(value), c === 1 ? [n, 1, 1, 1, 1] : [n, c / blockSize, 1, 1, blockSize]);
  if (c === 1) return graph.reshape(graph.use(value), [n, 1, h, w, 1]);
  return graph.transpose(graph.reshape(graph.use(value), [n, h, w, c / blockSize, blockSize]), [0, 3, 1, 2, 4]);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

/** Lays all operands out alike, emits, and gives the output its place. */
export function emitElementwise(graph: GraphBuilder, node: KernelNode, operands: readonly Value[], emit: (refs: Ref[]) => Ref): void {
  const { shape } = node.output;
  const layout = layoutOf(graph, shape, operands);
  const split = layout === 'blocked' && operands.some((value) => value.size > 1 && value.splat === null && !sameShape(value.shape, shape));
  const isFull = operands.some((value) => sameShape(value.shape, shape) && value.splat === null);
  const ref = emit(operands.map((value) => operand(graph, value, shape, layout, split)));
  // Where every operand is a scalar or broadcasts, the operators alone may not reach the full shape.
  const whole = isFull || layout !== 'logical' ? ref : graph.op('Expand', [ref, graph.ints(shape)]);
  graph.define(node.output, split ? graph.reshape(whole, channelsFirst(shape)) : whole, layout);
  if (split) graph.define(node.output, whole, 'split');
}

export type UnaryEmit = (graph: GraphBuilder, x: Ref, node: KernelNode) => Ref;

/** A kernel of one operand `x`. `dtype` is the output's type where it is not the input's; float kernels cast integers first, as tfjs does. */
export function unary(emit: UnaryEmit | string, options: { readonly dtype?: DataType; readonly anyType?: boolean } = {}): Lowering {
  return defineLowering({
    infer: ({ inputs }) => ({ shape: inputs['x']!.shape, dtype: options.dtype ?? (options.anyType ? inputs['x']!.dtype : 'float32') }),
    lower(node, graph) {
      const x = node.input('x');
      emitElementwise(graph, node, [x], ([ref]) => {
        const ready = options.anyType || x.dtype === 'float32' ? ref! : graph.cast(ref!, 'float32');
        return typeof emit === 'string' ? graph.op(emit, [ready]) : emit(graph, ready, node);
      });
    },
  });
}

export type BinaryEmit = (graph: GraphBuilder, a: Ref, b: Ref, dtype: DataType) => Ref;

/** A kernel of two broadcasting operands `a` and `b` of one type. */
export function binary(emit: BinaryEmit | string, options: { readonly dtype?: DataType } = {}): Lowering {
  return defineLowering({
    infer: ({ inputs }) => ({
      shape: tf.backend_util.assertAndGetBroadcastShape([...inputs['a']!.shape], [...inputs['b']!.shape]),
      dtype: options.dtype ?? inputs['a']!.dtype,
    }),
    lower(node, graph) {
      const operands = [node.input('a'), node.input('b')];
      const dtype = operands[0]!.dtype;
      if (typeof emit === 'string' && perChannel(node, graph, emit)) return;
      emitElementwise(graph, node, operands, ([a, b]) => (typeof emit === 'string' ? graph.op(emit, [a!, b!]) : emit(graph, a!, b!, dtype)));
    },
  });
}

/**
 * Adds, subtracts or multiplies a number per channel in blocked layout. Broadcasting along 16 elements is slow there; the same as a
 * depthwise convolution of one by one with weight and bias is one fast pass.
 */
function perChannel(node: KernelNode, graph: GraphBuilder, op: string): boolean {
  const { shape } = node.output;
  const channels = shape[shape.length - 1]!;
  if (!isBlockable(shape, graph.target.blockSize) || node.output.dtype !== 'float32' || !['Add', 'Sub', 'Mul'].includes(op)) return false;
  const operands = operandsByChannel(node, op !== 'Sub');
  if (operands === null || !graph.has(operands.full, 'blocked')) return false;
  const flat = (value: Value): Ref => graph.reshape(graph.use(value), [channels]);
  // A product whose sum this is, as in batch normalization, is the same pass.
  const product = op === 'Mul' ? node : operands.full.producer;
  const scaled = product?.kernel === 'Multiply' && (product === node || graph.consumersOf(operands.full).length === 1) ? operandsByChannel(product, true) : null;
  const factor = scaled !== null && graph.has(scaled.full, 'blocked') ? scaled : null;
  const weight = factor === null ? graph.op('Expand', [graph.scalar(1), graph.ints([channels, 1, 1, 1])]) : graph.reshape(flat(factor.channel), [channels, 1, 1, 1]);
  const bias = op === 'Mul' ? [] : [op === 'Add' ? flat(operands.channel) : graph.op('Neg', [flat(operands.channel)])];
  graph.define(node.output, graph.op('Conv', [graph.use((factor ?? operands).full, 'blocked'), weight, ...bias], { kernel_shape: [1, 1], group: channels }, { domain: blockedDomain }), 'blocked');
  return true;
}

/** The operand of the output's shape and the one with a number per channel; null where they are none such. */
function operandsByChannel(node: KernelNode, either: boolean): { readonly full: Value; readonly channel: Value } | null {
  const { shape } = node.output;
  const [a, b] = [node.input('a'), node.input('b')];
  const channels = shape[shape.length - 1]!;
  const fits = (full: Value, channel: Value): boolean => sameShape(full.shape, shape) && channel.size === channels && channel.shape[channel.shape.length - 1] === channels && full.size !== channels;
  if (fits(a, b)) return { full: a, channel: b };
  return either && fits(b, a) ? { full: b, channel: a } : null;
}
