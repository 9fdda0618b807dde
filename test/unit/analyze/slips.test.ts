import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';
import { Lines } from '../../../src/core/syntax/lines.js';

const cases = JSON.parse(readFileSync('test/golden/slips.json', 'utf8')) as readonly { readonly source: string; readonly line: number | null }[];

/** `test/oracle/slips.py`: what a slip of the hand leads to, and like programs that run. */
describe('slips', () => {
  for (const { source, line } of cases) {
    it(`${line === null ? 'is none' : `is told of on line ${line}`}: ${JSON.stringify(source.slice(source.indexOf('Sequential\n') + 1))}`, () => {
      const lines = new Lines(source);
      const errors = analyze(source, { file: 'slips.py' }).diagnostics.filter((d) => d.severity === 'error');
      const shown = errors.map(({ span, message }) => `${lines.position(span.from).line} to ${lines.position(span.to).line}: ${message}`);
      if (line === null) assert.deepEqual(shown, []);
      else assert.ok(errors.some(({ span }) => lines.position(span.from).line <= line && line <= lines.position(span.to).line), shown.join('\n') || 'nothing');
    });
  }
});
