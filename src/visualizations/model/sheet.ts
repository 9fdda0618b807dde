import type { AnalysedModel } from '../../core/analysis.js';
import { formatShape } from '../../core/features/format.js';
import { modelName } from '../../core/features/lenses.js';
import { className, summaryOf } from '../../core/features/summary.js';
import { countLayer } from '../../core/graph/count.js';
import { modelFacts, type CallFacts } from '../../core/graph/facts.js';
import type { ConfigValue, Layer, ModelGraph } from '../../core/graph/types.js';
import type { Costs, ModelSheet, SheetGraph, SheetLayer } from './contract.js';

/** Works out what the panel shows of a model. */
export function modelSheet(model: AnalysedModel): ModelSheet {
  const { title, chain, rows, totals } = summaryOf(model);
  const facts = modelFacts(model.graph);
  return {
    name: modelName(model), title, chain, totals,
    rows: rows.map(({ name, type, shape, parameters, connections }) => ({ id: name, name, type, shape, parameters, connections })),
    graph: sheetGraph(model.graph, '', facts.calls),
    costs: { parameters: model.parameters.total, multiplyAccumulates: facts.multiplyAccumulates, activationBytes: facts.activationBytes },
    incomplete: model.graph.incomplete?.reason ?? null,
  };
}

function sheetGraph(graph: ModelGraph, prefix: string, facts: readonly CallFacts[]): SheetGraph {
  const shown = graph.kind === 'Sequential' && graph.layers.length > 1 ? graph.layers.filter(({ type }) => type !== 'InputLayer') : graph.layers;
  const at = new Map(shown.map(({ id }, index) => [id, index]));
  const makers = new Map<number, number>();
  graph.inputLayers?.forEach((id, index) => {
    const [tensor, layer] = [graph.inputs[index], id === null ? undefined : at.get(id)];
    if (tensor !== undefined && layer !== undefined) makers.set(tensor, layer);
  });
  const edges = new Map<string, readonly [number, number]>();
  for (const { layer, inputs, outputs } of graph.calls) {
    const to = at.get(layer);
    if (to === undefined) continue;
    for (const input of inputs) {
      const from = makers.get(input);
      if (from !== undefined && from !== to) edges.set(`${from} ${to}`, [from, to]);
    }
    for (const output of outputs) makers.set(output, to);
  }
  const own = new Map<string, Own>();
  graph.calls.forEach((call, index) => {
    const before = own.get(call.layer)?.facts ?? [];
    own.set(call.layer, { facts: [...before, facts[index]].filter((fact) => fact !== undefined), output: call.outputs[0] });
  });
  return { layers: shown.map((layer) => sheetLayer(graph, layer, prefix, own.get(layer.id) ?? { facts: [], output: graph.inputs[graph.inputLayers?.indexOf(layer.id) ?? -1] })), edges: [...edges.values()] };
}

/** What the calls of one layer cost, and the first output of the last of them. */
interface Own {
  readonly facts: readonly CallFacts[];
  readonly output: number | undefined;
}

function sheetLayer(graph: ModelGraph, layer: Layer, prefix: string, { facts, output }: Own): SheetLayer {
  const tensor = output === undefined ? undefined : graph.tensors[output];
  const field = facts.at(-1)?.receptiveField ?? null;
  const id = prefix + layer.name;
  const holds = layer.inner && layer.inner.layers.length > 0 && layer.inner.calls.length > 0 ? layer.inner : null;
  return {
    id, name: layer.name, type: className(layer), detail: detailOf(layer),
    shape: tensor ? formatShape(tensor, { batchAxis: false }) : '?',
    channels: channelsOf(layer, tensor?.shape ?? null),
    trainable: layer.trainable,
    parameters: graph.incomplete && layer.weights.length === 0 && graph.calls.length === 0 ? null : countLayer(layer).total,
    ...callCosts(layer, facts),
    receptiveField: field && field.length > 0 && field.every((length) => length !== null) ? field.join(' × ') : '',
    hasPlace: layer.span !== null,
    inner: holds && sheetGraph(holds, `${id}/`, modelFacts(holds).calls),
  };
}

/** An InputLayer is not called and costs nothing; what a layer without calls would cost is not known. */
function callCosts({ type }: Layer, own: readonly CallFacts[]): Omit<Costs, 'parameters'> {
  const sum = (key: 'multiplyAccumulates' | 'activationBytes') => own.reduce<number | null>((total, fact) => (total === null || fact[key] === null ? null : total + fact[key]), 0);
  if (type === 'InputLayer') return { multiplyAccumulates: 0, activationBytes: 0 };
  return own.length === 0 ? { multiplyAccumulates: null, activationBytes: null } : { multiplyAccumulates: sum('multiplyAccumulates'), activationBytes: sum('activationBytes') };
}

function channelsOf({ config }: Layer, shape: readonly (number | null)[] | null): number | null {
  if (!shape || shape.length < 2) return null;
  return (config['dataFormat'] === 'channels_first' && shape.length > 2 ? shape[1] : shape.at(-1)) ?? null;
}

/** Kernel, stride, rate: the numbers that one looks for first. */
function detailOf({ config }: Layer): string {
  const window = lengths(config['kernelSize'] ?? config['poolSize']);
  const strides = lengths(config['strides']);
  const dilation = lengths(config['dilationRate']);
  const pooled = config['poolSize'] !== undefined;
  const parts = [
    window?.join('×'),
    // A pool moves by its own size where nothing else is said.
    strides && (pooled ? strides.join() !== window?.join() : strides.some((step) => step !== 1)) ? `stride ${alike(strides)}` : null,
    dilation?.some((step) => step !== 1) ? `dilation ${alike(dilation)}` : null,
    typeof config['rate'] === 'number' ? String(config['rate']) : null,
    typeof config['activation'] === 'string' && config['activation'] !== 'linear' ? config['activation'] : null,
  ];
  return parts.filter(Boolean).join(', ');
}

const alike = (values: readonly number[]) => (new Set(values).size === 1 ? String(values[0]) : values.join('×'));

function lengths(value: ConfigValue | undefined): readonly number[] | null {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number') ? value : null;
}
