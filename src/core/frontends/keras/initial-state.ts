import type { LayerInstance } from '../../graph/builder.js';
import type { SubLayer } from '../../graph/tensors.js';
import type { Dim } from '../../graph/types.js';
import { cellSizes, stackedSizes } from '../../layers/families/recurrent.js';
import type { Args } from '../python/args.js';
import { List } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { type Site, type Value, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { TensorValue } from './tensor-value.js';

type Sizes = readonly (Dim | readonly Dim[])[];

const NAME = 'get_initial_state';
const RECURRENT = /^(SimpleRNN|LSTM|GRU)(Cell)?$|^RNN$|^StackedRNNCells$/;

/** `get_initial_state(batch_size)` of recurrent layers and cells: zeros, one array a state. Keras 2 was given the input itself. */
export function initialState(layer: LayerInstance): BoundNative | undefined {
  if (layer.role !== 'layer' || !RECURRENT.test(layer.type)) return undefined;
  return new BoundNative(NAME, (args, at) => {
    const batch = batchOf(layer, args, at);
    const sizes = sizesOf(layer);
    if (!sizes) return unknown('The sizes of the states of this layer are not known.', at.span);
    const zeros = (size: Dim): Value => new ArrayValue([batch, size], layer.policy.compute);
    return new List(sizes.map((size) => (Array.isArray(size) ? new List((size as readonly Dim[]).map(zeros)) : zeros(size as Dim))));
  });
}

/** How many examples the states are for; null where that is not known. */
function batchOf(layer: LayerInstance, args: Args, at: Site): number | null {
  const former = args.keyword.has('inputs');
  const given = former ? args.keyword.get('inputs') : args.get(0, 'batch_size');
  const rank = given instanceof ArrayValue ? given.shape?.length : given instanceof TensorValue ? given.tensor.shape?.length : undefined;
  if (former || (rank !== undefined && rank > 0)) {
    const where = { ...at, span: args.spanOf(0, former ? 'inputs' : 'batch_size') ?? at.span };
    at.machine.raise(former ? 'TypeError' : 'ValueError', `${NAME} of ${layer.type} takes the number of examples since Keras 3, not the input. Write ${NAME}(batch_size=ops.shape(x)[0]).`, where, 'argument-type');
  }
  return given === undefined ? null : asInteger(given);
}

function sizesOf(layer: LayerInstance): Sizes | null {
  const { type, values } = layer;
  if (type === 'RNN') {
    const cells = values.cell as readonly SubLayer[] | null;
    return cells && ((cells.length === 1 ? cellSizes(cells[0]!) : stackedSizes(cells))?.states ?? null);
  }
  if (type === 'StackedRNNCells' || type.endsWith('Cell')) return cellSizes(layer)?.states ?? null;
  const units = (values.units ?? null) as Dim;
  return type === 'LSTM' ? [units, units] : [units];
}
