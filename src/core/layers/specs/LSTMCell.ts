import { recurrentCell } from '../families/recurrent.js';

export default recurrentCell({ type: 'LSTM', gates: 4, states: 2, summary: 'One step of LSTM.' });
