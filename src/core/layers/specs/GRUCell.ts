import { recurrentCell } from '../families/recurrent.js';

export default recurrentCell({ type: 'GRU', gates: 3, states: 1, summary: 'One step of GRU.' });
