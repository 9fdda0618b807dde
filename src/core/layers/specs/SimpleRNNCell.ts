import { recurrentCell } from '../families/recurrent.js';

export default recurrentCell({ type: 'SimpleRNN', gates: 1, states: 1, summary: 'One step of SimpleRNN.' });
