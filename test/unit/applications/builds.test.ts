import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ModelInstance } from '../../../src/core/graph/builder.js';
import { countParameters } from '../../../src/core/graph/count.js';
import { toCamel } from '../../../src/core/graph/names.js';
import type { ConfigValue } from '../../../src/core/graph/types.js';
import { applicationFunctions } from '../../../src/core/applications/lookup.js';
import { type Row, golden, run } from './golden.js';

describe('keras.applications', () => {
  for (const name of applicationFunctions().keys()) {
    describe(name, () => {
      const cases = golden.cases.filter((test) => test.function === name);
      it('was asked of Keras', () => assert.ok(cases.some((test) => test.model?.rows) && cases.length > 8));
      for (const { error, model: expected, ...call } of cases) {
        it(JSON.stringify(call), () => {
          const { model, problems, builder } = run(call);
          if (error !== undefined) return assert.equal(problems[0]?.severity, 'error', `Keras raises ${error}`);
          assert.deepEqual(problems, []);
          assert.ok(model instanceof ModelInstance && expected);
          const graph = builder.graphOf(model);
          const rows = rowsOf(model);
          if (expected.rows) compareRows(rows, expected.rows);
          const { total, trainable, nonTrainable } = countParameters(graph);
          const found = {
            name: graph.name, inputs: model.inputs.map((t) => t.shape), output: model.outputs[0]!.shape, total, trainable, nonTrainable,
            layers: model.layers.length, operations: model.operations.length, digest: createHash('sha1').update(JSON.stringify(plain(rows))).digest('hex'),
          };
          const { rows: _, ...facts } = expected;
          assert.deepEqual(found, facts);
        });
      }
    });
  }
});

function rowsOf(model: ModelInstance): readonly Row[] {
  const calls = new Map(model.graphCalls.map((call) => [call.layer, call]));
  return model.operations.map((layer): Row => {
    const call = calls.get(layer) ?? layer.calls[0]!;
    const type = layer.role === 'operation' ? layer.type.replace(/^./, (c) => c.toUpperCase()) : layer.type;
    const nested = layer instanceof ModelInstance;
    const weights = nested ? [] : layer.weights.map((w) => [w.name, w.shape, w.trainable] as const);
    const inbound = call.tensors.map((t) => t.node.layer.name);
    return [layer.name, type, call.outputs[0]!.shape!, weights, inbound, nested ? rowsOf(layer).slice(1) : (layer.config as Config)];
  });
}

/** The rows as they were hashed: configurations left out. */
function plain(rows: readonly Row[]): readonly unknown[] {
  return rows.map((row) => [...row.slice(0, 5), ...(Array.isArray(row[5]) ? [plain(row[5] as readonly Row[])] : [])]);
}

function compareRows(found: readonly Row[], expected: readonly Row[]): void {
  expected.forEach((row, i) => {
    const mine = found[i];
    assert.deepEqual(mine?.slice(0, 5), row.slice(0, 5));
    if (isNested(row[5])) return compareRows(mine[5] as readonly Row[], row[5]);
    const config = mine[5] as Config;
    const keys = Object.keys(row[5] ?? {});
    const differences = keys.filter((key) => !isDeepStrictEqual(tidy(config[toCamel(key)] ?? null), tidy((row[5] as Config)[key]!)));
    assert.deepEqual(differences.map((key) => [key, config[toCamel(key)]]), [], `configuration of ${row[0]} (${row[1]}), expected ${JSON.stringify(row[5])}`);
  });
  assert.equal(found.length, expected.length);
}

type Config = { readonly [key: string]: ConfigValue };
const isNested = (last: Row[5]): last is readonly Row[] => Array.isArray(last);

/** Two ways to write one value: no activation is "linear", one axis is a list of one. */
function tidy(value: ConfigValue): ConfigValue {
  if (value === 'linear') return null;
  if (Array.isArray(value) && value.length === 1) return tidy(value[0] as ConfigValue);
  return value;
}
