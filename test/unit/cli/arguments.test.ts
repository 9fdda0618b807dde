import assert from 'node:assert/strict';
import { UsageError, defineVerb, helpOf, nearest, oneOf, parseArguments, wholeNumber } from '../../../src/cli/verb.js';
import { sizeFrom } from '../../../src/cli/subject.js';

const verb = defineVerb({
  summary: 'Does it.',
  operands: { usage: 'FILE', least: 1, most: 2 },
  options: { epochs: { type: 'string', value: 'N', help: 'How many.' }, json: { type: 'boolean', help: 'As JSON.' }, image: { type: 'string', multiple: true, value: 'FILE', help: 'Which.' } },
  run: async () => 0,
});
const parse = (...args: string[]) => parseArguments('do', verb, args);
const refused = (args: string[], message: RegExp) => assert.throws(() => parse(...args), (error: Error) => error instanceof UsageError && message.test(error.message) && !error.message.includes('\n'));

describe('arguments of the command line', () => {
  it('reads operands, flags, values and lists, in any order and in both spellings', () => {
    assert.deepEqual(parse('a.py', '--epochs', '3', '--image=x.png', 'b.py', '--json', '--image', 'y.png'), { values: { epochs: '3', json: true, image: ['x.png', 'y.png'] }, operands: ['a.py', 'b.py'] });
    assert.deepEqual(parse('a.py'), { values: { epochs: undefined, json: false, image: [] }, operands: ['a.py'] });
    assert.deepEqual(parse('--', '--odd.py').operands, ['--odd.py']);
  });

  it('says in one sentence what it does not take', () => {
    refused(['a.py', '--epoch', '3'], /^Unknown option --epoch \(did you mean --epochs\?\); `convlens do --help` shows what it takes\.$/);
    refused(['a.py', '--colour'], /^Unknown option --colour; /);
    refused(['a.py', '-x'], /^Unknown option -x/);
    refused(['a.py', '--toString'], /^Unknown option --toString/);
    refused(['a.py', '--json=yes'], /takes no value/);
    refused(['a.py', '--epochs'], /--epochs needs a value \(N\)/);
    refused(['a.py', '--epochs', '--json'], /--epochs needs a value/);
    refused(['a.py', '--epochs', '1', '--epochs', '2'], /given twice/);
    refused([], /needs FILE, and nothing was given/);
    refused(['a', 'b', 'c'], /"c" was given as well/);
  });

  it('reads numbers, choices and sizes', () => {
    assert.equal(wholeNumber('epochs', '12', 1), 12);
    for (const bad of ['0', '-1', '1.5', 'x', '1e3', '']) assert.throws(() => wholeNumber('epochs', bad, 1), UsageError, bad);
    assert.equal(oneOf('scale', 'shared', ['channel', 'shared']), 'shared');
    assert.throws(() => oneOf('scale', 'own', ['channel', 'shared']), /takes channel, shared; "own" was given/);
    assert.deepEqual(sizeFrom('150'), [150, 150]);
    assert.deepEqual(sizeFrom('150x200'), [150, 200]);
    for (const bad of ['0', '150x', 'x150', '1.5', '100000']) assert.throws(() => sizeFrom(bad), UsageError, bad);
  });

  it('finds near words and nothing far', () => {
    assert.equal(nearest('analyse', ['analyze', 'train']), 'analyze');
    assert.equal(nearest('picture', ['analyze', 'train']), undefined);
  });

  it('lists every option in the help', () => {
    const help = helpOf('do', verb);
    assert.match(help, /^Usage: convlens do FILE \[options\]\n/);
    for (const option of Object.keys(verb.options)) assert.match(help, new RegExp(`  --${option} `));
  });
});
