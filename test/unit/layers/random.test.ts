import assert from 'node:assert/strict';
import { GraphBuilder } from '../../../src/core/graph/builder.js';
import type { Problem } from '../../../src/core/graph/problem.js';
import type { ConfigValue, Dim, Dtype } from '../../../src/core/graph/types.js';
import type { Maybe } from '../../../src/core/graph/values.js';
import { golden } from './golden.js';
import { type GoldenTree, describeTree, inputsOf, makeLayer, weightsOf } from './support.js';

interface Case {
  readonly cls: string;
  readonly config: { readonly [argument: string]: ConfigValue };
  readonly inputs: GoldenTree | null;
  readonly call?: { readonly [argument: string]: GoldenTree | boolean };
  readonly outputs?: GoldenTree;
  readonly weights?: readonly (readonly [string, readonly Dim[], boolean, Dtype])[];
  readonly error?: string;
}

/** What the analysis makes of a case. */
function infer(c: Case): { problems: readonly Problem[]; outputs: unknown; weights: ReturnType<typeof weightsOf> } {
  const b = new GraphBuilder();
  const { layer, problems } = makeLayer(b, c.cls, c.config);
  if (c.inputs === null) return { problems, outputs: describeTree(layer.calls[0]!.outputs[0]!), weights: [] };
  const given = Object.entries(c.call ?? {}).map(([name, value]): [string, Maybe] => [name, typeof value === 'boolean' ? value : (inputsOf(b, value) as Maybe)]);
  const called = b.call(layer, inputsOf(b, c.inputs), { arguments: Object.fromEntries(given) });
  return { problems: [...problems, ...called.problems], outputs: describeTree(called.outputs), weights: weightsOf(layer) };
}

/** Variables by the end of their path, as sets: the layers in between have names of Keras's own. */
const weightSet = (weights: Case['weights']): readonly string[] => (weights ?? []).map(([path, ...rest]) => JSON.stringify([path.split('/').at(-1), ...rest])).sort();

const sameOutput = (found: unknown, expected: GoldenTree): boolean => JSON.stringify(found) === JSON.stringify(expected);

describe('layers: random configurations are as Keras says', () => {
  const byClass = new Map<string, Case[]>();
  for (const c of golden<Case>('layers/random.jsonl.gz')) byClass.set(c.cls, [...(byClass.get(c.cls) ?? []), c]);
  for (const [cls, cases] of byClass) {
    it(`${cls}: ${cases.length} cases`, () => {
      const wrong: string[] = [];
      for (const c of cases) {
        const { problems, outputs, weights } = infer(c);
        const errors = problems.filter((p) => p.severity === 'error').map((p) => `${p.code}: ${p.message}`);
        const what = JSON.stringify(c);
        if (c.error !== undefined) {
          if (errors.length === 0) wrong.push(`not rejected: ${what}`);
        } else if (errors.length > 0) wrong.push(`rejected (${errors.join('; ')}): ${what}`);
        else {
          if (!sameOutput(outputs, c.outputs!)) wrong.push(`outputs ${JSON.stringify(outputs)}: ${what}`);
          if (JSON.stringify(weightSet(weights)) !== JSON.stringify(weightSet(c.weights))) wrong.push(`weights ${JSON.stringify(weights)}: ${what}`);
        }
      }
      assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length} differ:\n${wrong.slice(0, Number(process.env.SHOW ?? 3)).join('\n')}`);
    });
  }
});

