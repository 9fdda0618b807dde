import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';

const golden = JSON.parse(readFileSync('test/golden/fitting.json', 'utf8')) as { readonly [code: string]: string | null };
/** The part of a program that tells it from the others. */
const title = (code: string): string => code.split('\n').slice(3).filter(Boolean).join('; ');
/** Errors, and warnings of names that Keras 2 took. */
const said = (code: string): string[] => analyze(code).diagnostics.filter((d) => d.severity === 'error' || d.code.startsWith('legacy')).map((d) => `${d.severity}: ${d.message}`);

describe('compile and fit, as real Keras takes them', () => {
  it('covers enough of both', () => {
    assert.ok(Object.values(golden).filter((error) => error === null).length > 100);
    assert.ok(Object.values(golden).filter((error) => error !== null).length > 100);
  });

  it('says nothing of what Keras trains', () => {
    const wrong = Object.entries(golden).filter(([code, error]) => error === null && said(code).length > 0);
    assert.deepEqual(wrong.map(([code]) => `${title(code)}\n    ${said(code).join('\n    ')}`), []);
  });

  it('says what Keras rejects', () => {
    const missed = Object.entries(golden).filter(([code, error]) => error !== null && said(code).length === 0).map(([code]) => title(code));
    assert.deepEqual(missed, []);
  });
});
