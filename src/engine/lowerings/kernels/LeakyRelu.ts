import type { LeakyReluAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { unary } from '../elementwise.js';

export default unary((graph, x, node) => graph.op('LeakyRelu', [x], { alpha: { float: attributesOf<LeakyReluAttrs>(node).alpha } }));
