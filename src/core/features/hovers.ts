import type { Analysis, LayerCall } from '../analysis.js';
import type { Layer, ModelGraph, Span, WeightSpec } from '../graph/types.js';
import { formatBytes, formatCount, formatParameters, formatProduct, formatShapes, formatWork, type ShapeFormat } from './format.js';
import { windowFormula } from './formulas.js';
import { modelFacts } from '../graph/facts.js';
import { callsTable } from './hints.js';
import { callsAt, layerOf } from './models.js';

/** A hover as paragraphs of Markdown. */
export interface LayerHover {
  readonly span: Span;
  readonly markdown: readonly string[];
  /** Where the input's shape was made, for a link; null at a model's input. */
  readonly source: { readonly label: string; readonly span: Span } | null;
  /** The layer's page in Keras's documentation. */
  readonly doc: string | null;
}

export interface HoverOptions extends ShapeFormat {
  /** One sentence on a layer type and its page in Keras's documentation, where they are known. */
  readonly about?: (type: string) => { readonly summary: string; readonly doc: string } | null;
}

/** What is known of the layer whose call stands around an offset; null where none does. */
export function layerHover(analysis: Pick<Analysis, 'calls' | 'models'>, offset: number, options: HoverOptions): LayerHover | null {
  const place = callsAt(analysis, offset);
  const [first] = place?.calls ?? [];
  if (!place || !first) return null;
  if (place.calls.length > 1) return { span: place.span, markdown: callsTable(place.calls, options), source: null, doc: null };
  const found = layerOf(analysis, first);
  const source = found && sourceOf(found.graph, found.layer);
  return { span: place.span, markdown: singleHover(first, found, options), source, doc: options.about?.(first.type)?.doc ?? null };
}

type Found = ReturnType<typeof layerOf>;

function singleHover(call: LayerCall, found: Found, options: HoverOptions): string[] {
  const layer = found?.layer ?? null;
  const input = formatShapes(call.inputs, options);
  const output = formatShapes(call.outputs, options);
  const about = options.about?.(call.type) ?? null;
  const paragraphs = [`**${call.type}** \`${call.name}\``, ...(about ? [about.summary] : []), `\`${input}\` → \`${output}\``];
  const formula = windowFormula(call.type, call.config, call.inputs[0]?.shape ?? null, call.outputs[0]?.shape ?? null);
  if (formula) paragraphs.push(`Each side: \`${formula}\``);
  paragraphs.push(parameterSum(call, layer?.weights ?? []));
  const cost = found && costWords(found.graph, found.layer);
  if (cost) paragraphs.push(cost);
  if (layer && !layer.trainable && layer.weights.length > 0) paragraphs.push('Frozen: `trainable` is False at the end of the file.');
  const lost = call.outputs.find(({ loss }) => loss)?.loss;
  if (lost) paragraphs.push(`Not known: ${lost.reason}`);
  return paragraphs;
}

/** What one example costs in this layer, and how much of the input one of its positions sees. */
function costWords(graph: ModelGraph, { id }: Layer): string {
  const facts = modelFacts(graph).calls.filter(({ layer }) => layer === id);
  const [last] = facts.slice(-1);
  if (!last) return '';
  const sum = (key: 'multiplyAccumulates' | 'activationBytes') => facts.reduce<number | null>((total, fact) => (total === null || fact[key] === null ? null : total + fact[key]), 0);
  const [work, bytes, field] = [sum('multiplyAccumulates'), sum('activationBytes'), last.receptiveField];
  return [
    work ? formatWork(work) : '', bytes === null ? '' : `${formatBytes(bytes)} of outputs`,
    field && field.length > 0 && field.every((length) => length !== null) ? `receptive field ${field.join(' × ')}` : '',
  ].filter(Boolean).join(' · ');
}

/** `3·3·1·32 + 32 = 320` parameters (kernel, bias). */
export function parameterSum(call: Pick<LayerCall, 'parameters'>, weights: readonly WeightSpec[]): string {
  if (call.parameters === 0) return 'No parameters.';
  const sized = weights.filter(({ shape }) => shape.every((length) => length !== null));
  const sum = sized.reduce((total, { shape }) => total + shape.reduce<number>((product, length) => product * (length ?? 0), 1), 0);
  // A wrapper's or nested model's own list does not hold all of its weights; then the sum alone is told.
  if (call.parameters === null || sized.length !== weights.length || sum !== call.parameters || weights.length > 6) return `${capital(formatParameters(call.parameters))}.`;
  return `\`${weights.map(({ shape }) => formatProduct(shape)).join(' + ')} = ${formatCount(sum)}\` parameters (${weights.map(({ name }) => name).join(', ')}).`;
}

/** The layer that made the first input of a layer's first call. */
function sourceOf(graph: ModelGraph, layer: Layer): LayerHover['source'] {
  const input = graph.calls.find((call) => call.layer === layer.id)?.inputs[0];
  const made = input === undefined ? undefined : graph.calls.find((call) => call.outputs.includes(input));
  const maker = made && graph.layers.find(({ id }) => id === made.layer);
  return maker?.span && maker.span.file === undefined ? { label: maker.name, span: maker.span } : null;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
