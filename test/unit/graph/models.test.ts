import assert from 'node:assert/strict';
import { GraphBuilder, type LayerInstance, type ModelInstance, type SymbolicTensor, type TensorTree } from '../../../src/core/graph/builder.js';
import { countLayer, countParameters } from '../../../src/core/graph/count.js';
import { ModelInstance as Model } from '../../../src/core/graph/model.js';
import type { Problem } from '../../../src/core/graph/problem.js';
import type { ConfigValue, Dim } from '../../../src/core/graph/types.js';
import { golden } from '../layers/golden.js';
import { makeLayer } from '../layers/support.js';

type LayerRow = readonly [cls: string, config: { readonly [argument: string]: ConfigValue }];
interface SequentialProgram {
  readonly kind: 'sequential';
  readonly style: 'list' | 'add';
  readonly input: readonly Dim[] | null;
  readonly layers: readonly LayerRow[];
  readonly pops?: number;
  readonly then?: readonly LayerRow[];
  readonly build?: readonly Dim[];
  readonly name?: string;
}
interface FunctionalProgram {
  readonly kind: 'functional';
  readonly inputs: readonly (readonly Dim[])[];
  readonly named?: boolean;
  readonly steps: readonly { readonly on: readonly number[]; readonly list?: boolean; readonly share?: number; readonly op?: 'add' | 'multiply'; readonly layer?: LayerRow; readonly model?: SequentialProgram }[];
  readonly outputs: readonly number[];
}
interface Line {
  readonly program: (SequentialProgram | FunctionalProgram) & { readonly set?: readonly (readonly [path: readonly number[], flag: boolean])[] };
  readonly error?: string;
  readonly model?: { readonly name: string; readonly layers: readonly (readonly [string, string, number])[]; readonly outputs: readonly (readonly Dim[])[] | null; readonly total?: number; readonly trainable?: number };
}

/** Runs golden programs as a frontend would, and gathers what Keras would say. */
class Runner {
  readonly b = new GraphBuilder();
  readonly problems: Problem[] = [];

  make([cls, config]: LayerRow): LayerInstance {
    const { layer, problems } = makeLayer(this.b, cls, config);
    this.problems.push(...problems);
    return layer;
  }

  sequential(program: SequentialProgram): ModelInstance {
    const layers = program.style === 'list' && program.input ? [this.b.input([null, ...program.input]).node.layer, ...program.layers.map((row) => this.make(row))] : program.layers.map((row) => this.make(row));
    const model = this.b.sequential(program.name);
    const add = (layer: LayerInstance) => this.problems.push(...this.b.add(model, layer));
    if (program.style === 'add' && program.input) add(this.b.input([null, ...program.input]).node.layer);
    if (program.style === 'list') {
      for (const layer of layers) this.problems.push(...this.b.add(model, layer, null, { rebuilds: false }));
      this.b.nameGraph(model);
    } else layers.forEach(add);
    for (let i = 0; i < (program.pops ?? 0); i++) this.b.pop(model);
    for (const row of program.then ?? []) add(this.make(row));
    if (program.build) this.problems.push(...this.b.build(model, [null, ...program.build]));
    return model;
  }

  functional(program: FunctionalProgram): ModelInstance {
    const tensors: TensorTree[] = program.inputs.map((shape, i) => this.b.input([null, ...shape], program.named ? { name: `in_${i}` } : {}));
    const inputs = tensors.slice();
    const made: (LayerInstance | null)[] = [];
    for (const step of program.steps) {
      const args = step.on.map((i) => tensors[i]!);
      if (step.op) {
        made.push(null);
        tensors.push(this.b.operation(step.op, args, {}, { shape: (args[0] as SymbolicTensor).shape, dtype: 'float32' }));
        continue;
      }
      const layer = step.share !== undefined ? made[step.share]! : step.model ? this.sequential(step.model) : this.make(step.layer!);
      made.push(layer);
      const { outputs, problems } = this.b.call(layer, step.list ? args : args[0]!);
      this.problems.push(...problems);
      tensors.push(outputs);
    }
    const one = <T>(items: readonly T[]): T | readonly T[] => (items.length > 1 ? items : items[0]!);
    const { model, problems } = this.b.functional(one(inputs), one(program.outputs.map((i) => tensors[i]!)));
    this.problems.push(...problems);
    return model;
  }
}

/** The layers whose names, classes and sizes Keras listed: `_operations`, or `layers` while a Sequential has no graph. */
const listed = (model: ModelInstance): readonly LayerInstance[] => (model.kind === 'Sequential' ? model.layers : model.operations);

describe('models: random programs give what Keras gives', () => {
  const lines = golden<Line>('graph/models.jsonl.gz');
  lines.forEach(({ program, model: expected, error }, index) => {
    it(`${program.kind} ${index}`, () => {
      const runner = new Runner();
      const model = program.kind === 'sequential' ? runner.sequential(program) : runner.functional(program);
      const errors = runner.problems.filter((p) => p.severity === 'error').map((p) => p.message);
      if (!expected) return assert.ok(errors.length > 0, `Keras: ${error}\n${JSON.stringify(program)}`);
      assert.deepEqual(errors, [], JSON.stringify(program));
      for (const [path, flag] of program.set ?? []) {
        let target: LayerInstance = model;
        for (const i of path) target = (target as ModelInstance).layers[i]!;
        target.trainable = flag;
      }
      const graph = runner.b.graphOf(model);
      const sizes = new Map(graph.layers.map((layer) => [layer.id, countLayer(layer).total]));
      assert.equal(model.name, expected.name);
      const rows = expected.layers.filter(([, cls]) => model.kind !== 'Sequential' || cls !== 'InputLayer');
      assert.deepEqual(listed(model).map((l) => l.name), rows.map(([name]) => name), JSON.stringify(program));
      if (expected.outputs === null) return assert.equal(countParameters(graph).total, null);
      assert.deepEqual(listed(model).map((l) => sizes.get(l.id)), rows.map(([, , size]) => size), JSON.stringify(program));
      assert.deepEqual(model.outputs.map((t) => t.shape), expected.outputs);
      const { total, trainable } = countParameters(graph);
      assert.deepEqual({ total, trainable }, { total: expected.total, trainable: expected.trainable }, JSON.stringify(program));
      assert.ok(model instanceof Model);
    });
  });
});
