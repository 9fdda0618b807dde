/** What a visualization computes with: compiled steps of one opened model on one device, and one image. */
import { UserError } from '../errors.js';
import { runGraph } from '../model/forward.js';
import { initialWeights } from '../model/initialize.js';
import type { tf } from '../trace/tensorflow.js';
import type { CompiledStep, Device, DeviceState, TensorSpec, TypedArray } from '../trace/step.js';
import type { ComputeContext, Forward, KeepingStep, Kept, Output, PictureStep, Values } from '../../visualizations/compute.js';
import { takesAnySize } from '../../visualizations/layers.js';
import type { SubjectInfo } from '../../visualizations/picture.js';
import type { OpenedModel, PreparedImage } from './opened.js';

/** Compiled steps hold memory of the device; the ones used longest ago go first. */
const mostSteps = 24;
/** Results kept for the images looked at last: going back and forth between two must not compute anew. */
const mostImages = 3;

interface Compiled {
  readonly step: CompiledStep;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** One model on one device: its variables are there once, its steps are compiled once. */
export class ModelOnDevice {
  private readonly steps = new Map<string, Promise<Compiled>>();
  private readonly remembered = new Map<string, Map<string, Promise<unknown>>>();
  private readonly specs: Readonly<Record<string, TensorSpec>>;

  private constructor(
    private current: OpenedModel,
    readonly device: Device,
    private readonly state: DeviceState,
  ) {
    this.specs = Object.fromEntries(Object.entries(current.variables).map(([name, { spec }]) => [name, spec]));
  }

  get model(): OpenedModel {
    return this.current;
  }

  static async create(model: OpenedModel, device: Device): Promise<ModelOnDevice> {
    checkFinite(model);
    return new ModelOnDevice(model, device, await device.createState(model.variables));
  }

  /** Puts other weights of the same graph in place of the present ones; what was compiled stays. Throws a UserError, and changes nothing, where they mean nothing. */
  async renew(model: OpenedModel): Promise<void> {
    checkFinite(model);
    await this.state.write(Object.fromEntries(Object.entries(model.variables).map(([name, { values }]) => [name, values])));
    this.current = model;
    for (const image of [...this.remembered.keys()]) this.forget(image);
  }

  /** Another set of weights on the same device, for the same compiled steps: those of some layers are drawn anew. */
  async reinitialized(layers: readonly string[], seed: number): Promise<DeviceState> {
    const fresh = initialWeights(this.model.graph, seed);
    const drawn = (name: string): boolean => layers.some((layer) => name.startsWith(`${layer}/`));
    return this.device.createState(Object.fromEntries(Object.entries(this.model.variables).map(([name, variable]) => [name, drawn(name) ? (fresh[name] ?? variable) : variable])));
  }

  async run(step: PictureStep, inputs: Readonly<Record<string, Values>>, state = this.state): Promise<Record<string, Output>> {
    const { step: ready, shapes } = await this.ready(step);
    return outputsOf(await ready.run(state, inputs), shapes);
  }

  async keep(step: KeepingStep, inputs: Readonly<Record<string, Values>>, state = this.state): Promise<{ readonly outputs: Record<string, Output>; readonly kept: Kept }> {
    const { step: ready, shapes } = await this.ready(step);
    const { outputs, kept } = await ready.keep(state, inputs);
    return { outputs: outputsOf(outputs, shapes), kept: { shape: (name) => shapes[name]!, read: async (name) => outputOf(await kept.read(name), shapes[name]!), dispose: () => kept.dispose() } };
  }

  private async ready(step: PictureStep | KeepingStep): Promise<Compiled> {
    const key = JSON.stringify([step.name, step.inputs]);
    const compiled = this.steps.get(key) ?? this.compile(step);
    this.steps.delete(key);
    this.steps.set(key, compiled);
    compiled.catch(() => this.steps.delete(key));
    await this.forgetOldSteps();
    return compiled;
  }

  /** Results of one image. */
  remember<T>(image: string, key: string, make: () => Promise<T>): Promise<T> {
    const ofImage = this.remembered.get(image) ?? new Map<string, Promise<unknown>>();
    this.remembered.delete(image);
    this.remembered.set(image, ofImage);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > mostImages && oldest !== undefined) this.forget(oldest);
    const known = ofImage.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const made = make();
    ofImage.set(key, made);
    made.catch(() => ofImage.delete(key));
    return made;
  }

  async dispose(): Promise<void> {
    for (const compiled of this.steps.values()) await compiled.then(({ step }) => step.dispose(), () => undefined);
    this.steps.clear();
    for (const image of [...this.remembered.keys()]) this.forget(image);
    await this.state.dispose();
  }

  /** Whoever waits for a result of this image gets it before it is disposed of. */
  private forget(image: string): void {
    for (const made of this.remembered.get(image)?.values() ?? []) void made.then((result) => (isDisposable(result) ? result.dispose() : undefined)).catch(() => undefined);
    this.remembered.delete(image);
  }

