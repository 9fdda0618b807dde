import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import fc from 'fast-check';

import { analyze } from '../../../src/core/analyze.js';
import { broken, numbers } from './mutations.js';

const home = 'test/fixtures/models';
const texts = readdirSync(home).map((name) => readFileSync(`${home}/${name}`, 'utf8'));

/** Nothing that a text does may make the analysis itself fail. */
function check(text: string): void {
  const { unknowns } = analyze(text);
  assert.deepEqual(unknowns.filter((loss) => loss.reason.startsWith('The analysis failed')), []);
}

describe('the analyser on broken text', () => {
  const runs = Number(process.env.CONVLENS_PROPERTY_RUNS ?? 250);
  const source = fc.constantFrom(...texts);
  const snippet = fc.constantFrom('(', ')', '[', ':', '\n', '    ', '"""', 'None', 'x', '.', ' = ', '*', '0', '-1', ', ', 'def f(', 'for i in range(10**9): ', 'while True: ', 'lambda: ', 'self.', '**', '[::-1]', '/ 0', '# ', 'raise x', '\\', '\u0000', '💥');

  it('survives truncation', () => {
    fc.assert(fc.property(source, fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => check(text.slice(0, Math.floor(text.length * at)))), { numRuns: runs });
  });

  it('survives insertions, deletions and swaps', () => {
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.integer({ min: 0, max: 12 }), insert: snippet });
    fc.assert(
      fc.property(source, fc.array(edit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        check(edits.reduce((t, { at, remove, insert }) => {
          const place = Math.floor(t.length * at);
          return t.slice(0, place) + insert + t.slice(place + remove);
        }, text));
      }),
      { numRuns: runs },
    );
  });

  it('survives lines in another order', () => {
    fc.assert(fc.property(source, fc.array(fc.nat(), { minLength: 2, maxLength: 8 }), (text, picks) => {
      const lines = text.split('\n');
      for (const pick of picks) lines.splice(pick % lines.length, 0, lines[(pick * 7) % lines.length]!);
      check(lines.join('\n'));
    }), { numRuns: Math.ceil(runs / 4) });
  });

  const deep: Readonly<Record<string, string>> = {
    brackets: `x = ${'['.repeat(3000)}${']'.repeat(3000)}`,
    parentheses: `x = ${'('.repeat(5000)}1${')'.repeat(5000)}`,
    calls: `x = ${'f('.repeat(5000)}${')'.repeat(5000)}`,
    'branches of one if': `if a:\n  pass\n${'elif b:\n  pass\n'.repeat(20_000)}`,
    'blocks within blocks': [...Array.from({ length: 1500 }, (_, i) => `${' '.repeat(i)}if a:`), `${' '.repeat(1500)}pass`].join('\n'),
    sums: `x = ${Array.from({ length: 20_000 }, () => 'y').join(' + ')}`,
    'conditions, with a mistake': `x = ${'1 if a else '.repeat(5000)}`,
    'models within models': `m = ${'keras.Sequential(['.repeat(1000)}layers.Dense(2)${'])'.repeat(1000)}`,
  };
  for (const [what, text] of Object.entries(deep)) {
    it(`survives ${what}, thousands of them, and keeps the model above`, () => {
      const { models } = analyze(`import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n${text}\n`);
      assert.deepEqual(models[0]?.graph.layers.map(({ type, weights }) => [type, weights.length]), [['Dense', 2]]);
    }).timeout(20_000);
  }

  it('tells once what a model holds that holds itself', () => {
    const { models } = analyze('import keras\nfrom keras import layers\nm = keras.Sequential([layers.Dense(4)])\nm.add(m)\n');
    assert.deepEqual(models.map(({ graph }) => graph.layers.map(({ type, inner }) => [type, inner?.layers.map((layer) => layer.inner === undefined)])), [[['Dense', undefined], ['Sequential', undefined]]]);
  });

  it('a built model that is added to itself is a mistake, as it is to Keras', () => {
    const { models, diagnostics } = analyze('import keras\nfrom keras import layers\nm = keras.Sequential([keras.Input((4,)), layers.Dense(4)])\nm.add(m)\n');
    assert.deepEqual(diagnostics.map(({ code, severity }) => [code, severity]), [['python-error', 'error']]);
    assert.equal(models[0]?.parameters.total, 20);
  });

  // The nightly script (`npm run test:nightly`) does so with 20,000.
  it('survives 500 files that are broken in every way at once', () => {
    const seed = Number(process.env.CONVLENS_FUZZ_SEED ?? 1);
    const next = numbers(seed);
    for (let i = 0; i < 500; i++) {
      const text = broken(next);
      try {
        check(text);
      } catch (error) {
        throw new Error(`file ${i + 1} of seed ${seed}: ${String(error)}\n${text}`);
      }
    }
  }).timeout(60_000);

  it('ends on endless loops and recursion', () => {
    check('while True:\n    x = 1\n');
    check('def f(n):\n    return f(n + 1)\nf(0)\n');
    check('x = [0]\nfor i in x:\n    x.append(i)\n');
    check('x = "a"\nfor i in range(100):\n    x = x * 10\n');
    check('def f(n):\n    return [f(n - 1), f(n - 1)] if n else 0\nf(40)\n');
  });

  it('does not follow a function that calls itself twice without end into every branch', () => {
    const text = 'from keras import Input, layers\ndef block(x):\n    x = layers.Dense(4)(x)\n    y = block(x)\n    return block(y)\nblock(Input((4,)))\n';
    check(text);
    assert.ok(analyze(text).calls.length < 200);
  });
});
