import { binary } from '../elementwise.js';

/** Rounds towards minus infinity, where ONNX's integer division rounds towards zero. */
export default binary((graph, a, b, dtype) => {
  const quotient = graph.op('Floor', [graph.op('Div', [graph.cast(a, 'float32'), graph.cast(b, 'float32')])]);
  return dtype === 'int32' ? graph.cast(quotient, 'int32') : quotient;
});
