import type { InfoTree } from '../../graph/tensors.js';
import { defineLayer, singleTensor } from '../define.js';
import { isTensor, isTensorList, unknownTensor } from '../../graph/tensors.js';
import { cellSizes, demandCells } from '../families/recurrent.js';
import { layersParam } from '../sublayers.js';

export default defineLayer({
  type: 'StackedRNNCells',
  summary: 'Lets several recurrent cells act as one.',
  freesWeights: true,
  callParameters: ['inputs', 'states', 'training'],
  params: { cells: layersParam('a list of recurrent cells') },
  check: ({ cells }) => demandCells('StackedRNNCells', cells, 'cells'),
  infer({ cells }, inputs, { arguments: { states } }): InfoTree {
    let x: InfoTree = singleTensor('StackedRNNCells', inputs);
    if (!cells) return unknownTensor({ reason: 'The cells of a stack are not known.', span: null });
    const after: InfoTree[] = [];
    for (const [i, cell] of cells.entries()) {
      const result = cell.infer(x, { states: Array.isArray(states) ? states[i] : undefined });
      if (!isTensorList(result) || !result[0] || !isTensor(result[0]) || cellSizes(cell) === null) return unknownTensor({ reason: 'The sizes of a recurrent cell are not known.', span: null });
      x = result[0];
      after.push(result[1]!);
    }
    return [x, after.length === 1 ? after[0]! : after];
  },
  children: ({ cells }) => cells ?? [],
});
