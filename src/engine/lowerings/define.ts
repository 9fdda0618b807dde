/** What a kernel's lowering says: the shape of what it computes, and the ONNX operators that compute it. */
import type { GraphBuilder } from '../trace/builder.js';
import type { KernelCall, KernelNode } from '../trace/ir.js';
import type { TensorSpec } from '../trace/step.js';

export interface Lowering {
  /** Shapes and types of the outputs, in tfjs's order; one spec where tfjs returns a single tensor. */
  infer(call: KernelCall): TensorSpec | readonly TensorSpec[];
  /** Emits operators and gives every output of the node a reference. */
  lower(node: KernelNode, graph: GraphBuilder): void;
}

export function defineLowering(lowering: Lowering): Lowering {
  return lowering;
}
