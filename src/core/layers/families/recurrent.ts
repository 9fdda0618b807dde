import { Opaque, Unknown } from '../../graph/values.js';
import type { InfoTree, SubLayer } from '../../graph/tensors.js';
import type { Dim, ObjectConfig, Shape, TensorInfo, WeightSpec } from '../../graph/types.js';
import { type Context, type LayerSpec, type Param, activation, constraint, defineLayer, flag, float, inert, initializer, int, rankMismatch, regularizer, reject, seed, singleTensor, weight } from '../define.js';
import { sum } from '../sizes.js';
import { times } from './convolution.js';

/** One kind of recurrent cell. */
export interface CellKind {
  /** Of the layer; the cell's class is named after it. */
  readonly type: 'SimpleRNN' | 'LSTM' | 'GRU';
  /** How many kernels stand side by side. */
  readonly gates: 1 | 3 | 4;
  readonly states: 1 | 2;
  readonly summary: string;
}

const initializers = () => ({ kernelInitializer: initializer(), recurrentInitializer: initializer('orthogonal'), biasInitializer: initializer('zeros') });
const penalties = () => ({ kernelRegularizer: regularizer(), recurrentRegularizer: regularizer(), biasRegularizer: regularizer() });
const limits = () => ({ kernelConstraint: constraint(), recurrentConstraint: constraint(), biasConstraint: constraint() });
const drops = () => ({ dropout: float(0), recurrentDropout: float(0) });
const returns = () => ({ returnSequences: flag(false), returnState: flag(false), goBackwards: flag(false), stateful: flag(false) });

/** What the variables of a cell depend on. */
interface Kernels {
  readonly units: Dim;
  readonly useBias: boolean;
  readonly resetAfter?: boolean;
  readonly kernelInitializer: ObjectConfig | undefined;
  readonly recurrentInitializer: ObjectConfig | undefined;
  readonly biasInitializer: ObjectConfig | undefined;
  readonly kernelRegularizer: ObjectConfig | undefined;
  readonly recurrentRegularizer: ObjectConfig | undefined;
  readonly biasRegularizer: ObjectConfig | undefined;
  readonly kernelConstraint: ObjectConfig | undefined;
  readonly recurrentConstraint: ObjectConfig | undefined;
  readonly biasConstraint: ObjectConfig | undefined;
}

function kernels(p: Kernels, gates: number, inputs: Dim): readonly WeightSpec[] {
  const width = times(p.units, gates);
  const bias = p.resetAfter ? [2, width] : [width];
  return [
    weight('kernel', [inputs, width], p.kernelInitializer, { regularizer: p.kernelRegularizer, constraint: p.kernelConstraint }),
    weight('recurrent_kernel', [p.units, width], p.recurrentInitializer, { regularizer: p.recurrentRegularizer, constraint: p.recurrentConstraint }),
    ...(p.useBias ? [weight('bias', bias, p.biasInitializer, { regularizer: p.biasRegularizer, constraint: p.biasConstraint })] : []),
  ];
}

type Params = { readonly [name: string]: Param<unknown> };

/** What the output of a recurrent layer depends on. */
interface Run {
  readonly units: Dim;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful: boolean;
}

/** "auto", True or False. */
function useCudnn(): Param<unknown> {
  return { ...inert('auto'), expects: '"auto", True or False', accepts: (v) => v === 'auto' || typeof v === 'boolean' || v === 0 || v === 1 || v instanceof Unknown || v instanceof Opaque };
}

/** `LSTM`, `GRU` and `SimpleRNN`: a cell runs over the steps of a sequence. */
export function recurrent({ type, gates, states, summary }: CellKind): LayerSpec {
  const recurrentActivation = type === 'SimpleRNN' ? {} : { recurrentActivation: activation('sigmoid') };
  const tail = type === 'SimpleRNN' ? { ...drops(), ...returns(), unroll: flag(false), seed: seed() } : { ...drops(), seed: seed(), ...returns(), unroll: flag(false), ...(type === 'GRU' ? { resetAfter: flag(true) } : {}), useCudnn: useCudnn() };
  const params: Params = {
    units: int(), activation: activation('tanh'), ...recurrentActivation, useBias: flag(true), ...initializers(), ...(type === 'LSTM' ? { unitForgetBias: flag(true) } : {}),
    ...penalties(), activityRegularizer: regularizer(), ...limits(), ...tail,
  };
  const positional = Object.keys(params).length;
  return defineLayer({
    type, summary, positional, callParameters: ['sequences', 'initialState', 'mask', 'training'],
    // The others still take what Keras 2 had; this one does not. That of the base class (`RNN`) is given by name.
    params: { ...params, ...(type === 'SimpleRNN' ? {} : { implementation: inert(2) }), zeroOutputForMask: flag(false) },
    infer(values, inputs, context) {
      const p = values as unknown as Run;
      const shape = sequenceShape(type, inputs, 3);
      demandBatch(type, p.stateful, shape, context);
      const state = [shape[0] ?? null, p.units];
      return sequenceOutputs(p, shape, [p.units], new Array<Shape>(states).fill(state), context, inputs);
    },
    weights: (p, shape) => kernels(p as unknown as Kernels, gates, shape.length === 3 ? (shape[2] ?? null) : null),
    work: (_, { inputs: [x], sizes }) => times(sum([sizes.kernel ?? null, sizes.recurrent_kernel ?? null]), x?.[1] ?? null),
    reach: () => 'all',
  });
}

