import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readers } from '../../../src/client/readers.js';
import { analyze } from '../../../src/core/analyze.js';
import { summaryText } from '../../../src/core/features/summary.js';

const folder = join(import.meta.dirname, '..', '..', 'golden', 'loaded');
/** What real Keras printed; test/oracle/own_loaded.py writes it. */
const golden = JSON.parse(readFileSync(join(folder, 'own.json'), 'utf8')) as { readonly [program: string]: { readonly source: string; readonly models: { readonly [variable: string]: string } } };

/** Keras knows no shapes of the layers inside a class whose `call` no symbolic tensor went through; they are shown here as that call would make them. */
const comparable = (summary: string, program: string): string => (program === 'network' ? summary.replace(/│ (\(1, 7\)|\? {5}) /, '│ ') : summary);

describe('a loaded model with layers of the program\'s own classes is what real Keras has', () => {
  for (const [name, { source, models }] of Object.entries(golden)) {
    it(name, () => {
      const analysis = analyze(source, { file: join(folder, 'program.py'), ...readers([folder]) });
      assert.deepEqual(analysis.diagnostics.filter(({ severity }) => severity === 'error'), []);
      for (const [variable, printed] of Object.entries(models)) {
        const [model, second] = analysis.models.filter((candidate) => candidate.variable === variable);
        assert.equal(second, undefined, `${variable} is listed once`);
        assert.ok(model, `${variable}: ${analysis.unknowns.map(({ reason }) => reason).join(' | ')}`);
        assert.equal(comparable(summaryText(model), name), comparable(printed, name));
      }
    });
  }

  it('is unknown where Keras does not find the class, and says how it would', () => {
    const { source } = golden['custom_objects']!;
    const { unknowns, models } = analyze(source.replace(/, custom_objects=\{.*?\}/, ''), { file: join(folder, 'program.py'), ...readers([folder]) });
    assert.equal(models.find(({ variable }) => variable === 'loaded')?.parameters.total ?? null, null);
    assert.match(unknowns.map(({ reason }) => reason).join(' '), /holds a layer of class Scaled.*register_keras_serializable/);
  });
});
