import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';
import { readExample } from '../../../src/core/rules/examples.js';
import { allRules } from '../../../src/core/rules/run.js';
import { applied, levelsFor } from './texts.js';

/** What real Keras said to each example; see test/oracle/rules.py. */
const golden = JSON.parse(readFileSync('test/golden/rules.json', 'utf8')) as { readonly [text: string]: string | null };

describe('rules', () => {
  it('are there', () => {
    assert.ok(allRules.length >= 20, `${allRules.length} rules`);
  });

  for (const rule of allRules) {
    const levels = levelsFor(rule);
    const goods = [rule.good, ...(rule.alsoGood ?? [])];

    describe(rule.code, () => {
      it('finds its bad example, at the marked places and nowhere else', () => {
        const { text, marks } = readExample(rule.bad);
        assert.ok(marks.length > 0 && marks.every(({ code }) => code === rule.code), 'carets mark the places');
        const { diagnostics } = analyze(text, { levels });
        assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), [], 'what Keras rejects needs no advice');
        const found = diagnostics.filter(({ code }) => code === rule.code);
        assert.deepEqual(found.map(({ span }) => text.slice(span.from, span.to)), marks.map(({ from, to }) => text.slice(from, to)));
        assert.deepEqual(found.map(({ span: { from, to } }) => [from, to]), marks.map(({ from, to }) => [from, to]));
        for (const { message, severity } of found) {
          assert.equal(severity, rule.severity);
          assert.match(message, /^["A-Z0-9].*[.]$/, 'a sentence');
        }
      });

      goods.forEach((good, i) => {
        it(`finds nothing in its good example ${i + 1}, and no other rule warns there`, () => {
          const { text } = readExample(good);
          const { diagnostics } = analyze(text, { levels });
          assert.deepEqual(diagnostics.filter(({ code, severity }) => code === rule.code || severity === 'error'), []);
          if (i === 0) assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'warning').map(({ code }) => code), []);
        });
      });

      it('has examples that real Keras accepts', () => {
        for (const example of [rule.bad, ...goods]) {
          const { text } = readExample(example);
          assert.ok(text in golden, `test/golden/rules.json lacks an example of ${rule.code}; run test/oracle/rules.py.`);
          assert.equal(golden[text], null);
        }
      });

      it('is switched off by its level and by a comment, and takes another level', () => {
        const { text, marks } = readExample(rule.bad);
        const of = (source: string, level?: 'off' | 'hint' | 'info' | 'warning') => analyze(source, { levels: level ? { [rule.code]: level } : levels }).diagnostics.filter(({ code }) => code === rule.code);
        assert.deepEqual(of(text, 'off'), []);
        assert.deepEqual(of(text, 'warning').map(({ severity }) => severity), marks.map(() => 'warning'));
        const silenced = marks.reduceRight((source, { from }) => {
          const end = source.indexOf('\n', from);
          return `${source.slice(0, end)}  # convlens: ignore[${rule.code}]${source.slice(end)}`;
        }, text);
        assert.deepEqual(of(silenced), []);
      });

      it('gives fixes after which it is silent and Keras has nothing to reject', () => {
        const { text } = readExample(rule.bad);
        for (const { fixes = [] } of analyze(text, { levels }).diagnostics.filter(({ code }) => code === rule.code)) {
          for (const { edits, title } of fixes) {
            const fixed = applied(text, edits);
            const { diagnostics } = analyze(fixed, { levels });
            assert.deepEqual(diagnostics.filter(({ code, severity }) => code === rule.code || severity === 'error'), [], title);
            assert.equal(golden[fixed], null, `${title}: test/golden/rules.json lacks it, or Keras rejects it`);
          }
        }
      });
    });
  }
});
