/**
 * Runs steps uncompiled on a tfjs backend: on tfjs's own `cpu` as the reference in tests and the way out for a kernel without a lowering,
 * on `tensorflow` as the device that tfjs-node-gpu gives.
 */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import { tf } from '../trace/tensorflow.js';
import { drawRandom } from '../trace/random.js';
import { checkValues, mapValues, type CompiledStep, type Device, type DeviceState, type RandomSpec, type RunOptions, type StepDefinition, type StepScope, type TensorSpec, type TypedArray, type Variable } from '../trace/step.js';
import { lossReason } from './loss.js';
import { tryDevice } from './trial.js';

/** tfjs has one backend at a time, and traces use another: it is chosen for the length of a synchronous piece of work. */
function on<T>(backend: string, work: () => T): T {
  const before = tf.getBackend();
  void tf.setBackend(backend);
  try {
    return work();
  } finally {
    if (before) void tf.setBackend(before);
  }
}

const enter = (spec: TensorSpec, values: TypedArray): tf.Tensor => tf.tensor(values, [...spec.shape], spec.dtype);

/** Values as the house has them; backends differ in the arrays that they give for bool. */
function leave(tensor: tf.Tensor): TypedArray {
  const values = tensor.dataSync();
  if (tensor.dtype === 'float32') return Float32Array.from(values);
  return tensor.dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
}

/** Variables as tensors of the backend, so that they stay where it computes. */
class EagerState implements DeviceState {
  private readonly variables = new Map<string, { readonly spec: TensorSpec; tensor: tf.Tensor }>();

  constructor(private readonly backend: string, values: Readonly<Record<string, Variable>>) {
    for (const [name, { spec, values: given }] of Object.entries(values)) this.variables.set(name, { spec, tensor: this.made(spec, checkValues('createState', name, spec, given)) });
  }

  async read(names: readonly string[] = [...this.variables.keys()]): Promise<Record<string, TypedArray>> {
    return on(this.backend, () => Object.fromEntries(names.map((name) => [name, leave(this.get(name).tensor)])));
  }

  async write(values: Readonly<Record<string, TypedArray>>): Promise<void> {
    for (const [name, given] of Object.entries(values)) {
      const { spec } = this.get(name);
      this.replace(name, this.made(spec, checkValues('write', name, spec, given)));
    }
  }

  async dispose(): Promise<void> {
    for (const { tensor } of this.variables.values()) tensor.dispose();
    this.variables.clear();
  }

  tensors(names: readonly string[]): Record<string, tf.Tensor> {
    return Object.fromEntries(names.map((name) => [name, this.get(name).tensor]));
  }

  /** Takes a tensor that outlives its scope as the variable's new value. */
  replace(name: string, tensor: tf.Tensor): void {
    const variable = this.get(name);
    variable.tensor.dispose();
    variable.tensor = tensor;
  }

  private made(spec: TensorSpec, values: TypedArray): tf.Tensor {
    return on(this.backend, () => tf.keep(enter(spec, values.slice())));
  }

  private get(name: string): { readonly spec: TensorSpec; tensor: tf.Tensor } {
    const variable = this.variables.get(name);
    if (variable === undefined) throw new Error(`The device state has no variable "${name}"; it has ${[...this.variables.keys()].join(', ') || 'none'}.`);
    return variable;
  }
}

