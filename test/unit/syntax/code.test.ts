import assert from 'node:assert/strict';
import { isCode } from '../../../src/core/syntax/code.js';

describe('code among strings and comments', () => {
  const text = `x = "a # b" + 'it\\'s' # the x\n"""about x\nand 'y\n"""\nx = 'open\nz = f(x)\n`;
  const at = (piece: string, inside = 0) => isCode(text, text.indexOf(piece) + inside);
  it('is told from both', () => {
    assert.deepEqual([at('x = "a'), at('a # b'), at('# b', 2), at('+ '), at("s' #"), at('the x'), at('about x', 6), at("'y", 1)], [true, false, false, true, false, false, false, false]);
  });
  it('goes on behind a string that is not closed', () => {
    assert.deepEqual([at('open', 1), at('z = f')], [false, true]);
  });
});
