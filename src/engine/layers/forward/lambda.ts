import { defineForward } from '../define.js';

/** What the program's function computes, followed when the file was read. */
export default defineForward({
  type: 'Lambda',
  call: ({ follow, inputs, layer }) => follow('function', inputs) ?? notFollowed(layer.name),
});

function notFollowed(name: string): never {
  throw new Error(`What the function of layer "${name}" computes was not followed.`);
}
