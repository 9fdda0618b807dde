import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'undefined-batch',
  severity: 'error',
  summary: 'A stateful recurrent layer without a fixed batch size.',
  why: 'It keeps one state for each example of a batch, so that their number must be known.',
  bad: `model = keras.Sequential([keras.Input((5, 8)), layers.LSTM(4, stateful=True)])
#                                                             ^^^^^^^^^^^^^ undefined-batch`,
  good: 'model = keras.Sequential([keras.Input((5, 8), batch_size=2), layers.LSTM(4, stateful=True)])',
});
