/** Kernels that reduce axes. Sums over batch and positions in blocked layout go axis by axis, which onnxruntime does fast. */
import type { GraphBuilder, Ref } from '../trace/builder.js';
import { attributesOf, type DataType, type KernelCall, type KernelNode, type Value } from '../trace/ir.js';
import { blockedShape, channelsFirstPermutation } from '../trace/layout.js';
import { tf } from '../trace/tensorflow.js';
import { defineLowering, type Lowering } from './define.js';

interface ReduceAttributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

function axesOf(call: KernelCall, x: Value): number[] {
  const { axis, reductionIndices } = attributesOf<ReduceAttributes>(call);
  return tf.util.parseAxisParam((axis ?? reductionIndices) as number[], [...x.shape]).sort((a, b) => a - b);
}

function outputShape(call: KernelCall): number[] {
  const x = call.inputs['x']!;
  const axes = axesOf(call, x);
  const [kept] = tf.backend_util.computeOutAndReduceShapes([...x.shape], axes);
  return attributesOf<ReduceAttributes>(call).keepDims ? tf.backend_util.expandShapeToKeepDim(kept, axes) : kept;
}

/** Emits one reducing operator; ONNX takes the axes of a sum as an input, of the others as an attribute (operator set 17). */
export function emitReduce(graph: GraphBuilder, op: string, x: Ref, axes: readonly number[], keepDims: boolean): Ref {
  const keepdims = keepDims ? 1 : 0;
  return op === 'ReduceSum' ? graph.op(op, [x, graph.ints(axes)], { keepdims }) : graph.op(op, [x], { axes, keepdims });
}

/** A kernel that reduces `x` by `op`; `through` is the type it computes in where onnxruntime cannot reduce the input's own. */
export function reduction(op: string, options: { readonly dtype?: DataType; readonly through?: DataType } = {}): Lowering {
  return defineLowering({
    infer: (call) => {
      const { dtype } = call.inputs['x']!;
      return { shape: outputShape(call), dtype: options.dtype ?? (dtype === 'bool' ? 'int32' : dtype) };
    },
    lower(node, graph) {
      const x = node.input('x');
      const axes = axesOf(node, x);
      const type = options.through ?? (x.dtype === 'bool' ? 'int32' : x.dtype);
      const ready = (ref: Ref): Ref => (x.dtype === type ? ref : graph.cast(ref, type));
      const finish = (ref: Ref): Ref => (node.output.dtype === type ? ref : graph.cast(ref, node.output.dtype));
      if (axes.length === 0) return graph.define(node.output, finish(ready(graph.use(x))));
      if (combineChannels(graph, op, node, axes)) return;
      const ref = reduceBlocked(graph, op, node, axes, ready) ?? reduceChannelsFirst(graph, op, node, axes, ready) ?? emitReduce(graph, op, ready(graph.use(x)), axes, false);
      graph.define(node.output, graph.reshape(finish(ref), node.output.shape));
    },
  });
}

/** Sums and means over channels, where they do not lie beside one another: a product with a row of equal factors, for which no value has to be moved. */
function combineChannels(graph: GraphBuilder, op: string, node: KernelNode, axes: readonly number[]): boolean {
  const x = node.input('x');
  const rank = x.shape.length;
  if (x.dtype !== 'float32' || !['ReduceSum', 'ReduceMean'].includes(op) || rank < 3 || axes.join() !== `${rank - 1}` || graph.has(x, 'logical')) return false;
  const layout = graph.has(x, 'blocked') ? 'blocked' : 'channelsFirst';
  if (!graph.has(x, layout)) return false;
  const [batch, channels] = [x.shape[0]!, x.shape[rank - 1]!];
  const block = layout === 'blocked' ? graph.target.blockSize : 1;
  const rows = channels / block;
  const positions = x.size / batch / channels;
  const factors = graph.floats([1, rows], new Float32Array(rows).fill(op === 'ReduceMean' ? 1 / channels : 1));
  const sums = graph.op('MatMul', [factors, graph.reshape(graph.use(x, layout), [batch, rows, positions * block])]);
  const { shape } = node.output;
  const ref = block === 1 ? graph.reshape(sums, shape) : emitReduce(graph, 'ReduceSum', graph.reshape(sums, [...x.shape.slice(0, -1), block]), [rank - 1], shape.length === rank);
  graph.define(node.output, ref);
  return true;
}

/** Over positions, or over batch and positions, or over everything; null for other axes. */
function reduceBlocked(graph: GraphBuilder, op: string, node: KernelNode, axes: readonly number[], ready: (ref: Ref) => Ref): Ref | null {
  const x = node.input('x');
  if (!graph.has(x, 'blocked') || graph.has(x, 'logical') || !['1,2', '0,1,2', '0,1,2,3'].includes(axes.join())) return null;
  const [n, blocks, h, w, b] = blockedShape(x.shape, graph.target.blockSize) as [number, number, number, number, number];
  const rows = emitReduce(graph, op, graph.reshape(ready(graph.use(x, 'blocked')), [n * blocks, h * w, b]), [1], false);
  if (axes.length === 2) return rows;
  const channels = emitReduce(graph, op, graph.reshape(rows, [n, blocks * b]), [0], false);
  return axes.length === 3 ? channels : emitReduce(graph, op, channels, [0], false);
}

/** In channels-first order when the axes that stay keep their order. */
function reduceChannelsFirst(graph: GraphBuilder, op: string, node: KernelNode, axes: readonly number[], ready: (ref: Ref) => Ref): Ref | null {
  const x = node.input('x');
  if (graph.has(x, 'logical') || !graph.has(x, 'channelsFirst')) return null;
  const order = channelsFirstPermutation(x.shape.length);
  const staying = order.filter((axis) => !axes.includes(axis) && x.shape[axis] !== 1);
  if (staying.some((axis, i) => i > 0 && axis < staying[i - 1]!)) return null;
  const places = order.flatMap((axis, place) => (axes.includes(axis) ? [place] : []));
  return emitReduce(graph, op, ready(graph.use(x, 'channelsFirst')), places, false);
}
