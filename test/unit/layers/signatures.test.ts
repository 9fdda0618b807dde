import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { toSnake } from '../../../src/core/graph/names.js';
import type { ConfigValue } from '../../../src/core/graph/types.js';
import { allLayerSpecs, kerasLayer } from '../../../src/core/layers/lookup.js';
import { pythonValue } from './golden.js';

interface ClassRow {
  readonly cls: string;
  readonly names: readonly string[];
  readonly init: readonly (readonly [name: string, kind: string, fallback: ConfigValue, required: boolean])[];
}

const path = fileURLToPath(new URL('../../golden/layers/classes.json.gz', import.meta.url));
const { classes } = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as { readonly classes: readonly ClassRow[] };

describe('layers: signatures are those of Keras', () => {
  it('has every public class and no other', () => {
    assert.deepEqual(allLayerSpecs().map((spec) => spec.type).sort(), classes.map((row) => row.cls).sort());
  });

  for (const { cls, names, init } of classes) {
    it(cls, () => {
      const spec = kerasLayer(cls)!;
      for (const name of names) assert.equal(kerasLayer(name), spec, name);
      const positional = init.filter(([, kind]) => kind === 'POSITIONAL_OR_KEYWORD');
      assert.deepEqual(spec.parameterNames.slice(0, spec.positional).map(toSnake), positional.map(([name]) => name));
      for (const [name, , fallback, required] of positional) {
        const param = spec.params[spec.parameterNames.find((p) => toSnake(p) === name)!]!;
        assert.equal(param.fallback === undefined, required, `${name}: whether it must be given`);
        if (!required) assert.deepEqual(param.fallback, param.normalise(pythonValue(fallback)), `${name}: its default`);
      }
      if (init.some(([, kind]) => kind === 'VAR_KEYWORD')) assert.ok(spec.acceptsBase || spec.ignoresUnknown);
      assert.ok(spec.summary.endsWith('.'));
    });
  }

  // Keras's LSTM and GRU pop it from what they are given; its SimpleRNN raises, and would for a model file that holds it.
  it('Keras 2\'s implementation= is taken where Keras takes it', () => {
    assert.deepEqual(allLayerSpecs().filter(({ parameterNames }) => parameterNames.includes('implementation')).map(({ type }) => type).sort(), ['GRU', 'LSTM']);
  });
});
