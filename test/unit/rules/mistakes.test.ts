import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

import { analyze, type AnalyzeOptions } from '../../../src/core/analyze.js';
import { readExample } from '../../../src/core/rules/examples.js';
import { specs } from '../../../src/core/rules/mistakes.generated.js';

/** No file lies beside the examples. */
const beside: AnalyzeOptions = { readModel: () => ({ reason: 'It was not found.', missing: true }) };

/** What real Keras said to each example; see test/oracle/rules.py. */
const golden = JSON.parse(readFileSync('test/golden/mistakes.json', 'utf8')) as { readonly [text: string]: string | null };

/** Codes for which no page is needed: what is no Python is another extension's to explain; what a file of a model holds is only the reason why its model is not known. */
const own = new Set(['syntax-error', 'layer-in-file']);

describe('what Keras rejects', () => {
  for (const mistake of Object.values(specs)) {
    it(`${mistake.code} is found in its bad example, at the marked place, and Keras judges as the page says`, () => {
      const bad = readExample(mistake.bad);
      const found = analyze(bad.text, beside).diagnostics.filter(({ code }) => code === mistake.code);
      assert.equal(bad.marks.length, 1, 'carets mark one place');
      assert.deepEqual(found.map(({ span: { from }, severity }) => ({ from, severity })), bad.marks.map(({ from }) => ({ from, severity: mistake.severity })));
      const good = readExample(mistake.good).text;
      assert.deepEqual(analyze(good, beside).diagnostics.filter(({ code, severity }) => severity === 'error' || code === mistake.code), []);
      assert.ok(bad.text in golden && good in golden, 'test/golden/mistakes.json lacks an example; run test/oracle/rules.py');
      if (mistake.severity === 'error') assert.notEqual(golden[bad.text], null, 'Keras refuses the bad example');
      assert.equal(golden[good], null, 'Keras takes the good example');
    });
  }

  it('has a page for every code that broken files of the tests show', () => {
    const shown = new Set(['models', 'broken'].flatMap((folder) => readdirSync(`test/fixtures/${folder}`).filter((name) => name.endsWith('.py')).flatMap((name) => analyze(readFileSync(`test/fixtures/${folder}/${name}`, 'utf8')).diagnostics)).map(({ code }) => code));
    const pages = new Set(readdirSync('docs/rules'));
    assert.deepEqual([...shown].filter((code) => !own.has(code) && !pages.has(`${code}.md`)), []);
  });

  it('has a page for every code that stands in the sources', () => {
    const folders = ['applications', 'frontends', 'graph', 'layers'].map((name) => `src/core/${name}`);
    const sources = folders.flatMap((folder) => readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(`${folder}/${name}`, 'utf8')));
    const first = /(?:\b(?:reject|warn|error|problem)\(\s*|\bcode: )'([a-z]+(?:-[a-z]+)+)'/g;
    // What raises an exception of Python names its code behind message and place.
    const last = /\.raise\('\w+',[^\n]*?, '([a-z]+(?:-[a-z]+)+)'\)/g;
    const codes = new Set(sources.flatMap((text) => [first, last].flatMap((form) => [...text.matchAll(form)].map(([, code]) => code!))));
    assert.ok(codes.size > 80, `${codes.size} codes`);
    const pages = new Set(readdirSync('docs/rules'));
    assert.deepEqual([...codes].filter((code) => !own.has(code) && !pages.has(`${code}.md`)), []);
  });
});
