/** Matrix products, batched or not, with either side transposed. */
import { microsoft, type GraphBuilder, type Ref } from '../trace/builder.js';
import { attributesOf, type KernelCall, type Value } from '../trace/ir.js';
import { tf } from '../trace/tensorflow.js';

export interface MatMulAttributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export function matMulShape(call: KernelCall): number[] {
  const [a, b] = [call.inputs['a']!, call.inputs['b']!];
  const { transposeA, transposeB } = attributesOf<MatMulAttributes>(call);
  const batch = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [...batch, a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
}

/** `bias` of the output's width is added by the same operator where that is possible. */
export function emitMatMul(graph: GraphBuilder, a: Value, b: Value, { transposeA = false, transposeB = false }: MatMulAttributes, bias?: Ref): Ref {
  const [left, right] = [graph.use(a), graph.use(b)];
  if (a.shape.length === 2 && b.shape.length === 2) {
    return graph.op('Gemm', bias === undefined ? [left, right] : [left, right, bias], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
  }
  const product = emitProduct(graph, left, a.shape.length, transposeA, right, b.shape.length, transposeB);
  return bias === undefined ? product : graph.op('Add', [product, bias]);
}

function emitProduct(graph: GraphBuilder, left: Ref, leftRank: number, transposeA: boolean, right: Ref, rightRank: number, transposeB: boolean): Ref {
  if (graph.target.kind === 'cpu' && (transposeA || transposeB)) {
    return graph.op('FusedMatMul', [left, right], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 }, { domain: microsoft });
  }
  return graph.op('MatMul', [transposeA ? swapLast(graph, left, leftRank) : left, transposeB ? swapLast(graph, right, rightRank) : right]);
}

function swapLast(graph: GraphBuilder, ref: Ref, rank: number): Ref {
  return graph.transpose(ref, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}