  private async compile(step: PictureStep | KeepingStep): Promise<Compiled> {
    const shapes: Record<string, readonly number[]> = {};
    const compiled = await this.device.compile({
      name: step.name,
      inputs: step.inputs,
      state: this.specs,
      build: ({ inputs, state, random }) => {
        const forward: Forward = (given, { taps, substitutes, outputs, graph = this.model.graph } = {}) =>
          runGraph(graph, state, given, { training: false, random, ...(taps && { taps }), ...(substitutes && { substitutes }), ...(outputs === undefined ? {} : { outputs }) });
        const results = step.build(inputs, forward);
        for (const [name, tensor] of Object.entries<tf.Tensor>(results)) shapes[name] = [...tensor.shape];
        const isKept = (name: string): boolean => 'isKept' in step && step.isKept(name);
        const some = (wanted: boolean) => Object.fromEntries(Object.entries(results).filter(([name]) => isKept(name) === wanted));
        return { outputs: some(false), kept: some(true) };
      },
    });
    return { step: compiled, shapes };
  }

  private async forgetOldSteps(): Promise<void> {
    const [oldest] = this.steps;
    if (this.steps.size <= mostSteps || oldest === undefined) return;
    this.steps.delete(oldest[0]);
    await oldest[1].then(({ step }) => step.dispose(), () => undefined);
  }
}

function checkFinite({ variables }: OpenedModel): void {
  const bad = Object.entries(variables).find(([, { values }]) => values instanceof Float32Array && values.some((value) => !Number.isFinite(value)));
  if (bad !== undefined) throw new UserError(`The weight "${bad[0]}" holds NaN or infinite values, so no picture of this model means anything. Choose an earlier epoch, or train again with a smaller learning rate.`);
}

function outputOf(values: TypedArray, shape: readonly number[]): Output {
  return { shape, values: values instanceof Float32Array ? values : Float32Array.from(values) };
}

function outputsOf(values: Readonly<Record<string, TypedArray>>, shapes: Readonly<Record<string, readonly number[]>>): Record<string, Output> {
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, outputOf(given, shapes[name]!)]));
}

function isDisposable(value: unknown): value is { dispose(): Promise<void> } {
  return typeof value === 'object' && value !== null && 'dispose' in value && typeof value.dispose === 'function';
}

/** Thrown where a request was cancelled; nobody is told, because whoever cancelled knows. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor() {
    super('The request was cancelled.');
  }
}

export interface RequestSide {
  partial(picture: unknown): void;
  readonly signal: AbortSignal;
}

export function contextFor(on: ModelOnDevice, model: OpenedModel, image: PreparedImage | null, range: ComputeContext['range'], size: readonly [number, number] | undefined, { partial, signal }: RequestSide): ComputeContext {
  const { device } = on;
  const input = model.graph.tensors[model.graph.inputs[0] ?? -1]?.shape?.slice(1) ?? [];
  const info: SubjectInfo = {
    model: model.title,
    weights: model.weights,
    image: image?.title ?? null,
    device: device.info.label,
    original: image?.original ?? null,
    label: image?.label ?? null,
    classNames: model.classNames,
    preprocessing: model.preprocessing.title,
    ...(model.stamp === undefined ? {} : { stamp: model.stamp }),
    ...(takesAnySize(model.graph) ? { anySize: true } : {}),
  };
  const context: ComputeContext = {
    model: model.graph,
    info,
    inputShape: input.map((length, axis) => length ?? size?.[axis] ?? null),
    range,
    image() {
      if (image === null) throw new UserError('Choose an image first: one of the run\'s data, or a file.');
      return { shape: image.shape, values: image.values };
    },
    run: async (step, inputs) => {
      if (signal.aborted) throw new Cancelled();
      return on.run(step, inputs);
    },
    keep: async (step, inputs) => {
      if (signal.aborted) throw new Cancelled();
      return on.keep(step, inputs);
    },
    weight(name) {
      const variable = model.variables[name];
      return variable && { shape: variable.spec.shape, values: variable.values instanceof Float32Array ? variable.values : Float32Array.from(variable.values) };
    },
    remember: (key, make) => on.remember(image === null ? '' : fingerprint(image), key, make),
    partial,
    checkCancelled() {
      if (signal.aborted) throw new Cancelled();
    },
    async reinitialized(layers, seed) {
      const state = await on.reinitialized(layers, seed);
      const run: ComputeContext['run'] = async (step, inputs) => {
        if (signal.aborted) throw new Cancelled();
        return on.run(step, inputs, state);
      };
      const keep: ComputeContext['keep'] = async (step, inputs) => {
        if (signal.aborted) throw new Cancelled();
        return on.keep(step, inputs, state);
      };
      return { context: { ...context, run, keep, remember: (_key, make) => make() }, dispose: () => state.dispose() };
    },
  };
  return context;
}

/** Tells images apart by their values: the same file may have changed. FNV-1a over the bits. */
function fingerprint({ title, values }: PreparedImage): string {
  let hash = 0x811c9dc5;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) hash = Math.imul(hash ^ bits[i]!, 0x01000193);
  return `${title} ${hash >>> 0}`;
}
