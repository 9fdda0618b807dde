import { recurrent } from '../families/recurrent.js';

export default recurrent({ type: 'LSTM', gates: 4, states: 2, summary: 'Reads a sequence step by step with a cell that keeps a long and a short memory.' });
