import { recurrent } from '../families/recurrent.js';

export default recurrent({ type: 'GRU', gates: 3, states: 1, summary: 'Reads a sequence step by step with a cell that gates what it remembers.' });
