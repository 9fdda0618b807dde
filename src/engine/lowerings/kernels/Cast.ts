import type { CastAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, NotCompilable, type DataType } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitElementwise } from '../elementwise.js';

export default defineLowering({
  infer(call) {
    const { dtype } = attributesOf<CastAttrs>(call);
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new NotCompilable('Cast', `to ${dtype}`);
    return { shape: call.inputs['x']!.shape, dtype };
  },
  lower(node, graph) {
    const to: DataType = node.output.dtype;
    emitElementwise(graph, node, [node.input('x')], ([x]) => (node.input('x').dtype === to ? x! : graph.cast(x!, to)));
  },
});
