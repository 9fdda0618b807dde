/** Runs steps uncompiled on tfjs's own `cpu` backend: the reference in tests, and the way out for a kernel without a lowering. */
import { tf } from '../trace/tensorflow.js';
import { drawRandom } from '../trace/random.js';
import { checkValues, type CompiledStep, type Device, type DeviceState, type RandomSpec, type RunOptions, type StepDefinition, type TypedArray, type Variable } from '../trace/step.js';

class EagerState implements DeviceState {
  constructor(readonly variables: Map<string, Variable>) {}

  async read(names: readonly string[] = [...this.variables.keys()]): Promise<Record<string, TypedArray>> {
    return Object.fromEntries(names.map((name) => [name, this.get(name).values.slice()]));
  }

  async write(values: Readonly<Record<string, TypedArray>>): Promise<void> {
    for (const [name, given] of Object.entries(values)) {
      const { spec } = this.get(name);
      this.variables.set(name, { spec, values: checkValues('write', name, spec, given).slice() });
    }
  }

  async dispose(): Promise<void> {
    this.variables.clear();
  }

  get(name: string): Variable {
    const variable = this.variables.get(name);
    if (variable === undefined) throw new Error(`The device state has no variable "${name}"; it has ${[...this.variables.keys()].join(', ') || 'none'}.`);
    return variable;
  }
}

interface EagerResult {
  readonly outputs: Record<string, TypedArray>;
  readonly kept: Record<string, TypedArray>;
  readonly state: Record<string, TypedArray>;
}

/** A step that `run` computes kernel by kernel; `kernel` is the one for which it is not compiled. */
export function eagerlyCompiled(kernel: string | null, run: (...given: Parameters<CompiledStep['run']>) => Promise<EagerResult>): CompiledStep {
  return {
    eager: kernel,
    run: async (...given) => (await run(...given)).outputs,
    async keep(...given) {
      const { outputs, kept } = await run(...given);
      const results = new Map(Object.entries(kept));
      return {
        outputs,
        kept: {
          async read(name) {
            const values = results.get(name);
            if (values === undefined) throw new Error(`The result "${name}" is not kept (any more).`);
            return values.slice();
          },
          dispose: async () => results.clear(),
        },
      };
    },
    async dispose() {},
  };
}

/** Runs a definition once with tfjs kernels on plain arrays. */
export async function runEagerly(
  definition: StepDefinition,
  state: Readonly<Record<string, TypedArray>>,
  inputs: Readonly<Record<string, TypedArray>>,
  options: RunOptions = {},
): Promise<EagerResult> {
  await tf.setBackend('cpu');
  const place = (specs: StepDefinition['inputs'], values: Readonly<Record<string, TypedArray>>): Record<string, tf.Tensor> =>
    Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => [name, tf.tensor(checkValues(definition.name, name, spec, values[name]), [...spec.shape], spec.dtype)]),
    );
  let drawn = 0;
  const random = (spec: RandomSpec): tf.Tensor => {
    const name = `random${drawn++}`;
    const values = options.random?.[name] ?? drawRandom(spec, options.seed ?? 0, options.index ?? 0, name);
    return tf.tensor(checkValues(definition.name, name, { ...spec, dtype: 'float32' }, values), [...spec.shape]);
  };
  const take = (tensors: Readonly<Record<string, tf.Tensor>> = {}): Record<string, TypedArray> =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync().slice()]));
  tf.engine().startScope();
  try {
    const result = definition.build({ inputs: place(definition.inputs, inputs), state: place(definition.state, state), random });
    return { outputs: take(result.outputs), kept: take(result.kept), state: take(result.state) };
  } finally {
    tf.engine().endScope();
  }
}

/** A device that runs every step uncompiled, in this process. Slow; exact. */
export function createEagerDevice(): Device {
  return {
    info: { id: 'eager', label: 'CPU (uncompiled)', usable: true, reason: 'Runs kernel by kernel in JavaScript; for tests and comparisons.', memoryBytes: null },
    lost: null,
    async compile(definition): Promise<CompiledStep> {
      return eagerlyCompiled(null, async (state, inputs, options) => {
        if (!(state instanceof EagerState)) throw new Error(`The state of step "${definition.name}" belongs to another device.`);
        const before = Object.fromEntries(Object.keys(definition.state).map((name) => [name, state.get(name).values]));
        const result = await runEagerly(definition, before, inputs, options);
        await state.write(result.state);
        return result;
      });
    },
    async createState(values) {
      return new EagerState(new Map(Object.entries(values).map(([name, { spec, values: given }]) => [name, { spec, values: checkValues('createState', name, spec, given).slice() }])));
    },
    async dispose() {},
  };
}