interface EagerResult {
  readonly outputs: Record<string, TypedArray>;
  readonly kept: Record<string, TypedArray>;
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

/**
 * Says a step on the chosen backend, which must be ready. `variables` gives its state inside the scope, `changed` gets the new values; tensors
 * that it keeps outlive the step.
 */
function say<T>(backend: string, definition: StepDefinition, variables: () => StepScope['state'], inputs: Readonly<Record<string, TypedArray>>, options: RunOptions, changed: (state: Readonly<Record<string, tf.Tensor>>) => T): EagerResult & { readonly state: T } {
  let drawn = 0;
  const random = (spec: RandomSpec): tf.Tensor => {
    const name = `random${drawn++}`;
    const values = options.random?.[name] ?? drawRandom(spec, options.seed ?? 0, options.index ?? 0, name);
    return enter({ ...spec, dtype: 'float32' }, checkValues(definition.name, name, { ...spec, dtype: 'float32' }, values));
  };
  return on(backend, () => {
    tf.engine().startScope();
    try {
      const given = Object.fromEntries(Object.entries(definition.inputs).map(([name, spec]) => [name, enter(spec, checkValues(definition.name, name, spec, inputs[name]))]));
      const result = definition.build({ inputs: given, state: variables(), random });
      return { outputs: mapValues(result.outputs, leave), kept: mapValues(result.kept ?? {}, leave), state: changed(result.state ?? {}) };
    } finally {
      tf.engine().endScope();
    }
  });
}

/** Runs a definition once with tfjs kernels on plain arrays. */
export async function runEagerly(
  definition: StepDefinition,
  state: Readonly<Record<string, TypedArray>>,
  inputs: Readonly<Record<string, TypedArray>>,
  options: RunOptions = {},
): Promise<EagerResult & { readonly state: Record<string, TypedArray> }> {
  await ready('cpu');
  const variables = (): Record<string, tf.Tensor> => Object.fromEntries(Object.entries(definition.state).map(([name, spec]) => [name, enter(spec, checkValues(definition.name, name, spec, state[name]))]));
  return say('cpu', definition, variables, inputs, options, (changed) => mapValues(changed, leave));
}

/**
 * Makes a backend ready: some load before their first use. Throws where tfjs cannot. Those of this process are made at once, so that the one
 * before is chosen again before anything else runs: two that are made ready together would each take the other's for the one before.
 */
async function ready(backend: string): Promise<void> {
  const before = tf.getBackend();
  const made = tf.setBackend(backend);
  if (before) void tf.setBackend(before);
  if (!(await made)) throw new Error(`the tfjs backend "${backend}" does not start`);
}

const reference: DeviceInfo = { id: 'eager', label: 'CPU (uncompiled)', usable: true, reason: 'Runs kernel by kernel in JavaScript; for tests and comparisons.', memoryBytes: null };

/** A device that runs every step uncompiled on a registered tfjs backend, in this process: messages are answered between two steps. */
export class EagerDevice implements Device {
  private broken: Error | null = null;
  private closed = false;

  constructor(readonly info: DeviceInfo = reference, private readonly backend = 'cpu') {}

  get lost(): Error | null {
    return this.broken;
  }

  async compile(definition: StepDefinition): Promise<CompiledStep> {
    await ready(this.backend);
    return eagerlyCompiled(null, async (state, inputs, options = {}) => {
      if (!(state instanceof EagerState)) throw new Error(`The state of step "${definition.name}" belongs to another device.`);
      if (this.closed) throw new Error('The device was closed.');
      if (this.broken !== null) throw this.broken;
      await new Promise((resolve) => setImmediate(resolve));
      try {
        return say(this.backend, definition, () => state.tensors(Object.keys(definition.state)), inputs, options, (changed) => {
          for (const [name, tensor] of Object.entries(changed)) state.replace(name, tf.keep(tf.clone(tensor)));
        });
      } catch (error) {
        await this.look(definition.name, error);
        throw error;
      }
    });
  }

  async createState(values: Readonly<Record<string, Variable>>): Promise<DeviceState> {
    await ready(this.backend);
    return new EagerState(this.backend, values);
  }

  async dispose(): Promise<void> {
    this.closed = true;
  }

  /** A step that fails may be at fault itself; one that fails where nothing can is not. */
  private async look(step: string, error: unknown): Promise<void> {
    if (step === 'trial') return;
    await tryDevice(this).catch(() => (this.broken ??= new Error(lossReason(error))));
  }
}

/** The uncompiled reference. */
export const createEagerDevice = (): Device => new EagerDevice();
