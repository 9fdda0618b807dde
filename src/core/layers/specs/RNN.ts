import { unknownTensor } from '../../graph/tensors.js';
import type { Dim, Shape } from '../../graph/types.js';
import { defineLayer, flag, singleTensor, weight } from '../define.js';
import { cellSizes, demandBatch, demandCells, sequenceOutputs, stackedSizes } from '../families/recurrent.js';
import { layersParam } from '../sublayers.js';

export default defineLayer({
  type: 'RNN',
  summary: 'Runs a cell over the steps of a sequence.',
  freesWeights: true,
  callParameters: ['sequences', 'initialState', 'mask', 'training'],
  params: { cell: layersParam('a recurrent cell or a list of them'), returnSequences: flag(false), returnState: flag(false), goBackwards: flag(false), stateful: flag(false), unroll: flag(false), zeroOutputForMask: flag(false) },
  check: ({ cell }) => demandCells('RNN', cell, 'cell'),
  infer(p, inputs, context) {
    const tensor = singleTensor('RNN', inputs);
    const loss = { reason: 'The sizes of a recurrent cell are not known.', span: null };
    const shape = tensor.shape ?? [null, null, null];
    demandBatch('RNN', p.stateful, shape, context);
    let x: Shape = [shape[0] ?? null, ...shape.slice(2)];
    for (const cell of p.cell ?? []) {
      // A cell of the program's own takes its states as well: it is not followed.
      if (!cell.built && cellSizes(cell)) cell.infer({ shape: x, dtype: tensor.dtype, ...(tensor.loss ? { loss: tensor.loss } : {}) });
      x = [x[0] ?? null, cellSizes(cell)?.output ?? null];
    }
    const sizes = p.cell && (p.cell.length === 1 ? cellSizes(p.cell[0]!) : stackedSizes(p.cell));
    if (!sizes) return unknownTensor(loss, context.compute);
    const batch = shape[0] ?? null;
    const states = sizes.states.map((s): Shape | readonly Shape[] => (Array.isArray(s) ? s.map((size: Dim): Shape => [batch, size]) : [batch, s as number | null]));
    return sequenceOutputs(p, shape, [sizes.output], states, context, inputs);
  },
  // What it weighs is not known either.
  weights: ({ cell }) => (cell?.some((one) => !one.built && !cellSizes(one)) ? [weight('cell', [null], undefined)] : []),
  children: ({ cell }) => cell ?? [],
  reach: () => 'all',
});
