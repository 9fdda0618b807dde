import { recurrent } from '../families/recurrent.js';

export default recurrent({ type: 'SimpleRNN', gates: 1, states: 1, summary: 'Reads a sequence step by step with a cell that feeds its output back.' });
