import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';
import { Lines } from '../../../src/core/syntax/lines.js';

interface Raised {
  readonly error: string;
  readonly message: string;
  readonly line: number;
  readonly end: number;
}

/** What real Keras said of each program (`test/oracle/rejected.py`); null where it runs. */
const golden = JSON.parse(readFileSync('test/golden/rejected.json', 'utf8')) as { readonly [name: string]: Raised | null };
const programs = new Map([...readFileSync('test/fixtures/rejected.txt', 'utf8').matchAll(/^### (\S+)\n([^]*?)(?=^### |(?![^]))/gm)].map(([, name, text]) => [name!, text!] as const));

/** What the analyser says of a program, with the lines that it says it of. */
function said(text: string) {
  const index = new Lines(text);
  const lines = ({ from, to }: { readonly from: number; readonly to: number }) => ({ first: index.position(from).line, last: index.position(to).line });
  return analyze(text, { file: 'rejected.py' }).diagnostics.map(({ severity, message, span, related = [] }) => ({ severity, message, ...lines(span), related: related.map((one) => lines(one.span)) }));
}

describe('weights of a published architecture that name a file', () => {
  const said = (weights: string, missing: boolean) => analyze(`import keras\nm = keras.applications.VGG16(weights=${weights}, include_top=False)\n`, { file: 'weights.py', readModel: (path) => (missing ? { reason: `"${path}" was not found.`, missing: true } : { reason: `"${path}" holds no layers.` }) }).diagnostics.map(({ code, severity, span }) => [code, severity, span.to - span.from]);
  it('are warned of where there is none, as Keras raises there', () => {
    assert.deepEqual(said("'vgg16_notop.h5'", true), [['weights-file', 'warning', "weights='vgg16_notop.h5'".length]]);
    assert.deepEqual(said("'vgg16_notop.h5'", false), []);
    for (const weights of ["'imagenet'", 'None']) assert.deepEqual(said(weights, true), []);
  });
});

describe('programs that Keras rejects, and their neighbours that it takes', () => {
  it('each has a record of what Keras said', () => {
    assert.deepEqual([...programs.keys()].sort(), Object.keys(golden).sort());
    assert.ok(programs.size >= 150);
  });

  for (const [name, text] of programs) {
    const raised = golden[name];
    if (raised === undefined) continue;
    it(raised ? `${name}: an error or a warning where Keras raises ${raised.error}` : `${name}: no error`, () => {
      const all = said(text);
      const errors = all.filter(({ severity }) => severity === 'error');
      if (raised === null) {
        assert.deepEqual(errors, []);
        return;
      }
      const on = ({ first, last }: { readonly first: number; readonly last: number }): boolean => first <= raised.end && raised.line <= last;
      const told = all.filter(({ severity }) => severity === 'error' || severity === 'warning');
      assert.ok(told.some((one) => on(one) || one.related.some(on)), `Keras raises "${raised.message}" in line ${raised.line}, said was ${JSON.stringify(told)}`);
      // What stands before it has run.
      assert.deepEqual(errors.filter(({ last, related }) => last < raised.line && !related.some(on)), [], 'an error on what runs');
    });
  }
});
