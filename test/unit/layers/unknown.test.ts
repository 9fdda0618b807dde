import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GraphBuilder, type TensorTree } from '../../../src/core/graph/builder.js';
import { bind } from '../../../src/core/graph/bind.js';
import type { ConfigValue, Dim } from '../../../src/core/graph/types.js';
import { type Maybe, Unknown } from '../../../src/core/graph/values.js';
import { kerasLayer } from '../../../src/core/layers/lookup.js';
import { golden, pythonValue } from './golden.js';
import { type GoldenTensor, type GoldenTree, describeTree } from './support.js';

interface Case {
  readonly cls: string;
  readonly config: { readonly [argument: string]: ConfigValue };
  readonly inputs: GoldenTree | null;
  readonly call?: object;
  readonly outputs?: GoldenTree;
}

const lost = new Unknown({ reason: 'An argument of a function.', span: null });
const hasLayer = (value: ConfigValue): boolean => JSON.stringify(value).includes('$layer');

/** Cases that Keras accepts, of layers that stand alone and take tensors. */
const cases = golden<Case>('layers/random.jsonl.gz').filter((c) => c.outputs && c.inputs && !c.call && !hasLayer(c.config));

/**
 * Which of a tensor's open axes are lost and which are Keras's own None is not kept apart. Where a merge meets both, it says the other
 * input's length although Keras leaves the axis open; such cases are left out.
 */
const mixes = (c: Case, axis: number | null): boolean => axis !== null && kerasLayer(c.cls)!.merges && (c.inputs as readonly GoldenTensor[]).some((t) => t.shape.includes(null, 1));

/** Runs a case with one argument and one input axis, or none, not known. */
function run(c: Case, hidden: string | null, axis: number | null): { readonly errors: readonly string[]; readonly output: unknown } {
  const b = new GraphBuilder();
  const spec = kerasLayer(c.cls)!;
  const keywords = new Map(Object.entries(c.config).map(([name, value]): [string, Maybe] => [name, name === hidden ? lost : pythonValue(value)]));
  const bound = bind(spec, [], keywords);
  const { layer, problems } = b.createLayer(spec.type, bound.config);
  const input = (t: GoldenTensor) => b.input(t.shape.map((d: Dim, i) => (i === axis ? lost : d)), { dtype: t.dtype });
  const build = (tree: GoldenTree): TensorTree => (Array.isArray(tree) ? (tree as readonly GoldenTree[]).map(build) : 'dtype' in tree && typeof tree.dtype === 'string' ? input(tree as GoldenTensor) : Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, build(item as GoldenTree)])));
  const called = b.call(layer, build(c.inputs!));
  return { errors: [...bound.problems, ...problems, ...called.problems].filter((p) => p.severity === 'error').map((p) => p.message), output: describeTree(called.outputs) };
}

/** True where every length that is said also holds of the whole truth; a null or "unknown" says nothing. A dtype is always said. */
function holds(said: unknown, truth: unknown): boolean {
  if (said === null || said === 'unknown') return true;
  if (typeof said !== 'object') return said === truth;
  if (truth === null || typeof truth !== 'object') return false;
  if (Array.isArray(said)) return Array.isArray(truth) && said.length === truth.length && said.every((item, i) => holds(item, truth[i]));
  return Object.entries(said).every(([key, item]) => key === 'dtype' || holds(item, (truth as { readonly [key: string]: unknown })[key]));
}

describe('layers: what is not known', () => {
  it('causes no error and no wrong length', () => {
    fc.assert(
      fc.property(fc.nat(cases.length - 1), fc.nat(), fc.option(fc.nat(4), { nil: null }), fc.boolean(), (index, which, axis, hides) => {
        const c = cases[index]!;
        fc.pre(!mixes(c, axis));
        const names = Object.keys(c.config);
        const hidden = hides && names.length > 0 ? names[which % names.length]! : null;
        const { errors, output } = run(c, hidden, axis);
        const what = `${JSON.stringify(c)} without ${hidden ?? 'nothing'} and axis ${axis ?? 'none'}`;
        assert.deepEqual(errors, [], what);
        assert.ok(holds(output, c.outputs), `${JSON.stringify(output)} for ${what}`);
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});