/** `LSTMCell`, `GRUCell` and `SimpleRNNCell`: one step. */
export function recurrentCell({ type, gates, states, summary }: CellKind): LayerSpec {
  const name = `${type}Cell`;
  return defineLayer({
    type: name, summary, callParameters: [type === 'SimpleRNN' ? 'sequence' : 'inputs', 'states', 'training'],
    params: {
      units: int(), activation: activation('tanh'), ...(type === 'SimpleRNN' ? {} : { recurrentActivation: activation('sigmoid') }), useBias: flag(true), ...initializers(),
      ...(type === 'LSTM' ? { unitForgetBias: flag(true) } : {}), ...penalties(), ...limits(), ...drops(), ...(type === 'GRU' ? { resetAfter: flag(true) } : {}), seed: seed(),
    },
    infer(p, inputs, context): InfoTree {
      const tensor = singleTensor(name, inputs);
      const state: TensorInfo = { shape: [tensor.shape?.[0] ?? null, p.units], dtype: context.compute };
      return [state, states === 1 && !Array.isArray(context.arguments.states) ? state : new Array<TensorInfo>(states).fill(state)];
    },
    weights: (p, shape) => kernels(p as unknown as Kernels, gates, shape.at(-1) ?? null),
    work: (_, { sizes }) => sum([sizes.kernel ?? null, sizes.recurrent_kernel ?? null]),
  });
}

/** The input's shape; one of unknown axes where its rank is unknown. */
export function sequenceShape(type: string, inputs: InfoTree, rank: number): Shape {
  const { shape } = singleTensor(type, inputs);
  if (shape === null) return new Array<null>(rank).fill(null);
  if (shape.length !== rank) rankMismatch(type, `${rank} axes (batch, steps, ...)`, shape);
  return shape;
}

/** A stateful layer keeps one state for each example of a batch, so the batch must be fixed. */
export function demandBatch(type: string, stateful: boolean, shape: Shape, { lost }: Context): void {
  if (stateful && !lost && shape[0] === null) reject('undefined-batch', `${type} with stateful=True needs a fixed batch size, but the batch of its input is None. Use keras.Input(batch_shape=...) or stateful=False.`, 'stateful');
}

/** The output over all steps or the last one, and the states if they are returned. */
export function sequenceOutputs(p: { readonly returnSequences: boolean; readonly returnState: boolean }, shape: Shape, step: Shape, states: readonly (Shape | readonly Shape[])[], context: Context, inputs: InfoTree): InfoTree {
  const { loss } = singleTensor('', inputs);
  const info = (s: Shape): TensorInfo => (loss && s.indexOf(null, 1) > 0 ? { shape: s, dtype: context.compute, loss } : { shape: s, dtype: context.compute });
  const [batch = null, steps = null] = shape;
  const output = info(p.returnSequences ? [batch, steps, ...step] : [batch, ...step]);
  if (!p.returnState) return output;
  const nested = (s: Shape | readonly Shape[]): s is readonly Shape[] => Array.isArray(s[0]);
  return [output, ...states.map((s): InfoTree => (nested(s) ? s.map(info) : info(s)))];
}

/** Keras's layers that have a `state_size`: all that it accepts as a cell. */
const STATEFUL = /^(SimpleRNN|LSTM|GRU)(Cell)?$|^RNN$|^StackedRNNCells$|^ConvLSTM[123]D$/;

/** Keras runs what keeps a state from step to step, and refuses its other layers when they are given. */
export function demandCells(type: string, cells: readonly SubLayer[] | null, argument: string): void {
  const other = cells?.find((cell) => cell.role === 'layer' && !STATEFUL.test(cell.type));
  if (other) reject('argument-choice', `${type} runs recurrent cells, which keep a state, but ${other.type} is none. Use LSTMCell, GRUCell or SimpleRNNCell, or call layers of other kinds one after another.`, argument);
}

/** Sizes of a cell's states and output; null where the cell is not one of Keras's own. */
export function cellSizes(cell: SubLayer): { readonly states: readonly (Dim | readonly Dim[])[]; readonly output: Dim } | null {
  const units = cell.values.units as Dim | undefined;
  if (cell.type === 'StackedRNNCells') return stackedSizes((cell.values.cells ?? []) as readonly SubLayer[]);
  if (units === undefined) return null;
  if (cell.type === 'LSTMCell') return { states: [units, units], output: units };
  return cell.type === 'GRUCell' || cell.type === 'SimpleRNNCell' ? { states: [units], output: units } : null;
}

/** A stack's state holds one state, or list of states, a cell. */
export function stackedSizes(cells: readonly SubLayer[]): { readonly states: readonly (Dim | readonly Dim[])[]; readonly output: Dim } | null {
  const sizes = cells.map(cellSizes);
  if (sizes.length === 0 || sizes.some((s) => s === null)) return null;
  const known = sizes as readonly NonNullable<(typeof sizes)[number]>[];
  return { states: known.map((s) => (s.states.length === 1 ? s.states[0]! : (s.states as readonly Dim[]))), output: known.at(-1)!.output };
}
