import assert from 'node:assert/strict';
import { commentsOf } from '../../../src/core/syntax/comments.js';

const found = (text: string): string[] => [...commentsOf(text)].map(({ from, text: comment }) => (assert.ok(text.startsWith(comment, from)), comment));

describe('comments of a text', () => {
  it('reach from their sign to the end of the line', () => {
    assert.deepEqual(found('a = 1  # one\n# two # three\r\nb = 2#four'), ['# one', '# two # three', '#four']);
  });

  it('are none inside strings of any kind', () => {
    assert.deepEqual(found('a = "# no" + \'# no\'  # yes\n'), ['# yes']);
    assert.deepEqual(found('a = """# no\n# no "" # no\n"""  # yes\n'), ['# yes']);
    assert.deepEqual(found("a = r'\\'  # no'\nb = 'it\\'s # no'  # yes\n"), ['# yes']);
    assert.deepEqual(found("'''\n# no\n''' # yes"), ['# yes']);
  });

  it('come back after a string that is never closed', () => {
    assert.deepEqual(found('a = "open # no\n# yes\n'), ['# yes']);
    assert.deepEqual(found('a = """open\n# no\n'), []);
  });
});
