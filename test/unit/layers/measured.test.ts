import assert from 'node:assert/strict';
import { type TensorTree, GraphBuilder } from '../../../src/core/graph/builder.js';
import { bind } from '../../../src/core/graph/bind.js';
import { countLayer } from '../../../src/core/graph/count.js';
import type { Problem } from '../../../src/core/graph/problem.js';
import type { ConfigValue, Dim, TensorInfo } from '../../../src/core/graph/types.js';
import { layerSpec } from '../../../src/core/layers/lookup.js';
import { golden, keywords } from './golden.js';

interface Case {
  readonly cls: string;
  readonly config: { readonly [argument: string]: ConfigValue };
  readonly inputs: readonly Dim[] | readonly (readonly Dim[])[];
  readonly wraps?: readonly [string, { readonly [argument: string]: ConfigValue }];
  readonly output?: readonly Dim[];
  readonly params?: number;
  readonly trainable?: number;
  readonly error?: string;
}

/** What the analysis says of one case. */
function infer(c: Case): { problems: readonly Problem[]; output: TensorInfo['shape']; params: number | null; trainable: number | null } {
  const b = new GraphBuilder();
  const spec = layerSpec(c.cls)!;
  const inner = c.wraps && b.createLayer(c.wraps[0], bind(layerSpec(c.wraps[0])!, [], keywords(c.wraps[1])).config);
  const bound = bind(spec, inner ? [inner.layer] : [], keywords(c.config));
  const { layer, problems } = b.createLayer(c.cls, bound.config);
  const nested = (inputs: Case['inputs']): inputs is readonly (readonly Dim[])[] => Array.isArray(inputs[0]);
  const x: TensorTree = nested(c.inputs) ? c.inputs.map((shape) => b.input(shape)) : b.input(c.inputs);
  const called = b.call(layer, x);
  const { model } = b.functional(x, called.outputs);
  const counts = countLayer(b.graphOf(model).layers.find((l) => l.id === layer.id)!);
  return { problems: [...bound.problems, ...problems, ...called.problems], output: (called.outputs as TensorInfo).shape, params: counts.total, trainable: counts.trainable };
}

describe('layers: every measured case is as Keras says', () => {
  const byClass = new Map<string, Case[]>();
  for (const c of golden<Case>('layers/measured.jsonl.gz')) byClass.set(c.cls, [...(byClass.get(c.cls) ?? []), c]);
  for (const [cls, cases] of byClass) {
    it(`${cls}: ${cases.length} cases`, () => {
      for (const c of cases) {
        const { problems, output, params, trainable } = infer(c);
        const errors = problems.filter((p) => p.severity === 'error').map((p) => p.message);
        const what = JSON.stringify(c);
        if (c.error !== undefined) assert.ok(errors.length > 0, `Keras rejects this, the analysis does not: ${what}`);
        else {
          assert.deepEqual(errors, [], what);
          assert.deepEqual({ output, params, trainable }, { output: c.output, params: c.params, trainable: c.trainable }, what);
        }
      }
    });
  }
});
