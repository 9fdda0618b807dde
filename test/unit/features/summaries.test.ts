import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { analyze } from '../../../src/core/analyze.js';
import { summaryText } from '../../../src/core/features/summary.js';

const at = (path: string) => new URL(`../../../${path}`, import.meta.url);
/** What real Keras printed; test/oracle/summaries.py writes it. A text without a file stands in the golden file itself. */
const golden = JSON.parse(gunzipSync(readFileSync(at('test/golden/summaries.json.gz'))).toString()) as { readonly [path: string]: { readonly source?: string; readonly models: { readonly [variable: string]: string } } };

/** Where the printed text is not what the editor can or should show, and why. */
const others: { readonly [model: string]: string } = {
  'test/fixtures/models/compile_fit.py model': 'fit builds the model, and the golden file was printed without it',
  'test/fixtures/models/resnet_subclass.py model': 'built by a call that Keras makes with values',
  'test/fixtures/models/subclass_model.py model': 'fit builds the model, and the golden file was printed without it',
  'test/fixtures/models/words_by_name.py reader': 'fit builds the model, and the golden file was printed without it',
  'test/fixtures/models/operations_again.py inner': 'shown as it is inside the model; Keras prints the shape of a later call outside',
  'test/fixtures/models/operations_again.py model': 'shown as it is inside the model; Keras prints the shape of a later call outside',
  'test/fixtures/models/operations_again.py small': 'shown as it is inside the model; Keras prints the shape of a later call outside',
  'test/fixtures/models/clone.py copy': 'a clone names its InputLayer anew',
  'test/fixtures/models/vae_sampling.py encoder': "what the custom layer puts out is not known here, and shown as '?'",
};

describe('the summary, as Keras prints it', () => {
  for (const [path, { source, models }] of Object.entries(golden)) {
    const variables = Object.keys(models).filter((variable) => !(`${path} ${variable}` in others));
    if (variables.length === 0) continue;
    it(`${path}: ${variables.join(', ')}`, () => {
      const analysis = analyze(source ?? readFileSync(at(path), 'utf8'), { file: path });
      for (const variable of variables) {
        const model = analysis.models.find((candidate) => candidate.variable === variable);
        assert.ok(model, `${variable} is not among ${analysis.models.map((candidate) => candidate.variable).join(', ')}`);
        assert.equal(summaryText(model), models[variable]);
      }
    });
  }
  it('covers chains, branches, nested models, cut names and models that are not built', () => {
    const all = Object.values(golden).flatMap(({ models }) => Object.values(models)).join('\n');
    for (const part of ['Connected to', '(Functional)', '(Sequential)', '…', '0 (unbuilt)', '[(None, 5), (None, 5),']) assert.ok(all.includes(part), part);
  });
});
