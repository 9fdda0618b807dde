import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'raises',
  severity: 'error',
  summary: 'The program itself raises an error here.',
  why: 'The statement is reached with what is known of the values, and nothing catches the error.',
  bad: `def block(inputs, width):
    if width % 2:
        raise ValueError("width must be even")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raises
    return layers.Dense(width)(inputs)

outputs = block(keras.Input((8,)), 3)`,
  good: `def block(inputs, width):
    if width % 2:
        raise ValueError("width must be even")
    return layers.Dense(width)(inputs)

outputs = block(keras.Input((8,)), 4)`,
});
