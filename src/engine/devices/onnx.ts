/** A device that compiles steps to ONNX and runs them on onnxruntime, in a worker thread. */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import { NotCompilable } from '../trace/ir.js';
import { lower } from '../trace/lower.js';
import type { Program } from '../trace/program.js';
import type { Target } from '../trace/builder.js';
import { checkValues, type CompiledStep, type Device, type DeviceState, type RunOptions, type StepDefinition, type TypedArray, type Variable } from '../trace/step.js';
import { traceStep } from '../trace/trace.js';
import { type StepWorker } from '../worker/client.js';
import type { SessionSettings, WorkerApi } from '../worker/protocol.js';
import { eagerlyCompiled, runEagerly } from './eager.js';
import { lossReason } from './loss.js';
import { tryDevice } from './trial.js';
import { inTurn, unlessTaken } from './turns.js';

export interface OnnxDeviceOptions {
  readonly info: DeviceInfo;
  readonly target: Target;
  readonly settings: SessionSettings;
  readonly worker: StepWorker;
  /** Told, in one line, which step runs uncompiled and why. */
  readonly log?: (line: string) => void;
}

class WorkerState implements DeviceState {
  constructor(
    private readonly worker: StepWorker,
    readonly id: number,
    private readonly specs: ReadonlyMap<string, Variable['spec']>,
  ) {}

  async read(names?: readonly string[]): Promise<Record<string, TypedArray>> {
    return this.worker.call('read', { state: this.id, names: names ?? null });
  }

  async write(values: Readonly<Record<string, TypedArray>>): Promise<void> {
    for (const [name, given] of Object.entries(values)) {
      const spec = this.specs.get(name);
      if (spec === undefined) throw new Error(`The device state has no variable "${name}"; it has ${[...this.specs.keys()].join(', ') || 'none'}.`);
      checkValues('write', name, spec, given);
    }
    await this.worker.call('write', { state: this.id, values });
  }

  async dispose(): Promise<void> {
    await this.worker.call('dropState', this.id);
  }
}

export class OnnxDevice implements Device {
  private broken: Error | null = null;

  constructor(private readonly options: OnnxDeviceOptions) {}

  get info(): DeviceInfo {
    return this.options.info;
  }

  get lost(): Error | null {
    return this.broken ?? this.options.worker.lost;
  }

  async compile(definition: StepDefinition): Promise<CompiledStep> {
    const { target, settings, worker, log = console.error } = this.options;
    let program: Program;
    try {
      program = lower(traceStep(definition), target);
    } catch (error) {
      if (!(error instanceof NotCompilable)) throw error;
      log(`Step "${definition.name}" runs uncompiled, and slowly, because of the kernel ${error.message}.`);
      return eagerStep(definition, error.kernel);
    }
    const step = await this.ask(definition, 'compile', { program, settings });
    const run = async (keep: boolean, ...[state, inputs, options]: Parameters<CompiledStep['run']>) =>
      unlessTaken(state, () => this.ask(definition, 'run', { step, state: stateId(definition, state), inputs: checkInputs(definition, program, inputs, options), seed: options?.seed ?? 0, index: options?.index ?? 0, random: options?.random ?? {}, keep }));
    return {
      eager: null,
      run: async (...given) => (await run(false, ...given)).outputs,
      async keep(...given) {
        const { outputs, kept } = await run(true, ...given);
        return { outputs, kept: { read: async (name) => (await worker.call('readKept', { kept: kept!, name })).values, dispose: async () => worker.call('dropKept', kept!) } };
      },
      async dispose() {
        await worker.call('forget', step);
      },
    };
  }

  /**
   * Calls the worker. A driver that lost its device says so in words of its own; that a step failed because of that is told by the trial,
   * which fails as well. The processor cannot be lost but with its thread.
   */
  private async ask<Name extends 'compile' | 'run'>(definition: StepDefinition, name: Name, argument: Parameters<WorkerApi[Name]>[0]): Promise<ReturnType<WorkerApi[Name]>> {
    if (this.broken !== null) throw this.broken;
    try {
      return await this.options.worker.call(name, argument);
    } catch (error) {
      if (this.options.settings.provider !== 'cpu' && definition.name !== 'trial' && this.options.worker.lost === null) {
        await tryDevice(this).catch(() => (this.broken ??= new Error(lossReason(error))));
      }
      throw error;
    }
  }

  async createState(values: Readonly<Record<string, Variable>>): Promise<DeviceState> {
    for (const [name, { spec, values: given }] of Object.entries(values)) checkValues('createState', name, spec, given);
    const id = await this.options.worker.call('createState', values);
    return new WorkerState(this.options.worker, id, new Map(Object.entries(values).map(([name, { spec }]) => [name, spec])));
  }

  async dispose(): Promise<void> {
    await this.options.worker.dispose();
  }
}

function stateId(definition: StepDefinition, state: DeviceState): number {
  if (state instanceof WorkerState) return state.id;
  throw new Error(`The state of step "${definition.name}" belongs to another device.`);
}

/** Only what the graph reads is sent; all that the definition names is checked. */
function checkInputs(definition: StepDefinition, program: Program, inputs: Readonly<Record<string, TypedArray>>, options: RunOptions = {}): Record<string, TypedArray> {
  const read: Record<string, TypedArray> = {};
  for (const [name, spec] of Object.entries(definition.inputs)) {
    const values = checkValues(definition.name, name, spec, inputs[name]);
    if (name in program.inputs) read[name] = values;
  }
  for (const [name, spec] of Object.entries(program.random)) {
    const given = options.random?.[name];
    if (given !== undefined) checkValues(definition.name, name, { ...spec, dtype: 'float32' }, given);
  }
  return read;
}

/** Runs a step on tfjs's `cpu` backend with the variables of this device. */
function eagerStep(definition: StepDefinition, kernel: string): CompiledStep {
  return eagerlyCompiled(kernel, async (state, inputs, options) => inTurn(state, async () => {
    const before = await state.read(Object.keys(definition.state));
    const result = await runEagerly(definition, before, inputs, options);
    await state.write(result.state);
    return result;
  }));
}
