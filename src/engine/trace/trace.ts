/** Records a step: calls its `build` once on tensors without numbers. */
import { traceBackend, traceBackendName } from './backend.js';
import { Value, type Trace } from './ir.js';
import { mapValues, type RandomSpec, type StepDefinition, type TensorSpec } from './step.js';
import { tf } from './tensorflow.js';

/** Throws `NotCompilable` when the step runs a kernel without a lowering or reads a tensor back. */
export function traceStep(definition: StepDefinition): Trace {
  const backend = traceBackend();
  const before = tf.getBackend();
  void tf.setBackend(traceBackendName);
  tf.engine().startScope();
  backend.nodes = [];
  try {
    const enter = (value: Value): tf.Tensor => tf.engine().makeTensorFromTensorInfo(backend.info(value));
    const valuesOf = (specs: Readonly<Record<string, TensorSpec>>): Record<string, Value> =>
      mapValues(specs, ({ shape, dtype }) => new Value(shape, dtype));
    const inputs = valuesOf(definition.inputs);
    const state = valuesOf(definition.state);
    const random: Record<string, { value: Value; spec: RandomSpec }> = {};
    const result = definition.build({
      inputs: mapValues(inputs, enter),
      state: mapValues(state, enter),
      random(spec) {
        const value = new Value(spec.shape, 'float32');
        random[`random${Object.keys(random).length}`] = { value, spec };
        return enter(value);
      },
    });
    const leave = (tensor: tf.Tensor): Value => backend.traced(tensor);
    return { name: definition.name, inputs, state, random, nodes: backend.nodes, outputs: mapValues(result.outputs, leave), kept: mapValues(result.kept ?? {}, leave), newState: mapValues(result.state ?? {}, leave) };
  } finally {
    backend.nodes = [];
    tf.engine().endScope();
    if (before) void tf.setBackend(before);
  }
}
