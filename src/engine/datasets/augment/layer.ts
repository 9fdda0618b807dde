/** Keras's image layers applied to the data, as in `ds.map(lambda x, y: (augment(x, training=True), y))`: what they compute in a model, one image or batch at a time. */
import type { Layer } from '../../../core/graph/types.js';
import type { Part } from '../../../core/recipe/types.js';
import { runEagerly } from '../../devices/eager.js';
import { openDevice } from '../../devices/open.js';
import { UserError } from '../../errors.js';
import { forwardOf } from '../../layers/lookup.js';
import { Config } from '../../layers/support/config.js';
import type { CompiledStep, Device, DeviceState, StepDefinition } from '../../trace/step.js';

export interface LayerChange {
  /** Shape of an image behind the layer. */
  readonly shape: readonly number[];
  /** A changed copy of `count` images, or of their labels; (seed, index) decide how. */
  apply(values: Float32Array, count: number, seed: number, index: number): Promise<Float32Array>;
}

/** What the layer makes of images of this shape, or of labels in the same draw. Throws a UserError where it cannot be run. */
export async function layerChange({ className, config }: Part, shape: readonly number[], of: 'images' | 'labels'): Promise<LayerChange> {
  const layer: Layer = { id: className, name: typeof config['name'] === 'string' ? config['name'] : className, type: className, role: 'layer', config, unknown: [], weights: [], trainable: false, span: null };
  const forward = forwardOf(layer);
  const { labels } = forward ?? {};
  if (forward === undefined || (of === 'labels' && labels === undefined)) throw new UserError(`The layer ${className} is applied to the data, which cannot be run here yet. Leave it out, or train this model with Keras.`);
  const fault = (): never => {
    throw new Error(`${className} is no preprocessing layer.`);
  };
  let made: readonly number[] = shape;
  const step = (count: number): StepDefinition => ({
    name: className, inputs: { x: { shape: [count, ...shape], dtype: 'float32' } }, state: {},
    build({ inputs, random }) {
      const x = inputs['x']!;
      const call = { layer, config: new Config(layer), weights: {}, inputs: [x], masks: [], named: {}, handedMask: () => undefined, arguments: {}, results: [], training: true, random, penalize: fault, update: fault, batch: count, variable: fault, follow: fault, activate: fault, child: fault, childWeight: fault };
      const result = of === 'labels' && labels ? labels(x, call) : forward.call(call);
      const y = Array.isArray(result) ? result[0]! : result;
      made = y.shape.slice(1);
      return { outputs: { y } };
    },
  });
  // A first run tells the shape, and whether the configuration can be followed.
  await runEagerly(step(1), {}, { x: new Float32Array(shape.reduce((a, b) => a * b, 1)) }, { seed: 0, index: 0 });
  const compiled = new Map<number, Promise<Compiled>>();
  return {
    shape: made,
    async apply(values, count, seed, index) {
      if (count === 1 || of === 'labels') return Float32Array.from((await runEagerly(step(count), {}, { x: values }, { seed, index })).outputs['y']!);
      if (!compiled.has(count)) compiled.set(count, compile(step(count)));
      const { run, state } = await compiled.get(count)!;
      return Float32Array.from((await run.run(state, { x: values }, { seed, index }))['y']!);
    },
  };
}

interface Compiled {
  readonly run: CompiledStep;
  readonly state: DeviceState;
}

/** One for all layers of this process; its thread keeps no process alive. */
let processor: Promise<Device> | undefined;

/** A whole batch takes kernel by kernel many times as long as compiled. */
async function compile(step: StepDefinition): Promise<Compiled> {
  processor ??= openDevice('cpu').catch((error: unknown) => {
    processor = undefined;
    throw error;
  });
  const device = await processor;
  return { run: await device.compile(step), state: await device.createState({}) };
}
